/** Through whom this network shows the DNS of a domain, and how much that is worth. */

import { isPrivateAddress } from './private-address.ts';
import type { Delegation, DnsAnswer, DnsFailure, DnsObservation } from './types.ts';

/**
 * - `servers`: the authoritative servers answer, and decide
 * - `resolvers`: none of them can be reached from here, as in a network that closes port 53; resolvers and SES decide
 * - `inner`: what answers belongs to this network, such as a domain controller with a zone of the same name
 */
export type Sight = 'servers' | 'resolvers' | 'inner';

/** Failures of the way: the packets did not get there, or no answer came back. */
const NOT_REACHED: readonly DnsFailure[] = ['timeout', 'unreachable'];

export function sightOf(
  delegation: Delegation | null,
  observations: readonly DnsObservation[],
): Sight {
  if (delegation !== null && isInner(delegation)) return 'inner';
  return reachesNoServer(observations) ? 'resolvers' : 'servers';
}

/**
 * A zone of this network only: the parents could not say who has authority, and all who claim it have private
 * addresses, at which nobody outside finds them (RFC 1918, RFC 4193).
 */
export function isInner({ parent, servers }: Delegation): boolean {
  const unconfirmed = parent !== undefined && !parent.ok && !parent.denied;
  return (
    unconfirmed && servers.length > 0 && servers.every(({ address }) => isPrivateAddress(address))
  );
}

/** One server that cannot be reached is that server; all of them, for every question, is the way. */
function reachesNoServer(observations: readonly DnsObservation[]): boolean {
  let asked = 0;
  for (const { answers } of observations) {
    for (const answer of answers) {
      if (answer.server.kind !== 'authoritative') continue;
      if (!isNotReached(answer)) return false;
      asked += 1;
    }
  }
  return asked > 0;
}

export function isNotReached(answer: DnsAnswer): boolean {
  return answer.kind === 'failed' && NOT_REACHED.includes(answer.failure);
}
