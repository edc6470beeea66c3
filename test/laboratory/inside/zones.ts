/** The zones of every level, as master files (RFC 1035 section 5). */

import {
  AMAZONSES,
  AWS,
  DOH,
  type Host,
  MAIL_HOST,
  OLD_PROVIDER,
  PROVIDER,
  REGISTRAR,
  REGISTRY,
  ROOTS,
  ROUTE_53,
  TOP_LEVEL,
} from './addresses.ts';

/** Short, as a test that changes something waits for caches to forget it. */
const TTL = 30;
/** Seconds that resolvers remember that something does not exist. */
const NEGATIVE_TTL = 5;

export interface Zone {
  /** Lower case, `.` for the root; other names without the last dot. */
  readonly name: string;
  readonly serial: number;
  readonly text: string;
}

const absolute = (name: string): string => (name === '.' ? '.' : `${name}.`);

function addresses({ name, ipv4, ipv6 }: Host): string[] {
  return [`${name}. A ${ipv4}`, `${name}. AAAA ${ipv6}`];
}

/** A zone with its SOA and NS sets, and the addresses of the servers that are below its own name. */
export function zone(
  name: string,
  servers: readonly Host[],
  lines: readonly string[] = [],
  serial = 1,
): Zone {
  const first = servers[0]?.name ?? name;
  const head = [
    `$TTL ${TTL}`,
    `${absolute(name)} SOA ${first}. hostmaster.${first}. ${serial} 60 30 600 ${NEGATIVE_TTL}`,
    ...servers.map((server) => `${absolute(name)} NS ${server.name}.`),
    ...glue(name, servers),
  ];
  return { name, serial, text: `${[...head, ...lines].join('\n')}\n` };
}

/** In a zone every name below it needs its address, or nobody gets there. */
function glue(name: string, servers: readonly Host[]): string[] {
  return servers.filter((server) => isBelow(server.name, name)).flatMap(addresses);
}

const isBelow = (name: string, zone: string): boolean => zone === '.' || name.endsWith(`.${zone}`);

function delegation(parent: string, child: string, servers: readonly Host[]): string[] {
  return [
    ...servers.map((server) => `${absolute(child)} NS ${server.name}.`),
    ...glue(parent, servers),
  ];
}

export function rootZones(): Zone[] {
  const delegations = TOP_LEVEL.flatMap((name) => delegation('.', name, REGISTRY));
  return [zone('.', ROOTS, delegations), zone('root-servers.net', ROOTS)];
}

/** Zones of which the provider's server has authority. */
const PROVIDED: Readonly<Record<string, readonly string[]>> = {
  'amazonaws.com': [
    '*.amazonaws.com.',
    '*.eu-west-1.amazonaws.com.',
    '*.us-east-1.amazonaws.com.',
  ].flatMap((name) => [`${name} A ${AWS.ipv4}`, `${name} AAAA ${AWS.ipv6}`]),
  'awsdns-01.com': addresses(ROUTE_53[0]),
  'awsdns-00.net': addresses(ROUTE_53[1]),
  'awsdns-61.net': addresses(AMAZONSES),
  'mailquay.net': [
    ...addresses(MAIL_HOST),
    `_spf.mailquay.net. TXT "v=spf1 ip4:${MAIL_HOST.ipv4} ip6:${MAIL_HOST.ipv6} -all"`,
  ],
  'oldrelay.net': addresses(OLD_PROVIDER),
  'namewharf.net': REGISTRAR.flatMap(addresses),
  'infra-servers.net': [],
  ...Object.fromEntries(DOH.map((host) => [host.name, addresses(host)])),
};

export function providerZones(): Zone[] {
  return Object.entries(PROVIDED).map(([name, lines]) => zone(name, [PROVIDER], lines));
}

/** Whom the registries delegate to, beside the domains of the test. */
function ownDelegations(): [name: string, servers: readonly Host[]][] {
  return [
    ...Object.keys(PROVIDED).map((name): [string, Host[]] => [name, [PROVIDER]]),
    ['amazonses.com', [AMAZONSES]],
    ['root-servers.net', ROOTS],
    ['gtld-servers.net', REGISTRY],
  ];
}

/** The registries' zones, with the delegations of `domains`. */
export function registryZones(domains: ReadonlyMap<string, readonly Host[]>): Zone[] {
  const delegated = [...ownDelegations(), ...domains];
  const registries = TOP_LEVEL.map((top) => {
    const below = delegated.filter(([name]) => isBelow(name, top));
    // A host has one set of addresses in a zone, whoever is delegated to it.
    const lines = below.flatMap(([name, servers]) => delegation(top, name, servers));
    return zone(top, REGISTRY, [...new Set(lines)]);
  });
  return [...registries, zone('gtld-servers.net', REGISTRY)];
}
