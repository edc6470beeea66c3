import { printable } from '../../printable.ts';
import { authoritative, type Look, type RecordCase } from '../case.ts';
import { lagging } from '../matrix.ts';
import type { Survey } from './finder.ts';
import { subjectOf } from './say.ts';

/** Published everywhere, while resolvers still serve an old value or an old absence (RFC 2308) from cache. */
export const propagating: Survey = (all) =>
  all.records
    .filter((record) => record.view.status === 'propagating' && isEverywhere(record))
    .map(({ expected, looks }) => ({
      code: 'dns/propagating',
      message: `${subjectOf(expected)} is published; ${lagging(looks).map(described).join('; ')}.`,
      subject: subjectOf(expected),
      fix: 'Wait: nothing is left for you to do. The caches run out by themselves.',
    }));

function isEverywhere(record: RecordCase): boolean {
  return authoritative(record).every((look) => look.status === 'match');
}

function described({ answer, judgement, status }: Look): string {
  const old =
    status === 'missing'
      ? 'remembers that it was missing'
      : `still serves "${printable(judgement.values.join(', '))}"`;
  const left = judgement.ttl === null ? 'for a time it does not tell' : `for ${judgement.ttl} s`;
  return `${answer.server.name} ${old} ${left}`;
}
