import { BlockList, isIP } from 'node:net';
import type { HeaderField } from './header-fields.ts';

/** The connection by which a message came to the receiver, as its Received field tells it (RFC 5321, 4.4). */
export interface Hop {
  readonly helo: string;
  readonly ip: string;
}

/** Addresses that only machines of the receiver itself have (RFC 1918, 4193, 3927, 4291, 6598). */
const INSIDE = new BlockList();
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv6');

/**
 * The hop that SPF is about: where the receiver took the message from SES, or else the newest one from
 * outside. Receivers pass mail on inside, so the topmost Received often names one of their own machines.
 */
export function boundaryHop(fields: readonly HeaderField[]): Hop | null {
  const hops = fields
    .filter(({ name }) => name === 'received')
    .flatMap(({ value }) => hopOf(value) ?? []);
  return hops.find(({ helo }) => helo.endsWith('.amazonses.com')) ?? hops[0] ?? null;
}

function hopOf(value: string): Hop | null {
  const [, from, rest = ''] = /^from\s+(\S+)([^;]*)/i.exec(value) ?? [];
  if (from === undefined) return null;
  const [sender = ''] = rest.split(/\sby\s/i);
  // Most write [192.0.2.1]; Microsoft writes (192.0.2.1).
  const ip = sender
    .split(/[\s()[\]]+/)
    .map((word) => word.replace(/^IPv6:/i, ''))
    .findLast((word) => isIP(word) !== 0);
  if (ip === undefined || INSIDE.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4')) return null;
  return { helo: from.toLowerCase(), ip };
}
