/**
 * Whether a domain that DKIM or SPF proved aligns with the From domain: the same name where the policy says
 * strict, else the same organisational domain (RFC 9989 sections 4.4 and 4.10.2). All lower case.
 */
export function isAligned(
  from: string,
  domain: string,
  strict: boolean,
  organisationOf: (name: string) => string | null,
): boolean {
  if (domain === from) return true;
  return !strict && organisation(domain) === organisation(from);

  function organisation(name: string): string {
    return organisationOf(name) ?? name;
  }
}
