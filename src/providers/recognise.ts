import { mxHost } from '../core/dns/match.ts';
import { dataOf, recordsAt } from '../core/dns/records-at.ts';
import type { DnsObservation, DnsRecord } from '../core/dns/types.ts';
import type { ApexSpf, Evidence, SeenProvider } from '../core/records/footprint.ts';
import { isHostOfAny } from './hosts.ts';
import { PROVIDERS } from './index.ts';
import type { DkimTrace, Provider } from './provider.ts';
import { dkimQuestion } from './questions.ts';
import { readSpf, spfTexts } from './spf.ts';

export interface MailDns {
  readonly domain: string;
  /** Subdomains that were asked for MX. */
  readonly names: readonly string[];
  /** The MAIL FROM domain that SES has for this identity; null: none. */
  readonly ours: string | null;
  readonly observations: readonly DnsObservation[];
}

/** Every provider that shows, and by what. */
export function recognise(sight: MailDns): readonly SeenProvider[] {
  const claims = claimsOf(sight);
  const spf = apexSpf(sight);
  return PROVIDERS.flatMap((provider) => {
    const evidence = [
      ...receiving(provider, sight),
      ...signing(provider, sight),
      ...claims.filter(({ owner }) => owner === provider).map(({ evidence: found }) => found),
      ...listed(provider, spf, sight),
      ...owning(provider, sight),
    ];
    return evidence.length === 0 ? [] : [{ id: provider.id, name: provider.name, evidence }];
  });
}

/** Whose MX or CNAME is at the name; null: nobody's that is known. */
export function ownerOfName(sight: MailDns, name: string): Provider | null {
  return claimsOf({ ...sight, names: [name] })[0]?.owner ?? null;
}

/** The mail service that an MX host is of, where it receives mail or takes bounces; null: not known. */
export function mailServiceOf(host: string): string | null {
  const owner = PROVIDERS.find(
    ({ mx, bounces }) => isHostOfAny(host, mx) || isHostOfAny(host, bounces?.targets ?? []),
  );
  return owner?.name ?? null;
}

/** A provider that may own the name, if its DKIM key were known, which could not be read. */
export function couldOwnName(sight: MailDns, name: string): boolean {
  const hosts = hostsAt(sight, name).map(({ host }) => host);
  return PROVIDERS.some(
    ({ bounces, dkim }) =>
      bounces?.needsKey === true &&
      hosts.some((host) => isHostOfAny(host, bounces.targets)) &&
      dkim.some(({ selector }) => {
        const key = recordsAt(sight.observations, dkimQuestion(selector, sight.domain));
        return !key.ok && key.code !== 'not-read';
      }),
  );
}

export function apexSpf({ domain, observations }: Omit<MailDns, 'names' | 'ours'>): ApexSpf[] {
  const texts = dataOf(recordsIn(recordsAt(observations, { name: domain, type: 'TXT' })), 'TXT');
  const hosts = mxHosts(observations, domain);
  const known = hosts.some((host) => PROVIDERS.some(({ mx }) => isHostOfAny(host, mx)));
  return spfTexts(texts).map((text) => readSpf(text, known));
}

function receiving({ mx }: Provider, { domain, observations }: MailDns): Evidence[] {
  return mxHosts(observations, domain)
    .filter((host) => isHostOfAny(host, mx))
    .map((value) => ({ role: 'receives', name: domain, type: 'MX', value }));
}

function signing({ dkim }: Provider, sight: MailDns): Evidence[] {
  return dkim.flatMap((trace) => signingBy(trace, sight));
}

function signingBy({ selector, target }: DkimTrace, { domain, observations }: MailDns): Evidence[] {
  const question = dkimQuestion(selector, domain);
  const records = recordsIn(recordsAt(observations, question));
  const alias = records.find(({ type }) => type === 'CNAME')?.data;
  const { name } = question;
  if (target !== null) {
    const leads = alias !== undefined && isHostOfAny(alias, [target]);
    return leads ? [{ role: 'sends', name, type: 'CNAME', value: alias }] : [];
  }
  // A key, and not an empty one, which is revoked (RFC 6376 section 3.6.1).
  const key = dataOf(records, 'TXT').find((text) => /(^|;)\s*p\s*=\s*[^;\s]/.test(text));
  return key === undefined ? [] : [{ role: 'sends', name, type: 'TXT', value: key }];
}

function listed(provider: Provider, spf: readonly ApexSpf[], { domain }: MailDns): Evidence[] {
  return spf
    .filter(({ providers }) => providers.includes(provider.id))
    .map(({ text }) => ({ role: 'sends', name: domain, type: 'TXT', value: text }));
}

function owning({ ownership }: Provider, { domain, observations }: MailDns): Evidence[] {
  const texts = dataOf(recordsIn(recordsAt(observations, { name: domain, type: 'TXT' })), 'TXT');
  return texts
    .filter((text) => ownership.some((beginning) => text.startsWith(beginning)))
    .map((value) => ({ role: 'sends', name: domain, type: 'TXT', value }));
}

interface Claim {
  readonly owner: Provider;
  readonly evidence: Evidence;
}

function claimsOf(sight: MailDns): Claim[] {
  return sight.names.flatMap((name) => {
    for (const { type, host } of hostsAt(sight, name)) {
      const owner = PROVIDERS.find((provider) => claims(provider, host, name, sight));
      if (owner !== undefined)
        return [{ owner, evidence: { role: 'sends' as const, name, type, value: host } }];
    }
    return [];
  });
}

function claims(provider: Provider, host: string, name: string, sight: MailDns): boolean {
  const { bounces } = provider;
  if (bounces === null || !isHostOfAny(host, bounces.targets)) return false;
  return !bounces.needsKey || (name !== sight.ours && signing(provider, sight).length > 0);
}

/** The hosts where MX or CNAME of a name lead. */
function hostsAt({ observations }: MailDns, name: string): { type: string; host: string }[] {
  return recordsIn(recordsAt(observations, { name, type: 'MX' })).flatMap(({ type, data }) => {
    if (type === 'CNAME') return [{ type, host: data }];
    return type === 'MX' ? [{ type, host: mxHost(data) }] : [];
  });
}

function mxHosts(observations: readonly DnsObservation[], domain: string): readonly string[] {
  return dataOf(recordsIn(recordsAt(observations, { name: domain, type: 'MX' })), 'MX').map(mxHost);
}

/** Evidence is what was seen; what was not seen is distinguished from it, in `Footprint.unread`. */
function recordsIn(seen: ReturnType<typeof recordsAt>): readonly DnsRecord[] {
  return seen.ok ? seen.value : [];
}
