import { expect, test } from 'vitest';
import { exitCodeOf, overallStatus } from '../../../src/core/model/status.ts';
import type { Status, StepReport } from '../../../src/core/model/types.ts';

const ALL: readonly Status[] = [
  'done',
  'todo',
  'waiting',
  'problem',
  'blocked',
  'unknown',
  'skipped',
];

function step(status: Status, code = 'dns/missing'): StepReport {
  const findings = [{ code, message: '' }];
  return { id: 'check-dns', title: '', status, summary: '', findings };
}

test.each([
  ['done', 0],
  ['skipped', 0],
  ['waiting', 8],
  ['todo', 1],
  ['problem', 1],
  ['blocked', 1],
  ['unknown', 5],
] as const)('%s alone exits %i', (status, code) => {
  expect(exitCodeOf([step(status)])).toBe(code);
  expect(overallStatus([step(status)])).toBe(status);
});

/** Every set of statuses, whatever their order: to act beats not seen beats waiting beats done. */
const SETS = Array.from({ length: 2 ** ALL.length - 1 }, (_, bits) =>
  ALL.filter((_status, index) => ((bits + 1) >> index) & 1),
);
test.each([
  ['in order', SETS],
  ['backwards', SETS.map((set) => set.toReversed())],
])('every combination, %s', (_order, sets) => {
  expect(sets).toHaveLength(127);
  for (const set of sets) {
    const act = set.includes('todo') || set.includes('problem');
    const blockedAlone = set.includes('blocked') && !set.includes('waiting');
    const expected = act
      ? 1
      : set.includes('unknown')
        ? 5
        : set.includes('waiting')
          ? 8
          : blockedAlone
            ? 1
            : 0;
    expect(exitCodeOf(set.map((status) => step(status))), set.join()).toBe(expected);
    const worst = ['problem', 'todo', 'unknown', 'waiting', 'blocked', 'done', 'skipped'];
    expect(overallStatus(set.map((status) => step(status))), set.join()).toBe(
      worst.find((status) => set.some((each) => each === status)),
    );
  }
});

test.each([
  ['aws/credentials', 4],
  ['aws/denied', 4],
  ['aws/unreachable', 5],
  ['aws/throttled', 5],
  ['aws/failed', 5],
])('unknown because of %s exits %i', (code, exit) => {
  expect(exitCodeOf([step('done'), step('unknown', code)])).toBe(exit);
});

test('a refusal that only a step not unknown mentions does not count', () => {
  expect(exitCodeOf([step('done', 'aws/denied'), step('unknown')])).toBe(5);
});

test('no step at all is nothing known', () => {
  expect(overallStatus([])).toBe('unknown');
});
