import { dmarcName, treeWalk } from '../email-auth/dmarc-discovery.ts';
import type { ExpectedRecord } from '../model/types.ts';
import { reportNames } from './dmarc-reports.ts';
import { dataAt, statusOf } from './matrix.ts';
import type { DnsObservation, NameAndType, Probe } from './types.ts';

/** What the second look starts from. */
export interface FirstLook {
  readonly domain: string;
  /** Apex of the zone that holds the domain. */
  readonly zone: string;
  readonly records: readonly ExpectedRecord[];
  readonly observations: readonly DnsObservation[];
  /** The domain registered below a public suffix that a name belongs to; null where there is none. */
  readonly organisationOf: (name: string) => string | null;
}

/**
 * What to ask next: only where the first look shows something off, so that a domain that is right costs
 * no more than its records.
 */
export function probesFor(look: FirstLook): Probe[] {
  const probes = look.records.flatMap((expected) => {
    const status = statusOf(expected, look.observations);
    if (status === 'missing')
      return [...whereElse(expected, look), ...mailFromUsers(expected, look)];
    if (status === 'wrong') {
      const above = expected.purpose === 'dmarc' ? dmarcsAbove(look.domain) : [];
      return [...wildcard(expected), ...above, ...mailFromUsers(expected, look)];
    }
    return expected.purpose === 'dmarc'
      ? dmarcReports(expected.name, look)
      : usersOfSend(expected, look);
  });
  return [...new Map(probes.map((probe) => [`${probe.name} ${probe.type}`, probe])).values()];
}

/** The apex SPF record, which SES does not need: read because people ask about it. */
export function apexSpf(domain: string): NameAndType {
  return { name: domain, type: 'TXT' };
}

/** A name that nobody has, beside the given one: only a wildcard answers for it (RFC 4592). */
export function siblingOf(name: string): string {
  return `no-such-name-9f2c71d4e8${name.slice(name.indexOf('.'))}`;
}

/** The name as it is when a panel has dropped the underscores; null when it has none. */
export function withoutUnderscores(name: string): string | null {
  const bare = name.replaceAll(/(^|\.)_/g, '$1');
  return bare === name ? null : bare;
}

/** The DKIM key that Resend has its customers publish (resend.com/docs, domains, 2026-11). */
export function resendKey(domain: string): NameAndType {
  return { name: `resend._domainkey.${domain}`, type: 'TXT' };
}

/** The names where a missing record ends up by known mistakes, and what is at its own name instead. */
function whereElse(expected: ExpectedRecord, look: FirstLook): Probe[] {
  const { name, type, purpose } = expected;
  const bare = withoutUnderscores(name);
  return [
    at(`${name}.${look.zone}`, type),
    ...(bare === null ? [] : [at(bare, type)]),
    ...(purpose === 'dkim' && type === 'CNAME' ? insteadOfCname(name) : []),
    ...(purpose === 'dmarc'
      ? [...dmarcsAbove(look.domain), ...besideOtherTexts(expected, look)]
      : []),
  ];
}

/** Where receivers look next when the domain has no record that they take (RFC 9989 section 4.10). */
function dmarcsAbove(domain: string): Probe[] {
  const [, ...above] = treeWalk(domain);
  return above.map((at) => ({ name: dmarcName(at), type: 'TXT', via: 'resolver' }));
}

/** Other texts at a name may be those of a wildcard. */
function besideOtherTexts(expected: ExpectedRecord, { observations }: FirstLook): Probe[] {
  return dataAt(observations, expected).length > 0 ? wildcard(expected) : [];
}

/** A proxy answers with addresses, a flattening host with the key, a wrong type with TXT. */
function insteadOfCname(name: string): Probe[] {
  return [at(name, 'TXT'), at(name, 'A'), at(name, 'AAAA'), at(siblingOf(name), 'A')];
}

function wildcard({ name, type }: ExpectedRecord): Probe[] {
  return [at(siblingOf(name), type)];
}

function mailFromUsers({ purpose }: ExpectedRecord, { domain }: FirstLook): Probe[] {
  if (purpose !== 'mail-from-mx') return [];
  const { name, type } = resendKey(domain);
  return [at(name, type)];
}

/** `send.` is the MAIL FROM name of Resend, which runs on SES: its records look right. */
function usersOfSend(expected: ExpectedRecord, look: FirstLook): Probe[] {
  return expected.name === `send.${look.domain}` ? mailFromUsers(expected, look) : [];
}

function dmarcReports(name: string, { observations, organisationOf }: FirstLook): Probe[] {
  return reportNames(name, observations, organisationOf).map((asked) => ({
    name: asked,
    type: 'TXT',
    via: 'resolver',
  }));
}

function at(name: string, type: NameAndType['type']): Probe {
  return { name, type, via: 'authoritative' };
}
