import { expect, test } from 'vitest';
import {
  emptyChecklist,
  intentOf,
  receiptsOf,
  withChoice,
  withIntent,
  withReceipt,
} from '../../src/core/checklist.ts';

const at = '2026-11-22T10:00:00.000Z';
const intent = { at, what: 'create-user', facts: { user: 'ses-smtp' } };
const first = { at, what: 'created-user', facts: { user: 'ses-smtp' } };
const second = { at, what: 'deleted-key', facts: { user: 'u', accessKeyId: 'AKIA' } };

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
const empty = frozen(emptyChecklist('a'));

test('an empty one knows nothing', () => {
  expect(empty).toMatchObject({ lineage: 'a', serial: 0, domain: null, choices: {}, steps: {} });
  expect(receiptsOf(empty, 'send-test')).toEqual([]);
  expect(intentOf(empty, 'send-test', 'create-user')).toBeNull();
});

test('choices are added one by one', () => {
  const one = frozen(withChoice(empty, 'smtpUser', 'mailer'));
  const both = withChoice(one, 'dns', 'manual');
  expect(both.choices).toEqual({ smtpUser: 'mailer', dns: 'manual' });
  expect(withChoice(both, 'smtpUser', 'other').choices.smtpUser).toBe('other');
});

test('a receipt clears the intent of its own step and comes last', () => {
  const intended = frozen(
    withIntent(withReceipt(empty, 'make-smtp-creds', first), 'make-smtp-creds', intent),
  );
  expect(intentOf(intended, 'make-smtp-creds', 'create-user')).toEqual(intent);
  expect(receiptsOf(intended, 'make-smtp-creds')).toEqual([first]);

  const other = frozen(withReceipt(intended, 'send-test', first));
  expect(intentOf(other, 'make-smtp-creds', 'create-user')).toEqual(intent);

  const done = withReceipt(other, 'make-smtp-creds', second);
  expect(intentOf(done, 'make-smtp-creds', 'create-user')).toBeNull();
  expect(receiptsOf(done, 'make-smtp-creds')).toEqual([first, second]);
  expect(receiptsOf(done, 'send-test')).toEqual([first]);
});

test('fields of a step that this version does not know stay', () => {
  const steps = { 'send-test': { intent: null, receipts: [], later: 1 } };
  const next = withReceipt(frozen({ ...empty, steps }), 'send-test', first);
  expect(next.steps['send-test']).toEqual({ intent: null, receipts: [first], later: 1 });
});
