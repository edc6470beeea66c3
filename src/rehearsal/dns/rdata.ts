import type { Answer } from 'dns-packet';
import type { ZoneSet } from '../contract.ts';

/** The record types that this world can serve. */
export const SERVED_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'SOA', 'TXT'] as const;
export type ServedType = (typeof SERVED_TYPES)[number];

export function isServedType(type: string): type is ServedType {
  return SERVED_TYPES.some((served) => served === type);
}

/** A character-string holds at most 255 octets (RFC 1035 section 3.3). */
function characterStrings(text: string): Buffer[] {
  const bytes = Buffer.from(text, 'utf8');
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 255) chunks.push(bytes.subarray(at, at + 255));
  return chunks.length > 0 ? chunks : [Buffer.alloc(0)];
}

function soaData(value: string) {
  const [mname = '.', rname = '.', serial, refresh, retry, expire, minimum] = value.split(' ');
  return {
    mname,
    rname,
    serial: Number(serial),
    refresh: Number(refresh),
    retry: Number(retry),
    expire: Number(expire),
    minimum: Number(minimum),
  };
}

function toAnswer(name: string, type: ServedType, ttl: number, value: string): Answer {
  switch (type) {
    case 'MX': {
      const [preference, exchange = '.'] = value.split(' ');
      return { name, type, ttl, data: { preference: Number(preference), exchange } };
    }
    case 'SOA':
      return { name, type, ttl, data: soaData(value) };
    case 'TXT':
      return { name, type, ttl, data: characterStrings(value) };
    default:
      return { name, type, ttl, data: value };
  }
}

/** The set as records of a DNS message; `ttl` in seconds overrules the set's own. */
export function toAnswers(set: ZoneSet, ttl: number = set.ttl): Answer[] {
  const { name, type } = set;
  if (!isServedType(type)) return [];
  return set.values.map((value) => toAnswer(name, type, ttl, value));
}

/** The negative TTL in seconds: the smaller of the SOA's own TTL and its minimum (RFC 2308 section 5). */
export function negativeTtl(soa: ZoneSet): number {
  return Math.min(soa.ttl, soaData(soa.values[0] ?? '').minimum);
}
