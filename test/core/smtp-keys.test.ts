import { expect, test } from 'vitest';
import type { Intent } from '../../src/core/checklist.ts';
import { activeKey, lastLogin, orphanedKeys } from '../../src/core/smtp-keys.ts';
import { checklist, done, key, receipt, smtpUser } from '../helpers/world.ts';

const USER = smtpUser({ keys: [key('AKIAOLD'), key('AKIANEW')] });

function about(what: string, facts: Intent['facts']) {
  const intent = { at: '2026-11-22T10:00:00.000Z', what, facts };
  return checklist({ steps: { 'make-smtp-creds': { intent, receipts: [] } } });
}

test('a key is orphaned when it appeared after an intent that has no result', () => {
  const list = about('create-access-key', { user: USER.name, keysBefore: 'AKIAOLD' });
  expect(orphanedKeys(USER, list).map(({ id }) => id)).toEqual(['AKIANEW']);
});

test('a user that had no key before: all are orphaned', () => {
  const list = about('create-access-key', { user: USER.name, keysBefore: '' });
  expect(orphanedKeys(USER, list)).toHaveLength(2);
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
  expect(orphanedKeys(USER, list)).toEqual([]);
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
