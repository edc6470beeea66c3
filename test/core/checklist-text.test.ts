import { expect, test } from 'vitest';
import { type Checklist, emptyChecklist, withReceipt } from '../../src/core/checklist.ts';
import { parseChecklist } from '../../src/core/checklist-parse.ts';
import { checklistText, entryId } from '../../src/core/checklist-text.ts';

const at = (minute: number) => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;
const receipt = (minute: number, user = 'mailer') => ({
  at: at(minute),
  what: 'created-user' as const,
  facts: { user },
});
const begun: Checklist = {
  ...emptyChecklist('9b2d'),
  domain: 'acme.example',
  choices: { smtpUser: 'mailer', dns: 'manual' },
  steps: {
    'verify-domain': { intent: null, receipts: [] },
    'make-smtp-creds': { intent: null, receipts: [receipt(1)] },
  },
};

test('the file as people see it', () => {
  expect(checklistText(begun)).toBe(`{
  "$schema": "urn:ses-migrate:checklist:2",
  "version": 2,
  "lineage": "9b2d",
  "domain": "acme.example",
  "region": null,
  "account": null,
  "choices": {
    "dns": "manual"
  , "smtpUser": "mailer"
  },
  "steps": {
    "verify-domain": {
      "intent": null,
      "receipts": [
      ]
    },
    "make-smtp-creds": {
      "intent": null,
      "receipts": [
        { "id": "${entryId('make-smtp-creds', receipt(1))}", "at": "2026-11-22T10:01:00.000Z", "what": "created-user", "facts": { "user": "mailer" } }
      ]
    }
  },
  "last": ".ses-migrate/"
}
`);
});

test('it is read as what was written, and written again it is the same text', () => {
  const text = checklistText({ ...begun, note: ['a\nb', { deep: [1] }] } as Checklist);
  const read = parseChecklist(text);
  expect(read).toMatchObject({ ...begun, note: ['a\nb', { deep: [1] }] });
  expect(checklistText(read)).toBe(text);
});

test('a receipt more changes no other line', () => {
  const before = checklistText(begun).split('\n');
  const after = checklistText(withReceipt(begun, 'make-smtp-creds', receipt(2))).split('\n');
  expect(after.filter((line) => !before.includes(line))).toHaveLength(1);
  expect(before.filter((line) => !after.includes(line))).toEqual([]);
});

test('neither the last report nor a count of writes is in it', () => {
  const report = { version: 1, command: 'status', steps: [], data: {} };
  const text = checklistText({ ...begun, last: report as unknown as Checklist['last'] });
  expect(text).toBe(checklistText(begun));
  expect(text).not.toContain('serial');
});

test('an id says what the receipt says, in whatever order, and stays once it is there', () => {
  const one = { at: at(1), what: 'noted', facts: { a: 1, b: 'x' } };
  const same = { facts: { b: 'x', a: 1 }, what: 'noted', at: at(1) };
  expect(entryId('send-test', one)).toBe(entryId('send-test', same));
  expect(entryId('send-test', one)).toMatch(/^[0-9a-f]{12}$/);
  expect(entryId('other', one)).not.toBe(entryId('send-test', one));
  expect(entryId('send-test', { ...one, at: at(2) })).not.toBe(entryId('send-test', one));
  expect(entryId('send-test', { ...one, id: 'kept' })).toBe('kept');
});
