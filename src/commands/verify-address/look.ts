import { type Checklist, receiptsOf } from '../../core/checklist.ts';
import type { Seen } from '../../core/model/types.ts';
import type { SeenAddress } from '../../core/ses/address-verification.ts';
import type { Identity } from '../../core/ses/facts.ts';
import { see } from '../../observe/see.ts';
import type { Ses } from '../../ports/index.ts';

/**
 * What SES knows about each address and the domains above it, one call after the other: SES accepts about one a
 * second, and each domain is read once.
 */
export async function lookAtAddresses(
  ses: Ses,
  addresses: readonly string[],
  checklist: Checklist,
): Promise<readonly SeenAddress[]> {
  const domains = new Map<string, Seen<Identity | null>>();
  const seen: SeenAddress[] = [];
  for (const address of addresses) {
    const coveredBy = await verifiedAbove(ses, address, domains);
    const identity = await see(() => ses.addressIdentity(address));
    seen.push({ address, identity, coveredBy, since: askedAt(checklist, address) });
  }
  return seen;
}

/** A verified domain covers the addresses of its subdomains, too (SES Developer Guide, verified identities). */
async function verifiedAbove(
  ses: Ses,
  address: string,
  known: Map<string, Seen<Identity | null>>,
): Promise<string | null> {
  for (const domain of await domainsAbove(address)) {
    const seen = known.get(domain) ?? (await see(() => ses.identity(domain)));
    known.set(domain, seen);
    if (seen.ok && seen.value?.verifiedForSending === true) return domain;
  }
  return null;
}

/** From the part behind the @ to the organisational domain. */
async function domainsAbove(address: string): Promise<readonly string[]> {
  const host = address.slice(address.lastIndexOf('@') + 1);
  const { organisationOf } = await import('../../core/email-auth/organisation.ts');
  const top = organisationOf(host) ?? host;
  const labels = host
    .slice(0, -top.length)
    .split('.')
    .filter((label) => label !== '');
  return [...labels.map((_, index) => `${labels.slice(index).join('.')}.${top}`), top];
}

function askedAt(checklist: Checklist, address: string): string | null {
  const receipts = receiptsOf(checklist, 'verify-address');
  const asked = receipts.findLast(
    ({ what, facts }) => what === 'sent-verification' && facts.address === address,
  );
  return asked?.at ?? null;
}
