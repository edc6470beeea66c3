import type { DnsAnswer, DnsRecord, DnsServer, Referral } from '../../core/dns/types.ts';
import type { Question } from '../../ports/index.ts';
import { canonicalName, type Reply, soaOf } from './wire.ts';

/** What a reply says, apart from who said it and how long it took. */
export type Said = DnsAnswer extends infer A
  ? A extends DnsAnswer
    ? Omit<A, 'server' | 'ms'>
    : never
  : never;

/** Longest CNAME chain that is followed inside one answer. */
const MAX_CHAIN = 16;

/** Sorts a reply into records, NODATA, NXDOMAIN (RFC 2308 section 2) or a failure. */
export function readReply(kind: DnsServer['kind'], question: Question, reply: Reply): Said {
  if (reply.rcode !== 'NOERROR' && reply.rcode !== 'NXDOMAIN') return errorReply(kind, reply);
  const records = chainOf(question, reply.answers);
  if (records.length > 0) {
    // A cache's answer may be old, and a network that answers in a server's place gives such answers.
    if (kind === 'authoritative' && !reply.aa && reply.ra) return fromCache(reply.rcode);
    return { kind: 'records', records, aa: reply.aa, rcode: reply.rcode };
  }
  const lame = notItsZone(kind, reply);
  if (lame !== null) return lame;
  const soa = reply.authority.map(soaOf).find((found) => found !== null) ?? null;
  const absent = reply.rcode === 'NXDOMAIN' ? 'nxdomain' : 'nodata';
  return { kind: absent, soa, aa: reply.aa, rcode: reply.rcode };
}

/** The records at the asked name, through the CNAMEs that lead on; whatever else is there is dropped. */
function chainOf(question: Question, answers: readonly DnsRecord[]): DnsRecord[] {
  const chain: DnsRecord[] = [];
  let name = canonicalName(question.name);
  for (let step = 0; step < MAX_CHAIN; step += 1) {
    const here = answers.filter((record) => record.name === name);
    const asked = here.filter((record) => record.type === question.type);
    if (asked.length > 0) return [...chain, ...asked];
    const alias = here.find((record) => record.type === 'CNAME');
    if (alias === undefined) return chain;
    chain.push(alias);
    name = alias.data;
  }
  return chain;
}

/**
 * An empty answer that is not authority for its emptiness: a referral (NS without SOA, RFC 2308
 * section 2.1.1), nothing at all, or an authoritative server that speaks from a cache.
 */
function notItsZone(kind: DnsServer['kind'], reply: Reply): Said | null {
  if (reply.aa) return null;
  const hasSoa = reply.authority.some((record) => record.type === 'SOA');
  const ns = reply.authority.filter((record) => record.type === 'NS');
  const zone = ns[0]?.name;
  if (!hasSoa && zone !== undefined) {
    const referral = referralOf(zone, reply);
    return { ...lame(reply.rcode, `it only refers to the name servers of ${zone}`), referral };
  }
  if (kind === 'resolver') return null;
  if (reply.ra) return fromCache(reply.rcode);
  return hasSoa || reply.rcode === 'NXDOMAIN'
    ? null
    : lame(reply.rcode, 'it gives an empty answer without authority');
}

function fromCache(rcode: string): Said {
  return lame(rcode, 'it answers from a cache, without authority');
}

function referralOf(zone: string, reply: Reply): Referral {
  const nameServers = reply.authority
    .filter((record) => record.type === 'NS' && record.name === zone)
    .map((record) => record.data);
  const glue = reply.additional
    .filter((record) => record.type === 'A' || record.type === 'AAAA')
    .filter((record) => nameServers.includes(record.name))
    .map((record) => ({ host: record.name, address: record.data }));
  return glue.length === 0 ? { zone, nameServers } : { zone, nameServers, glue };
}

function lame(rcode: string, message: string): Extract<Said, { kind: 'failed' }> {
  return { kind: 'failed', failure: 'lame', rcode, message };
}

function errorReply(kind: DnsServer['kind'], reply: Reply): Said {
  switch (reply.rcode) {
    case 'SERVFAIL':
      return {
        kind: 'failed',
        failure: 'servfail',
        rcode: reply.rcode,
        message: 'it answered SERVFAIL: it could not resolve the name',
      };
    case 'REFUSED':
    case 'NOTAUTH':
      // What servers of today answer for a zone that they do not hold.
      return kind === 'authoritative'
        ? lame(
            reply.rcode,
            `it answered ${reply.rcode}: it does not serve this zone, or refuses this client`,
          )
        : {
            kind: 'failed',
            failure: 'refused',
            rcode: reply.rcode,
            message: `it answered ${reply.rcode}: it refuses queries from this network`,
          };
    default:
      return {
        kind: 'failed',
        failure: 'other',
        rcode: reply.rcode,
        message: `it answered ${reply.rcode}`,
      };
  }
}
