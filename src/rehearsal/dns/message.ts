import { type Answer, decode, encode, type Packet, type Question } from 'dns-packet';
import { canonical } from './lookup.ts';

export const RCODE = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
} as const;

const RESPONSE = 1 << 15;
const OPCODE_MASK = 0b1111 << 11;
const TRUNCATED = 1 << 9;
const RECURSION_DESIRED = 1 << 8;

/** Without EDNS a UDP answer holds 512 octets (RFC 1035 section 4.2.1). */
const PLAIN_UDP_LIMIT = 512;
/** What this server says it can receive (the value of DNS flag day 2020). */
const OUR_UDP_LIMIT = 1232;

export interface Reply {
  readonly rcode: number;
  /** AA and RA, as they stand in the header. */
  readonly flags: number;
  readonly answers: readonly Answer[];
  readonly authorities: readonly Answer[];
}

/** What a server answers to one question; the name is lower case without trailing dot. */
export type Answering = (question: { readonly name: string; readonly type: string }) => Reply;

const failed = (rcode: number): Reply => ({ rcode, flags: 0, answers: [], authorities: [] });

function judge(flags: number, questions: readonly Question[], answering: Answering): Reply {
  const [question, ...more] = questions;
  if ((flags & OPCODE_MASK) !== 0) return failed(RCODE.NOTIMP);
  if (question === undefined || more.length > 0) return failed(RCODE.FORMERR);
  if ((question.class ?? 'IN') !== 'IN') return failed(RCODE.REFUSED);
  return answering({ name: canonical(question.name), type: question.type });
}

function tryDecode(message: Buffer): Packet | null {
  try {
    return decode(message);
  } catch {
    // dns-packet throws a RangeError or Error of many texts for what is not a DNS message.
    return null;
  }
}

/** FORMERR needs no more than the id, the first two octets (RFC 1035 section 4.1.1). */
function formatError(message: Buffer): Buffer | null {
  if (message.length < 12 || (message.readUInt16BE(2) & RESPONSE) !== 0) return null;
  return encode({ type: 'response', id: message.readUInt16BE(0), flags: RCODE.FORMERR });
}

const OUR_OPT: Answer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: OUR_UDP_LIMIT,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};

/**
 * The answer to one message, ready to send; null where none is due (too short, or itself an answer).
 * Over UDP an answer over the client's limit goes out empty with TC set, so that it asks again over TCP.
 */
export function respond(
  message: Buffer,
  transport: 'udp' | 'tcp',
  answering: Answering,
): Buffer | null {
  const query = tryDecode(message);
  if (query === null) return formatError(message);
  if (query.type === 'response') return null;
  const flags = query.flags ?? 0;
  const opt = query.additionals?.find((record) => record.type === 'OPT');
  const reply = judge(flags, query.questions ?? [], answering);
  const whole: Packet = {
    type: 'response',
    id: query.id,
    flags: (flags & RECURSION_DESIRED) | reply.flags | reply.rcode,
    questions: query.questions,
    answers: [...reply.answers],
    authorities: [...reply.authorities],
    additionals: opt === undefined ? [] : [OUR_OPT],
  };
  const bytes = encode(whole);
  const limit =
    opt?.type === 'OPT' ? Math.max(opt.udpPayloadSize, PLAIN_UDP_LIMIT) : PLAIN_UDP_LIMIT;
  if (transport === 'tcp' || bytes.length <= limit) return bytes;
  const cut = { ...whole, flags: (whole.flags ?? 0) | TRUNCATED, answers: [], authorities: [] };
  return encode(cut);
}
