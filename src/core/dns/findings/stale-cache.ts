import { printable } from '../../text/printable.ts';
import type { DnsCase, JudgedAnswer } from '../case.ts';
import { lagging } from '../matrix.ts';
import type { Draft, Survey } from './finder.ts';
import { subjectOf } from './say.ts';

/** Resolvers remember that the record was missing, for the negative TTL of the zone's SOA (RFC 2308 section 5). */
export const staleNegativeCache: Survey = (all) =>
  survey(all, 'missing', (looks) => ({
    code: 'dns/stale-negative-cache',
    told: `${list(looks, () => 'caches its absence')}`,
    fix: 'Wait: you have nothing to do. The SOA of the zone defines how long a negative answer is cached.',
  }));

/** Resolvers still serve the value from before, for the rest of its TTL. */
export const staleCache: Survey = (all) =>
  survey(all, 'wrong', (looks) => ({
    code: 'dns/stale-cache',
    told: list(
      looks,
      ({ judgement }) => `still returns "${printable(judgement.values.join(', '))}"`,
    ),
    fix: 'Wait: you have nothing to do. The caches expire automatically.',
  }));

function survey(
  all: DnsCase,
  status: JudgedAnswer['status'],
  describe: (looks: readonly JudgedAnswer[]) => { code: string; told: string; fix: string },
): Draft[] {
  return all.records.flatMap(({ expected, view, looks }) => {
    if (view.status !== 'propagating') return [];
    const behind = lagging(looks).filter((look) => look.status === status);
    // While a server of the zone lacks it too, the cache is not what keeps it back.
    const published = looks
      .filter(({ answer }) => answer.server.kind === 'authoritative')
      .every((look) => look.status === 'match');
    if (!published || behind.length === 0) return [];
    const { code, told, fix } = describe(behind);
    const subject = subjectOf(expected);
    return [{ code, message: `${subject} is published; ${told}.`, subject, fix }];
  });
}

function list(looks: readonly JudgedAnswer[], what: (look: JudgedAnswer) => string): string {
  return looks.map((look) => `${look.answer.server.name} ${what(look)}, ${left(look)}`).join('; ');
}

function left({ judgement }: JudgedAnswer): string {
  if (judgement.ttl === null) return 'for an unknown time';
  return judgement.ttl === 0 ? 'for less than a second' : `for up to ${judgement.ttl} s more`;
}
