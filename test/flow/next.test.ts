import { expect, test } from 'vitest';
import type { StepReport } from '../../src/core/model/types.ts';
import { nextOf } from '../../src/flow/next.ts';
import { checkDns } from '../../src/steps/check-dns/step.ts';
import { STEPS } from '../../src/steps/index.ts';

const DONE: StepReport = {
  ...{ id: checkDns.id, title: checkDns.title, status: 'done', summary: '', findings: [] },
};

test('after the records, production access is what comes next', () => {
  expect(nextOf([DONE], STEPS).map(({ command }) => command)).toEqual([
    'ses-migrate request-production',
  ]);
});

test('not where it is granted, also if the report is of one step only', () => {
  expect(nextOf([DONE], STEPS, ['request-production'])).toEqual([]);
});

test('check-dns reads the account, so that it knows', () => {
  expect(checkDns.notices).toContain('account');
});
