import { onlyDmarc, parseDmarc } from '../email-auth/dmarc.ts';
import { dataAt } from './matrix.ts';
import type { DnsObservation } from './types.ts';

/** The DMARC record at `name` (`_dmarc.<domain>`) where exactly one is there; else null. */
export function dmarcAt(observations: readonly DnsObservation[], name: string): string | null {
  return onlyDmarc(dataAt(observations, { name, type: 'TXT' }));
}

/**
 * Where receivers look whether another organisation agreed to take this domain's reports:
 * `<domain>._report._dmarc.<other>` (RFC 9990 section 4).
 */
export function reportNames(
  name: string,
  observations: readonly DnsObservation[],
  organisationOf: (name: string) => string | null,
): string[] {
  const domain = name.replace(/^_dmarc\./, '');
  const text = dmarcAt(observations, name);
  const hosts = text === null ? [] : reportHosts(text);
  const foreign = hosts.filter((host) => organisationOf(host) !== organisationOf(domain));
  return foreign.map((host) => reportName(domain, host));
}

export function reportName(domain: string, host: string): string {
  return `${domain}._report._dmarc.${host}`;
}

/** Domains of the mailboxes that `rua` and `ruf` name, each once. */
export function reportHosts(text: string): string[] {
  const { tags } = parseDmarc(text);
  const uris = ['rua', 'ruf'].flatMap((tag) => tags.get(tag)?.split(',') ?? []);
  const hosts = uris.flatMap((uri) => /^\s*mailto:[^@]*@([^!\s]+)/i.exec(uri)?.[1] ?? []);
  return [...new Set(hosts.map((host) => host.toLowerCase().replace(/\.$/, '')))];
}
