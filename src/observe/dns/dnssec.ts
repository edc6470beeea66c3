import { isAsked } from '../../core/dns/matrix.ts';
import type { DnsObservation } from '../../core/dns/types.ts';
import type { Dns } from '../../ports/index.ts';
import { askAll } from './ask.ts';
import type { Subject } from './subject.ts';

/**
 * A resolver that says SERVFAIL is asked without validation (RFC 4035 section 3.2.2) and again with it;
 * where that is the difference, the ends of the chain are checked: DS at the parent, keys in the zone.
 */
export async function dnssecLook(
  dns: Dns,
  { domain, delegation }: Subject,
  observations: readonly DnsObservation[],
): Promise<DnsObservation[]> {
  const name = delegation?.zone ?? domain;
  const failed = servfails([...observations, ...(await apexLook(dns, delegation, observations))]);
  const oneEach = new Map(failed.map((each) => [each.server.name, each]));
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
  const chain = (['DS', 'DNSKEY'] as const).map(async (type): Promise<DnsObservation> => {
    const answer = await dns.ask(server, { name, type, checkingDisabled: true });
    return { name, type, answers: [answer], checkingDisabled: true };
  });
  return [...broken, ...(await Promise.all(chain))];
}

/**
 * Where no record is ready for the resolvers, they are asked for the zone's SOA, which there is nothing to
 * remember wrongly about: broken DNSSEC is better known before the records are made.
 */
async function apexLook(
  dns: Dns,
  delegation: Subject['delegation'],
  observations: readonly DnsObservation[],
): Promise<DnsObservation[]> {
  const heard = observations.some(({ answers }) =>
    answers.some((answer) => answer.server.kind === 'resolver' && isAsked(answer)),
  );
  if (heard || delegation === null) return [];
  return [await askAll(dns, dns.resolvers(), { name: delegation.zone, type: 'SOA' })];
}

function servfails(observations: readonly DnsObservation[]) {
  return observations.flatMap(({ name, type, answers }) =>
    answers
      .filter(({ server }) => server.kind === 'resolver')
      .filter((answer) => answer.kind === 'failed' && answer.failure === 'servfail')
      .map(({ server }) => ({ server, name, type })),
  );
}
