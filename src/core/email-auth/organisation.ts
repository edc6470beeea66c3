/** To be imported only when needed: the list of public suffixes weighs 130 kB. */

import { getDomain } from 'tldts';

/**
 * The domain registered below a public suffix, which is the organisational domain wherever no DMARC record
 * tells it (RFC 9989 section 4.10.2); null for a public suffix and a single label. Suffixes of companies,
 * such as `github.io`, count: what is below one belongs to someone else each.
 */
export function organisationOf(name: string): string | null {
  return getDomain(name, { allowPrivateDomains: true });
}
