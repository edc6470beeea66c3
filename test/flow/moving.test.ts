import { expect, test } from 'vitest';
import type { Status, StepId, StepReport } from '../../src/core/types.ts';
import { movingStep } from '../../src/flow/moving.ts';
import { nextOf } from '../../src/flow/next.ts';

function step(id: StepId, status: Status, code = 'dns/missing'): StepReport {
  return {
    id,
    title: '',
    status,
    summary: 'so it is',
    findings: [{ code, message: 'm', fix: 'mend it' }],
  };
}

test.each<[StepId, Status, string, boolean]>([
  ['request-production', 'waiting', 'production/pending', true],
  ['request-production', 'problem', 'production/denied', false],
  ['request-production', 'todo', 'x/y', false],
  ['verify-domain', 'problem', 'route53/conflict', false],
  ['verify-domain', 'unknown', 'aws/unreachable', false],
  ['check-dns', 'waiting', 'dns/propagating', true],
  ['check-dns', 'problem', 'dns/missing', true],
  ['check-dns', 'unknown', 'dns/unanswered', true],
  ['check-dns', 'unknown', 'aws/denied', false],
  ['check-dns', 'done', 'dns/missing', false],
  ['check-dns', 'blocked', 'step/blocked', false],
])('%s %s (%s) moves by itself: %s', (id, status, code, moves) => {
  expect(movingStep([step(id, status, code)]) !== null).toBe(moves);
});

test.each<[Status, string | null]>([
  ['waiting', 'ses-migrate request-production --wait'],
  ['todo', 'ses-migrate request-production'],
  ['problem', 'ses-migrate request-production'],
  ['unknown', 'ses-migrate request-production'],
  ['skipped', null],
])('%s: the next command is %s', (status, command) => {
  const [next] = nextOf([step('request-production', status)]);
  expect(next?.command ?? null).toBe(command);
});

test('a message without proof asks for the copy', () => {
  expect(nextOf([step('send-test', 'todo', 'send/unproven')])[0]?.command).toContain('--eml');
});
