import { printable } from '../../text/printable.ts';
import { expectedText, findObservation } from '../matrix.ts';
import type { DnsObservation } from '../types.ts';
import type { Explanation } from './finder.ts';
import { publish, subjectOf } from './say.ts';

/** The DKIM target was entered as TXT. Needs a TXT observation at the DKIM name. */
export const txtInsteadOfCname: Explanation = (record, all) => {
  const { expected, view } = record;
  if (expected.purpose !== 'dkim' || view.status !== 'missing') return null;
  const observation = findObservation(all.observations, { name: expected.name, type: 'TXT' });
  const text = observation === null ? null : authoritativeText(observation);
  if (text === null) return null;
  return {
    code: 'dns/txt-instead-of-cname',
    message: `${expected.name} has the TXT "${printable(text)}" where SES needs a CNAME.`,
    subject: subjectOf(expected),
    expected: expectedText(expected),
    found: `TXT ${printable(text)}`,
    fix: publish(expected, all, 'Delete the TXT record, then add this record'),
  };
};

function authoritativeText({ answers }: DnsObservation): string | null {
  for (const answer of answers) {
    if (answer.kind !== 'records' || answer.server.kind !== 'authoritative') continue;
    const txt = answer.records.find((record) => record.type === 'TXT');
    if (txt !== undefined) return txt.data;
  }
  return null;
}
