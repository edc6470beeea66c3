import { isIP } from 'node:net';
import type { HeaderField } from './header-fields.ts';

/** The connection by which a message came to the receiver, as its Received field tells it (RFC 5321, 4.4). */
export interface ReceivedHeader {
  readonly helo: string;
  readonly ip: string;
  /** Name of the machine that took it, lower case; empty where the field does not tell. */
  readonly by: string;
}

interface Stamp extends Omit<ReceivedHeader, 'ip'> {
  /** null: the field tells none. */
  readonly ip: string | null;
  /** Whether the sending side is a machine of the receiver as well. */
  readonly inside: boolean;
}

/** Addresses that only machines of the receiver itself have (RFC 1918, 3927, 6598; RFC 4193, 4291). */
const INSIDE =
  /^(?:(?:10|127|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.|::1$|f[cd]..:|fe[89ab].:)/i;

/**
 * The hop that SPF is about: the outermost one that a machine of the receiver wrote. Receivers pass mail on
 * inside, so the topmost Received often names one of their own machines; whatever stands below the first hop
 * from outside was written by the sender, who can write there what he likes (RFC 5321, 7.6). null: no hop, or one that
 * does not tell its address.
 */
export function boundaryReceived(fields: readonly HeaderField[]): ReceivedHeader | null {
  const stamps = fields
    .filter(({ name }) => name === 'received')
    .flatMap(({ value }) => stampOf(value) ?? []);
  const outermost = stamps.find(({ inside }) => !inside);
  if (outermost === undefined || outermost.ip === null) return null;
  return { helo: outermost.helo, ip: outermost.ip, by: outermost.by };
}

function stampOf(value: string): Stamp | null {
  const [, from, rest = ''] = /^from\s+(\S+)([^;]*)/i.exec(value) ?? [];
  if (from === undefined) return null;
  const [sender = '', receiver = ''] = rest.split(/\sby\s/i);
  // A delivery inside one machine (RFC 2033, 5.2) is no hop of the network.
  if (/\swith\s+(?:U?TF8)?LMTP/i.test(receiver)) return null;
  const by = (/^\s*(\S+)/.exec(receiver)?.[1] ?? '').replace(/\.$/, '').toLowerCase();
  const helo = (heloIn(sender) ?? from).toLowerCase();
  const ip = addressIn(`${from} ${sender}`);
  if (ip === undefined) return { helo, ip: null, by, inside: sameOwner(helo, by) };
  if (INSIDE.test(ip)) return null;
  return { helo, ip, by, inside: sameNetwork(ip, addressIn(receiver)) };
}

/** Yahoo and AOL write "from 192.0.2.1 (EHLO host)", Exim "from [192.0.2.1] (helo=host)"; others put it behind "from". */
function heloIn(sender: string): string | undefined {
  return /[(\s](?:EHLO|HELO)[ =]\[?([^\s()[\]]+)/i.exec(sender)?.[1];
}

/** Most write [192.0.2.1]; Microsoft writes (192.0.2.1), Yahoo 192.0.2.1 behind "from". */
function addressIn(text: string): string | undefined {
  return text
    .split(/[\s()[\]]+/)
    .map((word) => word.replace(/^IPv6:/i, ''))
    .findLast((word) => isIP(word) !== 0);
}

/** Without addresses only names are left: a short one, or one of the same domain, is a machine of the receiver. */
function sameOwner(from: string, by: string): boolean {
  const owner = (name: string) => name.split('.').slice(-2).join('.');
  return !from.includes('.') || owner(from) === owner(by);
}

/**
 * Microsoft's machines have public addresses and write both sides down. A name says nothing, as the sender
 * chooses what it calls itself; an address in the receiver's own block (the /32 of IPv6 that an operator
 * gets, RFC 6177; a /16 of IPv4) it cannot choose.
 */
function sameNetwork(ip: string, receiver: string | undefined): boolean {
  if (receiver === undefined || isIP(ip) !== isIP(receiver)) return false;
  const mark = isIP(ip) === 6 ? ':' : '.';
  const block = (address: string) => address.toLowerCase().split(mark).slice(0, 2).join(mark);
  return block(ip) === block(receiver);
}
