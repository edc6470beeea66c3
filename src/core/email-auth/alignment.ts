/** Apart from its users, and to be imported only when needed: the list of public suffixes weighs 130 kB. */

import { getDomain } from 'tldts';

/**
 * Whether `domain` aligns with the From domain: the same name where the policy says strict, else the same
 * organizational domain (RFC 7489, 3.1 and 3.2). Both lower case.
 */
export function isAligned(from: string, domain: string, strict: boolean): boolean {
  if (domain === from) return true;
  return !strict && organization(domain) === organization(from);
}

function organization(domain: string): string {
  return getDomain(domain, { allowPrivateDomains: true }) ?? domain;
}
