import { networkInterfaces } from 'node:os';
import { getPublicSuffix } from 'tldts';
import type { Delegation, DnsAnswer, DnsServer, Soa } from '../../core/dns/types.ts';
import type { Dns, Question } from '../../ports.ts';
import { PortError } from '../../ports.ts';
import { canonicalName, soaOf } from './wire.ts';

interface Sources {
  readonly ask: Dns['ask'];
  readonly resolvers: readonly DnsServer[];
  readonly nameservers: readonly DnsServer[] | null;
}

/** Finds the zone that holds a domain and the servers that have authority for it. */
export function createDelegation(sources: Sources): Dns['delegation'] {
  const { nameservers } = sources;
  return (domain) =>
    nameservers === null
      ? discover(sources, canonicalName(domain))
      : fromGiven(sources.ask, nameservers, canonicalName(domain));
}

/** The servers were given: only the zone has to be asked for. Without an answer it is taken as the domain. */
async function fromGiven(
  ask: Dns['ask'],
  servers: readonly DnsServer[],
  domain: string,
): Promise<Delegation> {
  const soa = await liveSoa(ask, servers, domain);
  const zone = soa?.zone ?? domain;
  const answers = await askInOrder(ask, servers, { name: zone, type: 'NS' });
  const names = answers.usable === null ? [] : dataOf(answers.usable, 'NS');
  return {
    zone,
    nameServers: names.length > 0 ? names : servers.map((server) => server.name),
    servers,
    soa,
  };
}

async function discover({ ask, resolvers }: Sources, domain: string): Promise<Delegation> {
  const zone = await findZone(ask, resolvers, domain);
  const nameServers = await findNameServers(ask, resolvers, zone);
  const servers = await findAddresses(ask, resolvers, nameServers);
  if (servers.length === 0) {
    throw unreachable(
      `None of the name servers of ${zone} has an address: ${nameServers.join(', ')}.`,
    );
  }
  return { zone, nameServers, servers, soa: await liveSoa(ask, servers, zone) };
}

type Cut = { zone: string } | { nonexistent: string } | { failed: DnsAnswer | null };

/** Asks the resolvers in turn; only when none knows a zone is the domain called nonexistent. */
async function findZone(
  ask: Dns['ask'],
  resolvers: readonly DnsServer[],
  domain: string,
): Promise<string> {
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
        'is registered without name servers, or is misspelt.',
      { reason: 'failed', errorName: 'NXDOMAIN' },
    );
  }
  throw unreachable(`The zone of ${domain} could not be found out${why(failures)}`);
}

/** Goes up from the domain to the first name with an SOA; one in the authority section names the zone. */
async function zoneCut(ask: Dns['ask'], resolver: DnsServer, domain: string): Promise<Cut> {
  const labels = domain.split('.');
  for (let first = 0; first < labels.length; first += 1) {
    const name = labels.slice(first).join('.');
    const answer = await ask(resolver, { name, type: 'SOA' });
    if (answer.kind === 'failed') return { failed: answer };
    const zone = zoneIn(answer, name);
    if (zone === null || !isWithin(domain, zone)) continue;
    return isRegistry(zone, domain) ? { nonexistent: zone } : { zone };
  }
  return { failed: null };
}

/** An answer with a CNAME names the zone of its target, not of the name, which then is no apex. */
function zoneIn(answer: Exclude<DnsAnswer, { kind: 'failed' }>, name: string): string | null {
  if (answer.kind !== 'records') return answer.soa?.zone ?? null;
  const own = answer.records[0];
  return own?.type === 'SOA' && own.name === name ? name : null;
}

function isWithin(name: string, zone: string): boolean {
  return zone === '.' || name === zone || name.endsWith(`.${zone}`);
}

/** The zone is a registry's (`com`, `co.uk`), so the domain under it is not delegated. */
function isRegistry(zone: string, domain: string): boolean {
  const suffix = getPublicSuffix(domain);
  return zone !== domain && suffix !== null && isWithin(suffix, zone);
}

/** The NS set as the resolvers see it. */
async function findNameServers(
  ask: Dns['ask'],
  resolvers: readonly DnsServer[],
  zone: string,
): Promise<string[]> {
  const { usable, failures } = await askInOrder(ask, resolvers, { name: zone, type: 'NS' });
  const names = usable === null ? [] : dataOf(usable, 'NS');
  if (names.length > 0) return names.sort();
  throw unreachable(`The name servers of ${zone} could not be found out${why(failures)}`);
}

/** Every address, of one family, of every name server: a family without a route would only time out. */
async function findAddresses(
  ask: Dns['ask'],
  resolvers: readonly DnsServer[],
  hosts: readonly string[],
): Promise<DnsServer[]> {
  const found = await Promise.all(
    hosts.map(async (host): Promise<DnsServer[]> => {
      for (const type of addressTypes()) {
        const { usable } = await askInOrder(ask, resolvers, { name: host, type });
        const addresses = usable === null ? [] : dataOf(usable, type);
        if (addresses.length > 0)
          return addresses.map((address) => serverAt(host, address, addresses));
      }
      return [];
    }),
  );
  return found.flat();
}

function serverAt(host: string, address: string, all: readonly string[]): DnsServer {
  const name = all.length === 1 ? host : `${host} (${address})`;
  return { address, port: 53, name, kind: 'authoritative' };
}

/** IPv4 first; IPv6 first on a machine that has nothing else. */
function addressTypes(): ('A' | 'AAAA')[] {
  const outward = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal && !address.address.startsWith('fe80:'));
  const onlyIpv6 = outward.length > 0 && outward.every((address) => address.family === 'IPv6');
  return onlyIpv6 ? ['AAAA', 'A'] : ['A', 'AAAA'];
}

/** The SOA as the authoritative servers have it now: a resolver's may be old. */
async function liveSoa(
  ask: Dns['ask'],
  servers: readonly DnsServer[],
  name: string,
): Promise<Soa | null> {
  const { usable } = await askInOrder(ask, servers, { name, type: 'SOA' });
  if (usable === null) return null;
  if (usable.kind !== 'records') return usable.soa;
  return usable.records.map(soaOf).find((soa) => soa !== null) ?? null;
}

type Usable = Exclude<DnsAnswer, { kind: 'failed' }>;

async function askInOrder(
  ask: Dns['ask'],
  servers: readonly DnsServer[],
  question: Question,
): Promise<{ usable: Usable | null; failures: DnsAnswer[] }> {
  const failures: DnsAnswer[] = [];
  for (const server of servers) {
    const answer = await ask(server, question);
    if (answer.kind !== 'failed') return { usable: answer, failures };
    failures.push(answer);
  }
  return { usable: null, failures };
}

function dataOf(answer: Usable, type: string): string[] {
  if (answer.kind !== 'records') return [];
  return answer.records.filter((record) => record.type === type).map((record) => record.data);
}

function why(failures: readonly DnsAnswer[]): string {
  const said = failures.flatMap((answer) =>
    answer.kind === 'failed' ? [`${answer.server.name}: ${answer.message}`] : [],
  );
  return said.length === 0 ? '.' : `. ${said.join('; ')}.`;
}

function unreachable(message: string): PortError {
  return new PortError(message, { reason: 'unreachable', errorName: 'DnsLookupFailed' });
}
