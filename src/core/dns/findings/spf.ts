import { isSpf, parseSpf } from '../../email-auth/spf.ts';
import { printable } from '../../text/printable.ts';
import type { RecordCase } from '../case.ts';
import { wrongValues } from '../case.ts';
import { SES_SPF_HOST } from '../match.ts';
import type { Draft, Explanation } from './finder.ts';
import { publish, quoted, replaceWith, subjectOf, zoneLine } from './say.ts';

/** The MAIL FROM name has no SPF record; SES's senders then do not pass SPF in alignment. */
export const spfMissing: Explanation = ({ expected, view }, all) => {
  if (expected.purpose !== 'mail-from-spf' || view.status !== 'missing') return null;
  return {
    code: 'dns/spf-missing',
    message: `The authoritative name servers return no SPF record for ${expected.name}.`,
    subject: subjectOf(expected),
    expected: expected.value,
    fix: publish(expected, all),
  };
};

/** More than one SPF record is permerror (RFC 7208 section 4.5). */
export const spfMultiple: Explanation = (record) => {
  const values = spfValues(record).filter(isSpf);
  if (values.length < 2) return null;
  return {
    ...about(record, values, 'dns/spf-multiple'),
    message: `${record.expected.name} has ${values.length} SPF records (${quoted(values)}); receivers then apply none.`,
    fix: {
      say: 'Keep one record and delete the others. For SES it must be:',
      record: zoneLine(record.expected),
    },
  };
};

/** One record, but with an error that makes it permerror (RFC 7208 section 4.6), or no SPF record at all. */
export const spfInvalid: Explanation = (record, all) => {
  const values = spfValues(record);
  const text = judged(values);
  const errors = text === undefined ? [] : parseSpf(text).errors;
  if (errors.length === 0) return null;
  return {
    ...about(record, values, 'dns/spf-invalid'),
    message: `The SPF record of ${record.expected.name} is not valid: ${printable(errors.join('; '))}.`,
    fix: replaceWith(record.expected, all),
  };
};

/** A valid record that does not let SES's senders pass. */
export const spfWithoutSes: Explanation = (record) => {
  const values = spfValues(record);
  const text = judged(values);
  if (text === undefined || !isSpf(text)) return null;
  return {
    ...about(record, values, 'dns/spf-without-ses'),
    message: `The SPF record of ${record.expected.name} does not let SES pass: no include:${SES_SPF_HOST} before its "all".`,
    fix: {
      say: 'Change the record to:',
      record: zoneLine({ ...record.expected, value: withSes(text) }),
    },
  };
};

/** What is judged at a MAIL FROM name whose SPF record is wrong; a CNAME there is another finding. */
function spfValues(record: RecordCase): readonly string[] {
  const { expected, view } = record;
  return expected.purpose === 'mail-from-spf' && view.status === 'wrong' ? wrongValues(record) : [];
}

/** The one that receivers take for an SPF record; else the first that is meant as one. */
function judged(values: readonly string[]): string | undefined {
  return values.find(isSpf) ?? values[0];
}

/** The record as it is, with SES's senders let in first. */
function withSes(text: string): string {
  const rest = text
    .split(' ')
    .slice(1)
    .filter((term) => term !== '' && term.toLowerCase().replace(/^[+\-~?]/, '') !== SES_INCLUDE);
  return ['v=spf1', SES_INCLUDE, ...rest].join(' ');
}

const SES_INCLUDE = `include:${SES_SPF_HOST}`;

function about(
  { expected }: RecordCase,
  values: readonly string[],
  code: string,
): Pick<Draft, 'code' | 'subject' | 'expected' | 'found'> & { code: string } {
  return {
    code,
    subject: subjectOf(expected),
    expected: expected.value,
    found: values.map(printable).join(', '),
  };
}
