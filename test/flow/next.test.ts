import { expect, test } from 'vitest';
import type { StepReport } from '../../src/core/model/types.ts';
import { nextOf } from '../../src/flow/next.ts';
import { checkDns } from '../../src/steps/check-dns/step.ts';
import { STEPS } from '../../src/steps/index.ts';
import { setupEvents } from '../../src/steps/setup-events/step.ts';
import type { Step } from '../../src/steps/step.ts';

function doneReport({ id, title }: Pick<Step, 'id' | 'title'>): StepReport {
  return { id, title, status: 'done', summary: '', findings: [] };
}

const ORDER = [
  { step: checkDns, next: 'setup-events' },
  { step: setupEvents, next: 'request-production' },
] as const;

test.each(ORDER)('$next is proposed after $step.id', ({ step, next }) => {
  expect(nextOf([doneReport(step)], STEPS).map(({ command }) => command)).toEqual([
    `ses-migrate ${next}`,
  ]);
});

test.each(ORDER)(
  '$next is not proposed where it is done, also if the report is of $step.id only',
  ({ step, next }) => {
    expect(nextOf([doneReport(step)], STEPS, [next])).toEqual([]);
  },
);

test('setup-events reads the account, so that it knows of production access', () => {
  expect(setupEvents.reads).toContain('account');
});
