import { printable } from '../../printable.ts';
import type { RecordCase } from '../case.ts';
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
    message: `${expected.name} ${expected.type} is ${quoted(values)}${wrongZone(record, values)}.`,
    subject: subjectOf(expected),
    expected: expectedText(expected),
    found: values.map(printable).join(', '),
    fix: replaceWith(expected, all),
  };
};

/** The DKIM zone differs by Region, and SES names it (`DkimAttributes.SigningHostedZone`). */
function wrongZone({ expected }: RecordCase, values: readonly string[]): string {
  if (expected.purpose !== 'dkim') return '';
  const [token = '', ...zone] = expected.value.split('.');
  const other = values.find((value) => value.toLowerCase().startsWith(`${token.toLowerCase()}.`));
  if (other === undefined) return '';
  const found = printable(other.slice(token.length + 1));
  return `: the token is right, but the DKIM zone is ${found} instead of ${zone.join('.')}`;
}
