/** How the network between the user and the Internet is broken: rules of nftables at the world's end of the cable. */

/** Packets that a network does not let through, or changes. */
export interface Trouble {
  /** `drop`: never answered. `reject`: refused at once, as by a firewall that says so. */
  readonly verdict: 'drop' | 'reject';
  /** Both where none is named. */
  readonly protocol?: 'tcp' | 'udp';
  /** Destination ports; all where none is named. */
  readonly ports?: readonly number[];
  /** Destination addresses, of one family; all where none is named. */
  readonly to?: readonly string[];
  /** Destinations that are spared. */
  readonly except?: readonly string[];
  readonly family?: 4 | 6;
  /** Of 100 packets, how many it befalls; all where it is not given. Both directions. */
  readonly percent?: number;
}

/** A device that answers for everybody: what goes to `port` of any address comes to `to`. */
export interface Redirection {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** IPv4 address and port. */
  readonly to: string;
}

/** The rules for nft, which replace those before. */
export function rulesFor(
  troubles: readonly Trouble[],
  redirections: readonly Redirection[] = [],
): string {
  const lost = troubles.filter(({ percent }) => percent !== undefined);
  return `
table inet laboratory {}
delete table inet laboratory
table inet laboratory {
  chain from_client {
    type filter hook input priority 0;
    iifname != "client" accept
    ${troubles.map(ruleOf).join('\n    ')}
  }
  chain to_client {
    type filter hook output priority 0;
    oifname != "client" accept
    ${lost.map(({ percent }) => `${chance(percent)} drop`).join('\n    ')}
  }
  chain redirected {
    type nat hook prerouting priority dstnat;
    ${redirections.map(redirectionRule).join('\n    ')}
  }
}
`;
}

function ruleOf(trouble: Trouble): string {
  const { verdict, percent } = trouble;
  const refuses = trouble.protocol === 'tcp' ? 'reject with tcp reset' : 'reject';
  return [...matches(trouble), chance(percent), verdict === 'drop' ? 'drop' : refuses]
    .filter((part) => part !== '')
    .join(' ');
}

function matches({ protocol, ports, to, except, family }: Trouble): string[] {
  return [
    family === undefined ? '' : `meta nfproto ipv${family}`,
    to === undefined ? '' : `${ipOf(to)} daddr { ${to.join(', ')} }`,
    except === undefined ? '' : `${ipOf(except)} daddr != { ${except.join(', ')} }`,
    protocolMatch(protocol, ports),
  ];
}

function protocolMatch(protocol: Trouble['protocol'], ports: Trouble['ports']): string {
  const set = ports === undefined ? '' : `{ ${ports.join(', ')} }`;
  if (protocol === undefined) {
    return set === '' ? 'meta l4proto { tcp, udp }' : `meta l4proto { tcp, udp } th dport ${set}`;
  }
  return set === '' ? `meta l4proto ${protocol}` : `${protocol} dport ${set}`;
}

const ipOf = (addresses: readonly string[]): string =>
  addresses.some((address) => address.includes(':')) ? 'ip6' : 'ip';

const chance = (percent: number | undefined): string =>
  percent === undefined ? '' : `numgen random mod 100 < ${percent}`;

function redirectionRule({ protocol, port, to }: Redirection): string {
  return `iifname "client" ${protocol} dport ${port} dnat ip to ${to}`;
}
