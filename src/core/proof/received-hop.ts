import { isIP } from 'node:net';
import type { HeaderField } from './header-fields.ts';

/** The connection by which a message came to the receiver, as its Received field tells it (RFC 5321, 4.4). */
export interface Hop {
  readonly helo: string;
  readonly ip: string;
}

/** Addresses that only machines of the receiver itself have (RFC 1918, 3927, 6598; RFC 4193, 4291). */
const INSIDE =
  /^(?:(?:10|127|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.|::1$|f[cd]..:|fe[89ab].:)/i;

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
  if (ip === undefined || INSIDE.test(ip)) return null;
  return { helo: from.toLowerCase(), ip };
}
