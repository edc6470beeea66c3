/** To be imported only when needed: the list of public suffixes weighs 130 kB. */

import { getDomain } from 'tldts';

/** The organisational domain of a name (RFC 7489 section 3.2); null for a public suffix and a single label. */
export function organisationOf(name: string): string | null {
  return getDomain(name);
}
