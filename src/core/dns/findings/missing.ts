import { authoritative } from '../case.ts';
import { expectedText } from '../matrix.ts';
import type { Explanation } from './finder.ts';
import { publish, subjectOf } from './say.ts';

/** The record is on no authoritative server. */
export const missing: Explanation = (record, all) => {
  if (record.view.status !== 'missing') return null;
  const { expected } = record;
  const nothing = authoritative(record).every((look) => look.answer.kind === 'nxdomain');
  const what = nothing
    ? `${expected.name} does not exist on the authoritative name servers`
    : `The authoritative name servers return no ${expected.type} record for ${expected.name}`;
  return {
    code: 'dns/missing',
    message: `${what}.`,
    subject: subjectOf(expected),
    expected: expectedText(expected),
    fix: publish(expected, all),
  };
};
