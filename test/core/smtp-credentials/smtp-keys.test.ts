import { expect, test } from 'vitest';
import type { ForeignEntry } from '../../../src/core/checklist-receipts.ts';
import {
  activeKey,
  lastLogin,
  oldKeys,
  orphanedKeys,
  undecidedKeys,
  unrecordedKey,
} from '../../../src/core/smtp-credentials/smtp-keys.ts';
import { checklist, done, failed, key, ok, receipt, smtpUser } from '../../helpers/world.ts';

const USER = smtpUser({ keys: [key('AKIAOLD'), key('AKIANEW')] });
const SEEN = { smtpUser: ok(USER), keysInPlace: ok([]) };

function about(what: string, facts: ForeignEntry['facts']) {
  const intent = { at: '2026-11-22T10:00:00.000Z', what, facts };
  return checklist({ steps: { 'make-smtp-creds': { intent, receipts: [] } } });
}

test('a key is orphaned when it appeared after an intent that has no result', () => {
  const list = about('create-access-key', { user: USER.name, keysBefore: 'AKIAOLD' });
  expect(orphanedKeys(SEEN, list).map(({ id }) => id)).toEqual(['AKIANEW']);
});

test('a user that had no key before: all are orphaned', () => {
  const list = about('create-access-key', { user: USER.name, keysBefore: '' });
  expect(orphanedKeys(SEEN, list)).toHaveLength(2);
});

test.each([
  ['nothing was about to happen', checklist()],
  ['something else was about to happen', about('create-user', { user: USER.name })],
  [
    'both keys were there',
    about('create-access-key', { user: USER.name, keysBefore: 'AKIAOLD,AKIANEW' }),
  ],
  ['it was about another user', about('create-access-key', { user: 'other', keysBefore: '' })],
])('none is orphaned: %s', (_why, list) => {
  expect(orphanedKeys(SEEN, list)).toEqual([]);
});

test('the key in use is active and was handed over by this checklist', () => {
  const list = checklist({
    steps: done('make-smtp-creds', receipt('handed-over', { accessKeyId: 'AKIANEW' })),
  });
  expect(activeKey(USER, list)?.id).toBe('AKIANEW');
  expect(activeKey(smtpUser({ keys: [key('AKIANEW', false)] }), list)).toBeNull();
  expect(activeKey(USER, checklist())).toBeNull();
});

test('the newest login of this very key counts', () => {
  const list = checklist({
    steps: done(
      'make-smtp-creds',
      receipt('login-refused', { accessKeyId: 'A' }),
      receipt('proved-login', { accessKeyId: 'A' }),
      receipt('login-refused', { accessKeyId: 'B' }),
    ),
  });
  expect(lastLogin(list, 'A')?.what).toBe('proved-login');
  expect(lastLogin(list, 'B')?.what).toBe('login-refused');
  expect(lastLogin(list, 'C')).toBeNull();
});

test('a new key that is in the file is not lost; where the file cannot be read, it is not taken for handed over', () => {
  const list = about('create-access-key', { user: USER.name, keysBefore: 'AKIAOLD' });
  const inFile = { ...SEEN, keysInPlace: ok(['AKIANEW']) };
  expect(orphanedKeys(inFile, list)).toEqual([]);
  expect(unrecordedKey(inFile, list)?.id).toBe('AKIANEW');
  // The file of an earlier hand-over still has the old key.
  const stale = { ...SEEN, keysInPlace: ok(['AKIAOLD']) };
  expect(orphanedKeys(stale, list).map(({ id }) => id)).toEqual(['AKIANEW']);
  expect(unrecordedKey(stale, list)).toBeNull();
  const unread = { ...SEEN, keysInPlace: failed('failed') };
  expect(unrecordedKey(unread, list)).toBeNull();
  expect(orphanedKeys(unread, list)).toEqual([]);
  expect(undecidedKeys(unread, list).map(({ id }) => id)).toEqual(['AKIANEW']);
  expect(undecidedKeys(inFile, list)).toEqual([]);
});

test('of two keys that were handed over, the newer is in use and the other is old', () => {
  const list = checklist({
    steps: done(
      'make-smtp-creds',
      receipt('handed-over', { accessKeyId: 'AKIAOLD' }),
      receipt('handed-over', { accessKeyId: 'AKIANEW' }),
    ),
  });
  expect(activeKey(USER, list)?.id).toBe('AKIANEW');
  expect(oldKeys(USER, list).map(({ id }) => id)).toEqual(['AKIAOLD']);
  // Where the newer was deactivated, what is left is in use.
  const back = smtpUser({ keys: [key('AKIAOLD'), key('AKIANEW', false)] });
  expect(activeKey(back, list)?.id).toBe('AKIAOLD');
});
