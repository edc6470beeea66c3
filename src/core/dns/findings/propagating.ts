import { printable } from '../../printable.ts';
import type { Look } from '../case.ts';
import { lagging } from '../matrix.ts';
import type { Survey } from './finder.ts';
import { subjectOf } from './say.ts';

/** Published everywhere, while resolvers still serve an old value or an old absence (RFC 2308) from cache. */
export const propagating: Survey = (all) =>
  all.records
    .filter(({ view }) => view.status === 'propagating')
    .map(({ expected, looks }) => ({
      code: 'dns/propagating',
      message: `Published; ${lagging(looks).map(described).join('; ')}.`,
      subject: subjectOf(expected),
      fix: 'Wait: nothing is left for you to do. The caches run out by themselves.',
    }));

function described({ answer, judgement, status }: Look): string {
  const old =
    status === 'missing'
      ? 'remembers that it was missing'
      : `still serves "${printable(judgement.values.join(', '))}"`;
  const left = judgement.ttl === null ? 'for a time it does not tell' : `for ${judgement.ttl} s`;
  return `${answer.server.name} ${old} ${left}`;
}
