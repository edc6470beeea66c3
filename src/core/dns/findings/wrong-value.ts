import { printable } from '../../text/printable.ts';
import { wrongValues } from '../case.ts';
import { expectedText } from '../matrix.ts';
import type { Explanation } from './finder.ts';
import { quoted, replaceWith, subjectOf } from './say.ts';

/** Another value stands where ours should. */
export const wrongValue: Explanation = (record, all) => {
  if (record.view.status !== 'wrong') return null;
  const { expected } = record;
  const values = wrongValues(record);
  return {
    code: 'dns/wrong-value',
    message: `${expected.name} ${expected.type} is ${quoted(values)}.`,
    subject: subjectOf(expected),
    expected: expectedText(expected),
    found: values.map(printable).join(', '),
    fix: replaceWith(expected, all),
  };
};
