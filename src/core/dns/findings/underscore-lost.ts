import { judgeAnswer } from '../match.ts';
import { findObservation } from '../matrix.ts';
import { withoutUnderscores } from '../probes.ts';
import type { Explanation } from './finder.ts';
import { rename, subjectOf } from './say.ts';

/** The record is at `domainkey` or `dmarc`: the panel, or who typed it, dropped the underscore. */
export const underscoreLost: Explanation = ({ expected, view }, all) => {
  const bare = withoutUnderscores(expected.name);
  if (view.status !== 'missing' || bare === null) return null;
  const answers = findObservation(all.observations, { name: bare, type: expected.type })?.answers;
  if (!answers?.some((answer) => judgeAnswer(expected, answer).status === 'match')) return null;
  return {
    code: 'dns/underscore-lost',
    message: `The record is at ${bare}: its name has lost the underscore.`,
    subject: subjectOf(expected),
    expected: expected.name,
    found: bare,
    fix: rename(expected, all),
  };
};
