import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { DnsServer, Glue } from '../../core/dns/types.ts';
import { askInOrder, dataOf, type Sources } from './sources.ts';

export interface Located {
  readonly servers: readonly DnsServer[];
  /** Hosts that DNS says have no address; a look-up that failed does not count. */
  readonly withoutAddress: readonly string[];
}

/** Every address of every name server, of the families with a route: from glue, else from the resolvers. */
export async function locate(
  sources: Sources,
  hosts: readonly string[],
  glue: readonly Glue[] = [],
): Promise<Located> {
  const found = await Promise.all(hosts.map((host) => addressesOf(sources, host, glue)));
  const servers = hosts.flatMap((host, index) => {
    const addresses = found[index]?.addresses ?? [];
    return addresses.map((address) => serverAt(host, address, addresses, sources.port));
  });
  return { servers, withoutAddress: hosts.filter((_, index) => found[index]?.none === true) };
}

async function addressesOf(
  { ask, resolvers, families }: Sources,
  host: string,
  glue: readonly Glue[],
): Promise<{ addresses: string[]; none: boolean }> {
  const glued = glue.filter((each) => each.host === host).map((each) => each.address);
  const usable = glued.filter((address) => families.includes(isIPv6(address) ? 6 : 4));
  if (usable.length > 0) return { addresses: usable, none: false };
  const answers = await Promise.all(
    families.map((family) => askInOrder(ask, resolvers, { name: host, type: typeOf(family) })),
  );
  const addresses = answers.flatMap((answer, index) =>
    dataOf(answer.usable, typeOf(families[index] ?? 4)),
  );
  if (addresses.length > 0 || glued.length > 0) return { addresses, none: false };
  if (answers.some((answer) => answer.usable === null)) return { addresses, none: false };
  return { addresses, none: !(await hasOtherAddress({ ask, resolvers, families }, host)) };
}

/** Whether it has, or may have, an address of a family without a route: one that others come to. */
async function hasOtherAddress(
  { ask, resolvers, families }: Pick<Sources, 'ask' | 'resolvers' | 'families'>,
  host: string,
): Promise<boolean> {
  for (const family of FAMILIES.filter((each) => !families.includes(each))) {
    const type = typeOf(family);
    const { usable } = await askInOrder(ask, resolvers, { name: host, type });
    if (usable === null || dataOf(usable, type).length > 0) return true;
  }
  return false;
}

const FAMILIES = [4, 6] as const;

function typeOf(family: 4 | 6): 'A' | 'AAAA' {
  return family === 4 ? 'A' : 'AAAA';
}

function serverAt(host: string, address: string, all: readonly string[], port: number): DnsServer {
  const name = all.length === 1 ? host : `${host} (${address})`;
  return { address, port, name, kind: 'authoritative' };
}

/** The families this machine has a route for; a question to another would only time out. IPv4 where none shows. */
export function routedFamilies(interfaces = networkInterfaces()): (4 | 6)[] {
  const outward = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal);
  const families: (4 | 6)[] = [];
  if (outward.some((address) => address.family === 'IPv4')) families.push(4);
  // Global unicast is 2000::/3 (RFC 4291 section 2.4); fd00::/8 and fe80::/10 lead nowhere outside.
  if (outward.some(({ family, address }) => family === 'IPv6' && /^[23]/.test(address))) {
    families.push(6);
  }
  return families.length > 0 ? families : [4];
}
