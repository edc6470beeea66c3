import { isSpf, parseSpf, type SpfTerm } from '../core/email-auth/spf.ts';
import type { ApexSpf } from '../core/records/footprint.ts';
import { isHostOfAny } from './hosts.ts';
import { PROVIDERS } from './index.ts';
import { smtp } from './smtp.ts';

/** An SPF record of the domain, and whom it lets send. */
export function readSpf(text: string, mxIsKnown: boolean): ApexSpf {
  const owners = parseSpf(text).terms.map((term) => ({ term, owner: ownerOf(term, mxIsKnown) }));
  const known = owners.flatMap(({ owner }) => (owner === null || owner === 'nobody' ? [] : owner));
  return {
    text,
    providers: [...new Set(known)],
    unknown: owners.flatMap(({ term, owner }) => (owner === null ? [written(term)] : [])),
  };
}

export function spfTexts(texts: readonly string[]): readonly string[] {
  return texts.filter(isSpf);
}

/** The id of a provider; `nobody` for what lets nobody new in; null: not known. */
function ownerOf(term: SpfTerm, mxIsKnown: boolean): string | null {
  if (term.kind === 'modifier') return term.name === 'redirect' ? byHost(term.value) : 'nobody';
  if (term.qualifier !== '+') return 'nobody';
  switch (term.name) {
    case 'all':
      return 'nobody';
    case 'include':
      return byHost(term.value ?? '');
    // Hosts and addresses by name are servers of one's own; `mx` only where nobody else receives the mail.
    case 'a':
    case 'ip4':
    case 'ip6':
      return smtp.id;
    case 'mx':
      return mxIsKnown && term.value === null ? 'nobody' : smtp.id;
    default:
      return null;
  }
}

function byHost(host: string): string | null {
  return PROVIDERS.find(({ spf }) => isHostOfAny(host, spf))?.id ?? null;
}

function written(term: SpfTerm): string {
  if (term.kind === 'modifier') return `${term.name}=${term.value}`;
  return term.value === null ? term.name : `${term.name}:${term.value}`;
}
