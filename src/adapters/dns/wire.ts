import { randomInt } from 'node:crypto';
import type { Answer, DnskeyData } from 'dns-packet';
import { CHECKING_DISABLED, decode, encode, RECURSION_DESIRED } from 'dns-packet';
import type { DnsRecord, RecordType, Soa } from '../../core/dns/types.ts';
import { createMemo } from '../../core/text/memo.ts';
import type { Question } from '../../ports/index.ts';

/** Largest UDP answer asked for: fits an unfragmented packet nearly everywhere (DNS Flag Day 2020). */
const UDP_PAYLOAD = 1232;
const HEADER_LENGTH = 12;
/** Bytes of a question and of a record at the root name without data. */
const MIN_QUESTION = 5;
const MIN_RECORD = 11;
const QR = 0x8000;
const OPCODE = 0x7800;
const AA = 0x0400;
const TC = 0x0200;
const RA = 0x0080;

const RCODES: Readonly<Record<number, string>> = {
  0: 'NOERROR',
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  9: 'NOTAUTH',
  16: 'BADVERS',
};

/** A decoded answer: only what the resolver logic needs, names lower case without trailing dot. */
export interface Reply {
  /** With the upper bits of EDNS (RFC 6891 section 6.1.3), else BADVERS would read as NOERROR. */
  readonly rcode: string;
  readonly aa: boolean;
  readonly ra: boolean;
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
}

/** True for a name that fits the wire: labels of 1-63 bytes, 253 in all (RFC 1035 section 2.3.4). */
export function isWireName(name: string): boolean {
  const isAscii = Buffer.byteLength(name) === name.length;
  const bytes = isAscii ? name : Buffer.from(name).toString('latin1');
  return bytes.length <= 253 && LABELS.test(bytes);
}

const LABELS = /^[^.]{1,63}(?:\.[^.]{1,63})*$/;

/** A query packet with a random id (RFC 5452 section 9.2), or the given one; for a name that `isWireName` takes. */
export function encodeQuery(
  { type, name, checkingDisabled = false }: Question,
  options: { recursion: boolean; edns: boolean; id?: number },
): Buffer {
  const flags =
    (options.recursion ? RECURSION_DESIRED : 0) | (checkingDisabled ? CHECKING_DISABLED : 0);
  const query = withName(template(type, options.edns), name);
  query.writeUInt16BE(options.id ?? randomInt(0x10000), 0);
  query.writeUInt16BE(flags, 2);
  return query;
}

/** The packet that asks for the root: all but id, flags and name of a question. */
function template(type: RecordType, edns: boolean): Buffer {
  return encoded(`${type} ${edns}`, () =>
    encode({
      type: 'query',
      questions: [{ type, name: '.', class: 'IN' }],
      additionals: edns ? [EDNS] : [],
    }),
  );
}

const encoded = createMemo<Buffer>(50);

/** The name in place of the root: labels, each behind its length (RFC 1035 section 3.1). A fleet asks 70,000 names. */
function withName(rootQuery: Buffer, name: string): Buffer {
  const length = Buffer.byteLength(name);
  const query = Buffer.allocUnsafe(rootQuery.length + length + 1);
  rootQuery.copy(query, 0, 0, HEADER_LENGTH);
  query.write(name, HEADER_LENGTH + 1);
  let lengthAt = HEADER_LENGTH;
  const end = HEADER_LENGTH + 1 + length;
  for (let at = lengthAt + 1; at < end; at += 1) {
    if (query[at] !== DOT) continue;
    query[lengthAt] = at - lengthAt - 1;
    lengthAt = at;
  }
  query[lengthAt] = end - lengthAt - 1;
  rootQuery.copy(query, end, HEADER_LENGTH);
  return query;
}

const DOT = 0x2e;

const EDNS: Answer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: UDP_PAYLOAD,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};

/**
 * Whether a packet answers this query: same id, same question (case folded). An error may come
 * without the question (RFC 1035 section 4.1.1 leaves it open; servers that answer FORMERR do so).
 */
export function isReplyTo(query: Buffer, packet: Buffer): boolean {
  if (packet.length < HEADER_LENGTH) return false;
  const flags = packet.readUInt16BE(2);
  if ((flags & QR) === 0 || (flags & OPCODE) !== 0) return false;
  if (packet.readUInt16BE(0) !== query.readUInt16BE(0)) return false;
  const questions = packet.readUInt16BE(4);
  if (questions === 0) {
    const rcode = RCODES[flags & 0xf];
    return rcode !== 'NOERROR' && rcode !== 'NXDOMAIN';
  }
  return questions === 1 && sameQuestion(query, packet);
}

function sameQuestion(query: Buffer, packet: Buffer): boolean {
  let end = HEADER_LENGTH;
  while ((query[end] ?? 0) !== 0) end += (query[end] ?? 0) + 1;
  end += MIN_QUESTION;
  if (packet.length < end) return false;
  // Servers give the question back as it was sent, nearly all of them.
  if (packet.compare(query, HEADER_LENGTH, end, HEADER_LENGTH, end) === 0) return true;
  const text = (bytes: Buffer) => bytes.toString('latin1', HEADER_LENGTH, end).toLowerCase();
  return text(query) === text(packet);
}

export function isTruncated(packet: Buffer): boolean {
  return (packet.readUInt16BE(2) & TC) !== 0;
}

/** Decodes an answer; throws an Error for a packet that breaks the format. */
export function decodeReply(packet: Buffer): Reply {
  if (!countsFit(packet)) throw new Error('it counts more records than it has room for');
  const decoded = decode(packet);
  // The codec does not notice rdata that runs past the end; its byte count then does (NaN included).
  if (!(decode.bytes <= packet.length)) throw new Error('a record runs past the end of the packet');
  const flags = packet.readUInt16BE(2);
  const opt = (decoded.additionals ?? []).find((record) => record.type === 'OPT');
  const code = (flags & 0xf) | ((opt?.type === 'OPT' ? opt.extendedRcode : 0) << 4);
  return {
    rcode: RCODES[code] ?? `RCODE${code}`,
    aa: (flags & AA) !== 0,
    ra: (flags & RA) !== 0,
    answers: toRecords(decoded.answers),
    authority: toRecords(decoded.authorities),
    additional: toRecords(decoded.additionals),
  };
}

/** The codec believes the counts in the header: 12 bytes could keep it busy for seconds. */
function countsFit(packet: Buffer): boolean {
  const count = (offset: number): number => packet.readUInt16BE(offset);
  const records = count(6) + count(8) + count(10);
  return HEADER_LENGTH + count(4) * MIN_QUESTION + records * MIN_RECORD <= packet.length;
}

/** Names are compared in lower case (RFC 4343) and written without the trailing dot; the root is `.`. */
export function canonicalName(name: string): string {
  return (name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();
}

function toRecords(answers: readonly Answer[] = []): DnsRecord[] {
  const records: DnsRecord[] = [];
  for (const answer of answers) {
    if (answer.type === 'OPT' || (answer.class ?? 'IN') !== 'IN') continue;
    const data = dataText(answer);
    if (data === null) continue;
    const name = canonicalName(answer.name);
    const type = answer.type satisfies RecordType | string;
    records.push({ name, type, ttl: answer.ttl ?? 0, data });
  }
  return records;
}

/** Record data as the contract words it; null for types that are never asked for. */
function dataText(answer: Answer): string | null {
  switch (answer.type) {
    case 'A':
    case 'AAAA':
      return answer.data;
    case 'CNAME':
    case 'NS':
      return canonicalName(answer.data);
    case 'MX':
      return `${answer.data.preference ?? 0} ${canonicalName(answer.data.exchange)}`;
    case 'TXT':
      return joinChunks(answer.data);
    case 'DS':
      return `${answer.data.keyTag} ${answer.data.algorithm}`;
    case 'DNSKEY':
      return `${keyTag(answer.data)} ${answer.data.algorithm}`;
    case 'SOA': {
      const { mname, rname, serial, refresh, retry, expire, minimum } = answer.data;
      const names = [canonicalName(mname), canonicalName(rname)];
      return [...names, ...[serial, refresh, retry, expire, minimum].map((n) => n ?? 0)].join(' ');
    }
    default:
      return null;
  }
}

/** The number by which DS records and signatures name a key: RFC 4034 appendix B. */
function keyTag({ flags, algorithm, key }: DnskeyData): number {
  const rdata = Buffer.concat([Buffer.from([flags >> 8, flags & 0xff, 3, algorithm]), key]);
  const sum = rdata.reduce((total, byte, index) => total + (index % 2 === 0 ? byte << 8 : byte), 0);
  return (sum + (sum >>> 16)) & 0xffff;
}

/** Chunks are joined as bytes, without a space (RFC 7208 section 3.3), since a character may span two. */
function joinChunks(data: string | Buffer | (string | Buffer)[]): string {
  if (!Array.isArray(data)) return data.toString();
  const [only, ...others] = data;
  if (only !== undefined && others.length === 0) return only.toString();
  return Buffer.concat(
    data.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)),
  ).toString('utf8');
}

/** The SOA as the contract words it; null for another type. */
export function soaOf(record: DnsRecord): Soa | null {
  if (record.type !== 'SOA') return null;
  const fields = record.data.split(' ');
  return {
    zone: record.name,
    primary: fields[0] ?? '',
    serial: Number(fields.at(-5)),
    negativeTtl: Math.min(record.ttl, Number(fields.at(-1))),
  };
}
