import { expect, test } from 'vitest';
import {
  emptyChecklist,
  intentOf,
  intentsOf,
  receiptsOf,
  withChoice,
  withIntent,
  withReceipt,
} from '../../src/core/checklist.ts';
import { parseChecklist } from '../../src/core/checklist-parse.ts';

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
  expect(empty).toMatchObject({ lineage: 'a', domain: null, choices: {}, steps: {} });
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

  const done = withReceipt(withReceipt(other, 'make-smtp-creds', second), 'make-smtp-creds', first);
  expect(intentOf(done, 'make-smtp-creds', 'create-user')).toBeNull();
  expect(receiptsOf(done, 'make-smtp-creds')).toEqual([first, second, first]);
  expect(receiptsOf(done, 'send-test')).toEqual([first]);
});

test('fields of a step that this version does not know stay', () => {
  const steps = { 'send-test': { intent: null, receipts: [], later: 1 } };
  const next = withReceipt(frozen({ ...empty, steps }), 'send-test', first);
  expect(next.steps['send-test']).toEqual({ intent: null, receipts: [first], later: 1 });
});

const creation = (run: string, keysBefore = '') => ({
  at: '2026-12-01T10:00:00.000Z',
  by: { run, host: 'laptop', pid: 7 },
  what: 'create-access-key' as const,
  facts: { user: 'mailer', keysBefore, writtenTo: '.env' },
});
const handover = {
  at: '2026-12-01T10:01:00.000Z',
  what: 'handed-over' as const,
  facts: { user: 'mailer', accessKeyId: 'AKIA1', host: 'h', port: 587, writtenTo: '.env' },
};

test('two runs have an intent each, and neither clears that of the other', () => {
  const one = withIntent(empty, 'make-smtp-creds', creation('one'));
  const both = frozen(withIntent(one, 'make-smtp-creds', creation('two')));
  expect(
    intentsOf(both, 'make-smtp-creds', 'create-access-key').map((each) => each.by?.run),
  ).toEqual(['one', 'two']);
  const left = withReceipt(both, 'make-smtp-creds', handover, 'one');
  expect(intentOf(left, 'make-smtp-creds', 'create-access-key')?.by?.run).toBe('two');
  expect(left.steps['make-smtp-creds']).not.toHaveProperty('intents');
});

test('a run that looks after what broken runs left clears their intents', () => {
  const one = withIntent(empty, 'make-smtp-creds', creation('one'));
  const both = withIntent(one, 'make-smtp-creds', creation('two'));
  const after = withReceipt(both, 'make-smtp-creds', handover, 'three');
  expect(intentOf(after, 'make-smtp-creds', 'create-access-key')).toBeNull();
});

test('a receipt about something else leaves an intent as it is', () => {
  const sending = (token: string) => ({
    at: '2026-12-01T10:00:00.000Z',
    what: 'send' as const,
    facts: { via: 'api' as const, token, to: 'a@b.example' },
  });
  const cut = withIntent(empty, 'send-test', sending('first'));
  const next = withIntent(cut, 'send-test', sending('second'));
  const other = { ...handover, facts: { ...handover.facts, user: 'another' } };
  expect(intentsOf(withReceipt(next, 'send-test', other, 'x'), 'send-test', 'send')).toHaveLength(
    2,
  );
});

test('the older version finds the newest intent where it looks, and the file holds both', () => {
  const one = withIntent(emptyChecklist('9b2d'), 'make-smtp-creds', creation('one'));
  const both = withIntent(one, 'make-smtp-creds', creation('two'));
  expect(both.steps['make-smtp-creds']?.intent).toMatchObject({ by: { run: 'two' } });
  expect(parseChecklist(JSON.stringify(both))).toEqual(both);
});
