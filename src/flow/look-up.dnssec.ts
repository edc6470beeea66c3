import type { DnsObservation } from '../core/dns/types.ts';
import type { Dns } from '../ports.ts';
import type { Subject } from './look-up.ts';

/**
 * A resolver that says SERVFAIL is asked without validation (RFC 4035 section 3.2.2) and once more with it;
 * where that is the difference, the ends of the chain are looked at: DS at the parent, keys in the zone.
 */
export async function dnssecLook(
  dns: Dns,
  { domain, delegation }: Subject,
  observations: readonly DnsObservation[],
): Promise<DnsObservation[]> {
  const failed = observations.flatMap(({ name, type, answers }) =>
    answers
      .filter((answer) => answer.kind === 'failed' && answer.failure === 'servfail')
      .map(({ server }) => ({ server, name, type })),
  );
  const oneEach = new Map(
    failed
      .filter(({ server }) => server.kind === 'resolver')
      .map((each) => [each.server.name, each]),
  );
  const looks = [...oneEach.values()].map(async ({ server, name, type }) => {
    const unchecked = await dns.ask(server, { name, type, checkingDisabled: true });
    if (unchecked.kind === 'failed') return [];
    const again = await dns.ask(server, { name, type });
    if (again.kind !== 'failed' || again.failure !== 'servfail') return [];
    return [{ name, type, answers: [unchecked], checkingDisabled: true }] as const;
  });
  const broken = (await Promise.all(looks)).flat();
  const server = broken[0]?.answers[0].server;
  if (server === undefined) return [];
  const name = delegation?.zone ?? domain;
  const chain = (['DS', 'DNSKEY'] as const).map(async (type): Promise<DnsObservation> => {
    const answer = await dns.ask(server, { name, type, checkingDisabled: true });
    return { name, type, answers: [answer], checkingDisabled: true };
  });
  return [...broken, ...(await Promise.all(chain))];
}
