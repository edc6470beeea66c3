import { printable } from '../../text/printable.ts';
import { wrongValues } from '../case.ts';
import { judgeAnswer } from '../match.ts';
import { expectedText, findObservation } from '../matrix.ts';
import { siblingOf } from '../probes.ts';
import type { Explanation } from './finder.ts';
import { publish, quoted, subjectOf } from './say.ts';

/** The name has no record of its own: a wildcard answers for it, as for its sibling (RFC 4592 section 2.2). */
export const wildcard: Explanation = (record, all) => {
  const { expected, view } = record;
  if (view.status !== 'wrong') return null;
  const sibling = { name: siblingOf(expected.name), type: expected.type };
  const answers = findObservation(all.observations, sibling)?.answers ?? [];
  const beside = answers.map((answer) => judgeAnswer(expected, answer).values);
  const values = wrongValues(record);
  if (values.length === 0 || !beside.some((found) => sameValues(found, values))) return null;
  const owner = `*${sibling.name.slice(sibling.name.indexOf('.'))}`;
  return {
    code: 'dns/wildcard',
    message: `${expected.name} has no record of its own: a wildcard such as ${owner} returns ${quoted(values)} for it, as for any name.`,
    subject: subjectOf(expected),
    expected: expectedText(expected),
    found: values.map(printable).join(', '),
    fix: publish(
      expected,
      all,
      'Add this record; a record at the name itself takes precedence over the wildcard',
    ),
  };
};

function sameValues(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().join('\n') === [...b].sort().join('\n');
}
