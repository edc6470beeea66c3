import { childReferral } from '../../core/dns/findings/delegated-below.ts';
import type { DnsObservation, Referral } from '../../core/dns/types.ts';
import type { Dns } from '../../ports/index.ts';
import { see } from '../see.ts';
import { askAll } from './ask.ts';
import type { Subject } from './subject.ts';

/**
 * Where the zone's servers hand a name to a zone below, that zone's servers have the say: they are asked in
 * place of the others. What cannot be found out about them leaves the observation as it is.
 */
export async function followChildren(
  dns: Dns,
  { delegation }: Subject,
  observations: readonly DnsObservation[],
): Promise<readonly DnsObservation[]> {
  if (delegation === null) return observations;
  const childOf = ({ answers }: DnsObservation): Referral | null => {
    for (const answer of answers) {
      const child = childReferral(answer, delegation.zone);
      if (child !== null) return child;
    }
    return null;
  };
  if (observations.every((seen) => childOf(seen) === null)) return observations;
  const asked = new Set(delegation.servers.map((server) => `${server.address} ${server.port}`));
  const children = new Map<string, ReturnType<typeof locate>>();
  const locate = (child: Referral) => see(() => dns.delegation(child.zone));

  const follow = async (seen: DnsObservation): Promise<DnsObservation> => {
    const child = childOf(seen);
    if (child === null) return seen;
    const located = children.get(child.zone) ?? locate(child);
    children.set(child.zone, located);
    const below = await located;
    if (!below.ok || below.value.zone !== child.zone) return seen;
    const servers = below.value.servers;
    // Servers given by hand are all there is: they would only refer again.
    if (servers.every((server) => asked.has(`${server.address} ${server.port}`))) return seen;
    const { answers } = await askAll(dns, servers, seen);
    return { ...seen, answers, child };
  };

  return Promise.all(observations.map(follow));
}
