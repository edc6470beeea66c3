import { printable } from '../../text/printable.ts';
import type { DnsCase, RecordCase } from '../case.ts';
import { wrongValues } from '../case.ts';
import { judgeAnswer, mxHost, sameName } from '../match.ts';
import { expectedText } from '../matrix.ts';
import type { Explanation } from './finder.ts';
import { rename, replaceWith, subjectOf } from './say.ts';

/** The panel appended the zone to a name that already ended in it. Needs an observation of that name. */
export const doubledSuffix: Explanation = (record, all) => {
  const { expected, view } = record;
  const doubled = view.status === 'missing' ? rightAtDoubledName(record, all) : null;
  if (doubled === null) return null;
  return {
    code: 'dns/doubled-suffix',
    message: `The record is at ${doubled}: the DNS host appended its zone to the full name.`,
    subject: subjectOf(expected),
    expected: expected.name,
    found: doubled,
    fix: rename(expected, all),
  };
};

/** The longer name with the very value that belongs at the shorter; a wildcard's other value does not count. */
function rightAtDoubledName({ expected }: RecordCase, all: DnsCase): string | null {
  const found = all.observations.find(
    (seen) =>
      seen.type === expected.type &&
      isDoubled(seen.name, expected.name) &&
      seen.answers.some((answer) => judgeAnswer(expected, answer).status === 'match'),
  );
  return found?.name ?? null;
}

function isDoubled(name: string, expected: string): boolean {
  if (!name.startsWith(`${expected}.`)) return false;
  return expected.endsWith(`.${name.slice(expected.length + 1)}`);
}

/** The same done to the target: `token.dkim.amazonses.com.example.com`, entered without the final dot. */
export const zoneInValue: Explanation = (record, all) => {
  const { expected, view } = record;
  if (view.status !== 'wrong' || expected.type === 'TXT') return null;
  const found = wrongValues(record).find((value) => {
    const target = expected.type === 'MX' ? mxHost(value) : value;
    const zone = target.slice(expected.value.length + 1);
    return (
      zone !== '' &&
      sameName(target, `${expected.value}.${zone}`) &&
      (sameName(expected.name, zone) || expected.name.endsWith(`.${zone}`))
    );
  });
  if (found === undefined) return null;
  return {
    code: 'dns/zone-in-value',
    message: `${expected.name} ${expected.type} is "${printable(found)}": the DNS host appended its zone to the value, which lacks the final dot.`,
    subject: subjectOf(expected),
    expected: expectedText(expected),
    found: printable(found),
    fix: replaceWith(expected, all),
  };
};
