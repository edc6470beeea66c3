import type { ZoneSet } from '../contract.ts';
import type { DnsWorld } from './data.ts';
import { lookUp } from './lookup.ts';
import { type Answering, RCODE, type Reply } from './message.ts';
import { negativeTtl, toAnswers } from './rdata.ts';

/** Longer chains are a loop (BIND and unbound stop near here too). */
const LONGEST_CHAIN = 8;

/** Authoritative server `server` (0-based) of every zone of this world. */
export function authoritative(data: DnsWorld, server: number): Answering {
  return ({ name, type }) => {
    const chain: ZoneSet[] = [];
    let at = name;
    for (let hop = 0; hop < LONGEST_CHAIN; hop++) {
      const seen = lookUp(data, server, at, type);
      if (seen.kind === 'alias') {
        chain.push(seen.set);
        at = seen.target;
        continue;
      }
      if (seen.kind === 'found') return reply(RCODE.NOERROR, [...chain, seen.set], []);
      if (seen.kind === 'outside') {
        // The end of a chain outside of our zones is the resolver's to follow.
        return chain.length > 0
          ? reply(RCODE.NOERROR, chain, [])
          : { rcode: RCODE.REFUSED, flags: 0, answers: [], authorities: [] };
      }
      const rcode = seen.kind === 'no-name' ? RCODE.NXDOMAIN : RCODE.NOERROR;
      return reply(rcode, chain, [seen.soa]);
    }
    return reply(RCODE.SERVFAIL, [], []);
  };
}

const AUTHORITATIVE_ANSWER = 1 << 10;

function reply(rcode: number, answers: readonly ZoneSet[], soa: readonly ZoneSet[]): Reply {
  return {
    rcode,
    flags: AUTHORITATIVE_ANSWER,
    answers: answers.flatMap((set) => toAnswers(set)),
    authorities: soa.flatMap((set) => toAnswers(set, negativeTtl(set))),
  };
}
