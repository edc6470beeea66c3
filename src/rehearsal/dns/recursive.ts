import type { Answer } from 'dns-packet';
import type { WorldClock, ZoneSet } from '../contract.ts';
import type { DnsWorld } from './data.ts';
import { type Lookup, lookUp } from './lookup.ts';
import { type Answering, RCODE } from './message.ts';
import { negativeTtl, toAnswers } from './rdata.ts';
import { NEGATIVE_TTL } from './seeds.ts';

interface Remembered {
  readonly lookup: Lookup;
  /** World time, milliseconds. */
  readonly until: number;
}

const LONGEST_CHAIN = 8;
const RECURSION_AVAILABLE = 1 << 7;

/** Nothing outside of this world exists: the answer of a root server to an unknown top-level domain. */
const ROOT_SOA: ZoneSet = {
  name: '.',
  type: 'SOA',
  ttl: NEGATIVE_TTL,
  values: [`a.root.example nobody.root.example 1 1800 900 604800 ${NEGATIVE_TTL}`],
};

function ttlOf(lookup: Lookup): number {
  if (lookup.kind === 'outside') return NEGATIVE_TTL;
  return 'soa' in lookup ? negativeTtl(lookup.soa) : lookup.set.ttl;
}

/**
 * A recursive resolver with a cache in world time: answers by their TTL, "no" by the SOA's (RFC 2308).
 * It asks the first authoritative server, as a resolver stays with the server that answers fastest.
 */
export function recursive(data: DnsWorld, clock: WorldClock): Answering {
  const cache = new Map<string, Remembered>();

  function ask(name: string, type: string): Remembered {
    const known = cache.get(`${name} ${type}`);
    if (known !== undefined && known.until > clock.now()) return known;
    const lookup = lookUp(data, 0, name, type);
    const fresh = { lookup, until: clock.now() + ttlOf(lookup) * 1000 };
    cache.set(`${name} ${type}`, fresh);
    return fresh;
  }

  const records = (set: ZoneSet, until: number): Answer[] =>
    toAnswers(set, Math.ceil((until - clock.now()) / 1000));

  return ({ name, type }) => {
    const answers: Answer[] = [];
    let at = name;
    for (let hop = 0; hop < LONGEST_CHAIN; hop++) {
      const { lookup, until } = ask(at, type);
      if (lookup.kind === 'alias') {
        answers.push(...records(lookup.set, until));
        at = lookup.target;
        continue;
      }
      if (lookup.kind === 'found') {
        answers.push(...records(lookup.set, until));
        return { rcode: RCODE.NOERROR, flags: RECURSION_AVAILABLE, answers, authorities: [] };
      }
      const rcode = lookup.kind === 'no-data' ? RCODE.NOERROR : RCODE.NXDOMAIN;
      const soa = lookup.kind === 'outside' ? ROOT_SOA : lookup.soa;
      return { rcode, flags: RECURSION_AVAILABLE, answers, authorities: records(soa, until) };
    }
    return { rcode: RCODE.SERVFAIL, flags: RECURSION_AVAILABLE, answers: [], authorities: [] };
  };
}
