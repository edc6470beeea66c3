import { printable } from '../../text/printable.ts';
import type { JudgedAnswer } from '../case.ts';
import { authoritative } from '../case.ts';
import { expectedText } from '../matrix.ts';
import type { Explanation } from './finder.ts';
import { subjectOf } from './say.ts';

/** Some authoritative servers have the right record and others do not: a change under way, or a stuck secondary. */
export const authoritativeDisagree: Explanation = (record) => {
  const { expected } = record;
  const looks = authoritative(record);
  const right = looks.filter((look) => look.status === 'match');
  const others = looks.filter((look) => look.status === 'missing' || look.status === 'wrong');
  if (right.length === 0 || others.length === 0) return null;
  const held = right.map((look) => look.answer.server.name).join(', ');
  return {
    code: 'dns/authoritative-disagree',
    message: `${subjectOf(expected)} is right on ${held}, but ${others.map(described).join('; ')}.`,
    subject: subjectOf(expected),
    expected: expectedText(expected),
    found: others.map(described).join('; '),
    fix: 'Wait a few minutes for the servers to copy the change. If it persists, ask the DNS host why these servers lag, or remove them from the NS records.',
  };
};

function described({ answer, judgement, status }: JudgedAnswer): string {
  const { name } = answer.server;
  return status === 'missing'
    ? `${name} has none`
    : `${name} has "${printable(judgement.values.join(', '))}"`;
}
