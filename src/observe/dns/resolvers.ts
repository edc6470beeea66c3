import { judgeAnswer } from '../../core/dns/match.ts';
import type { DnsAnswer, DnsObservation } from '../../core/dns/types.ts';
import type { ExpectedRecord } from '../../core/model/types.ts';
import type { Dns } from '../../ports/index.ts';
import { askAll } from './ask.ts';

/** Every resolver's answer for every record. */
export function resolverLooks(
  dns: Dns,
  records: readonly ExpectedRecord[],
): Promise<DnsObservation[]> {
  return Promise.all(records.map((record) => askAll(dns, dns.resolvers(), record)));
}

/**
 * Adds what the resolvers say. A resolver remembers what it is reported, an absence too, so it is asked for a
 * record only once that is right on the authoritative servers (decision 008); one that the user named is
 * asked in any case, and all are where no authoritative server could be.
 */
export async function withResolvers(
  dns: Dns,
  records: readonly ExpectedRecord[],
  published: readonly DnsObservation[],
  named: Promise<readonly DnsObservation[]> | null,
): Promise<DnsObservation[]> {
  const asked = await named;
  const looks = published.map(async (seen, index) => {
    const record = records[index];
    // Behind the records stands the look at the domain itself.
    if (record === undefined) return seen;
    const answers = asked?.[index]?.answers ?? (await resolverAnswers(dns, record, seen));
    return { ...seen, answers: [...seen.answers, ...answers] };
  });
  return Promise.all(looks);
}

async function resolverAnswers(
  dns: Dns,
  record: ExpectedRecord,
  published: DnsObservation,
): Promise<readonly DnsAnswer[]> {
  if (!isSettled(record, published)) return dns.resolvers().map(leftAlone);
  return (await askAll(dns, dns.resolvers(), record)).answers;
}

/** No server of the zone has it wrong; what is at the end of a CNAME only resolvers can tell. */
function isSettled(record: ExpectedRecord, { answers }: DnsObservation): boolean {
  return answers.every((answer) => {
    const { status, alias } = judgeAnswer(record, answer);
    return status === 'match' || status === 'unknown' || alias !== null;
  });
}

function leftAlone(server: DnsAnswer['server']): DnsAnswer {
  const message = 'not queried, so that it caches no negative answer';
  return { kind: 'failed', failure: 'not-asked', server, ms: 0, rcode: null, message };
}
