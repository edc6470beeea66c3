import { printable } from '../../text/printable.ts';
import { wrongValues } from '../case.ts';
import { mxHost } from '../match.ts';
import { expectedText } from '../matrix.ts';
import type { Explanation } from './finder.ts';
import { publish, subjectOf } from './say.ts';

/** The priority was typed into the field of the host, in a panel that has a field for each: `10 10 feedback-smtp…`. */
export const mxPriorityForm: Explanation = (record, all) => {
  const { expected, view } = record;
  if (expected.purpose !== 'mail-from-mx' || view.status !== 'wrong') return null;
  const found = wrongValues(record).find((value) => /^\d+(?:[\s.]|$)/.test(mxHost(value)));
  if (found === undefined || /^\d+(?:\.\d+){3}$/.test(mxHost(found))) return null;
  return {
    code: 'dns/mx-priority-form',
    message: `${expected.name} MX is "${printable(found)}": the priority became a part of the host.`,
    subject: subjectOf(expected),
    expected: expectedText(expected),
    found: printable(found),
    fix: publish(
      expected,
      all,
      `Enter ${expected.priority ?? 10} as the priority and only ${expected.value} as the host. The record must be`,
    ),
  };
};
