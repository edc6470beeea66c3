import type { Delegation, DnsServer, ParentView, Soa } from '../../core/dns/types.ts';
import type { Dns } from '../../ports/index.ts';
import { locate } from './addresses.ts';
import { findNameServers, findZone, isRegistry } from './by-resolvers.ts';
import { askAny, dataOf, type Sources, unreachable } from './sources.ts';
import { type Cut, createWalk } from './walk.ts';
import { canonicalName, soaOf } from './wire.ts';

/** Finds the zone that holds a domain and the servers that have authority for it. */
export function createDelegation(
  sources: Sources,
  nameservers: readonly DnsServer[] | null,
): Dns['delegation'] {
  if (nameservers !== null) {
    return (domain) => fromGiven(sources.ask, nameservers, canonicalName(domain));
  }
  const walk = createWalk(sources);
  return async (name) => {
    const domain = canonicalName(name);
    const walked = await walk(domain);
    if ('failed' in walked)
      return byResolvers(sources, domain, { denied: false, message: walked.failed });
    const { cut } = walked;
    if (isRegistry(cut.zone, domain)) {
      // Known to the resolvers all the same: a zone inside this network, or a domain that was just lost.
      const message = `${cut.zone} does not delegate ${domain}`;
      return byResolvers(sources, domain, { denied: true, message });
    }
    if (cut.servers.length > 0) return fromCut(sources, cut);
    const message = `no address of a server of ${cut.zone} was found`;
    return byResolvers(sources, domain, { denied: false, message });
  };
}

/** The servers were given: only the zone has to be asked for. Without an answer it is taken as the domain. */
async function fromGiven(
  ask: Dns['ask'],
  servers: readonly DnsServer[],
  domain: string,
): Promise<Delegation> {
  const [soa, atDomain] = await Promise.all([
    liveSoa(ask, servers, domain),
    askAny(ask, servers, { name: domain, type: 'NS' }),
  ]);
  const zone = soa?.zone ?? domain;
  const atZone =
    zone === domain ? atDomain : await askAny(ask, servers, { name: zone, type: 'NS' });
  const names = dataOf(atZone, 'NS');
  return {
    zone,
    nameServers: names.length > 0 ? names : servers.map((server) => server.name),
    servers,
    soa,
    given: true,
  };
}

/** Every server that the parent or the zone itself names: who asks the world may come to any of them. */
async function fromCut(sources: Sources, { zone, servers, delegation }: Cut): Promise<Delegation> {
  const { ask } = sources;
  const [usable, soa] = await Promise.all([
    askAny(ask, servers, { name: zone, type: 'NS' }),
    liveSoa(ask, servers, zone),
  ]);
  const own = usable === null ? null : dataOf(usable, 'NS').sort();
  if (delegation === null) {
    // Parent and child share their servers, so the child's own NS set is the only one to be seen.
    const nameServers = own ?? [];
    const located = await locate(sources, nameServers);
    const all = located.servers.length === 0 ? servers : located.servers;
    return { zone, nameServers, servers: all, soa };
  }
  const delegated = [...delegation.nameServers].sort();
  const extra = await locate(
    sources,
    (own ?? []).filter((host) => !delegated.includes(host)),
  );
  const all = [...servers, ...extra.servers];
  const parent: ParentView = {
    ok: true,
    zone: delegation.parent,
    delegated,
    own,
    withoutAddress: [...delegation.withoutAddress, ...extra.withoutAddress],
  };
  return { zone, nameServers: delegated, servers: all, soa, parent };
}

async function byResolvers(
  sources: Sources,
  domain: string,
  why: { readonly denied: boolean; readonly message: string },
): Promise<Delegation> {
  const zone = await findZone(sources, domain);
  const nameServers = await findNameServers(sources, zone);
  const { servers, withoutAddress } = await locate(sources, nameServers);
  if (servers.length === 0) {
    const hosts = nameServers.join(', ');
    throw unreachable(
      withoutAddress.length === nameServers.length
        ? `None of the name servers of ${zone} has an address: ${hosts}.`
        : `No address that this machine has a route to was found for the name servers of ${zone}: ${hosts}.`,
    );
  }
  const soa = await liveSoa(sources.ask, servers, zone);
  const parent: ParentView = {
    ok: false,
    ...why,
    ...(withoutAddress.length === 0 ? {} : { withoutAddress }),
  };
  return { zone, nameServers, servers, soa, parent };
}

/** The SOA as the authoritative servers have it now: a resolver's may be old. */
async function liveSoa(
  ask: Dns['ask'],
  servers: readonly DnsServer[],
  name: string,
): Promise<Soa | null> {
  const usable = await askAny(ask, servers, { name, type: 'SOA' });
  if (usable === null) return null;
  if (usable.kind !== 'records') return usable.soa;
  return usable.records.map(soaOf).find((soa) => soa !== null) ?? null;
}
