import { isDmarc, mendedDmarc, parseDmarc } from '../../email-auth/dmarc.ts';
import { printable } from '../../text/printable.ts';
import type { RecordCase } from '../case.ts';
import { authoritative, wrongValues } from '../case.ts';
import type { Explanation, Survey } from './finder.ts';
import { quoted, replaceWith, subjectOf } from './say.ts';

/** With more than one record, receivers apply none (RFC 7489 section 6.6.3, step 5). */
export const dmarcMultiple: Explanation = (record) => {
  const values = dmarcValues(record);
  if (values.length < 2) return null;
  return {
    code: 'dns/dmarc-multiple',
    message: `${record.expected.name} has ${values.length} DMARC records (${quoted(values)}); receivers then apply none.`,
    subject: subjectOf(record.expected),
    found: values.map(printable).join(', '),
    fix: 'Delete all but the one with the strictest policy that you mean to keep.',
  };
};

/** One record that receivers do not take for a policy. */
export const dmarcInvalid: Explanation = (record, all) => {
  const values = dmarcValues(record);
  const text = values.length === 1 ? values[0] : undefined;
  if (text === undefined || record.looks.some((look) => look.judgement.alias !== null)) return null;
  const { errors } = parseDmarc(text);
  if (errors.length === 0) return null;
  return {
    code: 'dns/dmarc-invalid',
    message: `The DMARC record at ${record.expected.name} is not valid: ${printable(errors.join('; '))}.`,
    subject: subjectOf(record.expected),
    expected: record.expected.value,
    found: printable(text),
    fix: replaceWith({ ...record.expected, value: mendedDmarc(text, record.expected.value) }, all),
  };
};

function dmarcValues(record: RecordCase): readonly string[] {
  const { expected, view } = record;
  return expected.purpose === 'dmarc' && view.status === 'wrong' ? wrongValues(record) : [];
}

/** A valid record with tags whose value receivers replace by the default (RFC 7489 section 6.3). */
export const dmarcIgnoredTags: Survey = (all) =>
  all.records
    .filter(({ expected }) => expected.purpose === 'dmarc')
    .flatMap((record) => {
      const held = authoritative(record).find((look) => look.status === 'match');
      const text = held?.judgement.values.find(isDmarc);
      const ignored = text === undefined ? [] : parseDmarc(text).ignored;
      if (text === undefined || ignored.length === 0) return [];
      return [
        {
          code: 'dns/dmarc-ignored-tag',
          message: `The DMARC record works, but receivers ignore ${printable(ignored.join(', '))}: the value is not valid.`,
          subject: subjectOf(record.expected),
          found: printable(text),
          fix: 'Correct the tag or delete it.',
        },
      ];
    });
