import { getPublicSuffix } from 'tldts';
import type { DnsAnswer, DnsServer } from '../../core/dns/types.ts';
import type { Dns } from '../../ports/index.ts';
import { PortError } from '../../ports/index.ts';
import { askInOrder, dataOf, isWithin, type Sources, unreachable, why } from './sources.ts';

type Cut = { zone: string } | { nonexistent: string } | { failed: DnsAnswer | null };

/** The zone of a domain as the resolvers in turn see it; only when none knows one is it called nonexistent. */
export async function findZone({ ask, resolvers }: Sources, domain: string): Promise<string> {
  const failures: DnsAnswer[] = [];
  let nonexistent: string | null = null;
  for (const resolver of resolvers) {
    const cut = await zoneCut(ask, resolver, domain);
    if ('zone' in cut) return cut.zone;
    if ('nonexistent' in cut) nonexistent = cut.nonexistent;
    else if (cut.failed !== null) failures.push(cut.failed);
  }
  if (nonexistent !== null) {
    throw new PortError(
      `${domain} does not exist in DNS: ${nonexistent} has no such name. The domain is not registered, ` +
        'is registered without name servers, or is misspelled.',
      { reason: 'failed', errorName: 'NXDOMAIN' },
    );
  }
  throw unreachable(`The zone of ${domain} could not be determined${why(failures)}`);
}

/** Goes up from the domain to the first name with an SOA; one in the authority section names the zone. */
async function zoneCut(ask: Dns['ask'], resolver: DnsServer, domain: string): Promise<Cut> {
  const labels = domain.split('.');
  let alias: string | null = null;
  for (let first = 0; first < labels.length; first += 1) {
    const name = labels.slice(first).join('.');
    const answer = await ask(resolver, { name, type: 'SOA' });
    if (answer.kind === 'failed') return { failed: answer };
    if (answer.kind === 'records' && answer.records[0]?.type === 'CNAME') alias = name;
    const zone = zoneIn(answer, name);
    if (zone === null || !isWithin(domain, zone)) continue;
    if (!isRegistry(zone, domain)) return { zone };
    return alias === null ? { nonexistent: zone } : { failed: hidden(resolver, alias) };
  }
  return { failed: null };
}

/** A CNAME at the top of a zone hides its SOA from resolvers (RFC 2181 section 10.1); the name is there. */
function hidden(server: DnsServer, name: string): DnsAnswer {
  const message = `a CNAME at ${name} hides the SOA of its zone`;
  return { kind: 'failed', failure: 'other', server, ms: 0, rcode: null, message };
}

/** An answer with a CNAME names the zone of its target, not of the name, which then is no apex. */
function zoneIn(answer: Exclude<DnsAnswer, { kind: 'failed' }>, name: string): string | null {
  if (answer.kind !== 'records') return answer.soa?.zone ?? null;
  const own = answer.records[0];
  return own?.type === 'SOA' && own.name === name ? name : null;
}

/** The zone is a registry's (`com`, `co.uk`), so the domain under it is not delegated. */
export function isRegistry(zone: string, domain: string): boolean {
  const suffix = getPublicSuffix(domain);
  return zone !== domain && suffix !== null && isWithin(suffix, zone);
}

/** The NS set as the resolvers see it. */
export async function findNameServers(
  { ask, resolvers }: Sources,
  zone: string,
): Promise<string[]> {
  const { usable, failures } = await askInOrder(ask, resolvers, { name: zone, type: 'NS' });
  const names = dataOf(usable, 'NS');
  if (names.length > 0) return names.sort();
  throw unreachable(`The name servers of ${zone} could not be determined${why(failures)}`);
}
