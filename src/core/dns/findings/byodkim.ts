import { printable } from '../../text/printable.ts';
import { keyFault } from '../byodkim.ts';
import { wrongValues } from '../case.ts';
import type { Explanation } from './finder.ts';
import { publish, replaceWith, subjectOf } from './say.ts';

/** The TXT with the public half of a key of one's own is not there (SES Developer Guide, BYODKIM). */
export const byodkimMissing: Explanation = ({ expected, view }, all) => {
  if (expected.purpose !== 'dkim' || expected.type !== 'TXT' || view.status !== 'missing')
    return null;
  return {
    code: 'dns/byodkim-missing',
    message: `The authoritative name servers return no DKIM key for ${expected.name}. SES signs with your own key (BYODKIM), whose public half belongs there.`,
    subject: subjectOf(expected),
    expected: expected.value,
    fix: [
      publish(expected, all),
      {
        say: 'Derive the public key from the private key that SES has: openssl rsa -in KEY.pem -pubout -outform der | openssl base64 -A',
      },
    ],
  };
};

/** A TXT is there, but receivers find no usable key in it (RFC 6376 section 3.6.1). */
export const byodkimInvalid: Explanation = (record, all) => {
  const { expected, view } = record;
  if (expected.purpose !== 'dkim' || expected.type !== 'TXT' || view.status !== 'wrong')
    return null;
  const values = wrongValues(record);
  const [only] = values;
  const fault = values.length > 1 ? `${values.length} TXT records exist` : keyFault(only ?? '');
  if (fault === null) return null;
  return {
    code: 'dns/byodkim-invalid',
    message: `The DKIM key at ${expected.name} cannot be used: ${printable(fault)}.`,
    subject: subjectOf(expected),
    expected: expected.value,
    found: values.map(printable).join(', '),
    fix: replaceWith(expected, all),
  };
};
