import { describe, expect, test } from 'vitest';
import type { ForeignEntry } from '../../../src/core/checklist-receipts.ts';
import { makeSmtpCreds } from '../../../src/steps/make-smtp-creds/step.ts';
import { START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { HANDED, has, having, NAME, OLD, PROVED } from '../creds.ts';

const DAY = '2026-11-21 10:00 UTC';
const judged = (world: ReturnType<typeof has>, ...receipts: ForeignEntry[]) =>
  makeSmtpCreds.diagnose(world, having(HANDED, PROVED, ...receipts), START);

describe('a key that no longer logs in', () => {
  test.each<[string, Parameters<typeof has>[0], ForeignEntry[], string]>([
    [
      'was deactivated by hand',
      { keys: [w.key('AKIAOLD', false)] },
      [],
      'was deactivated in IAM, not with this checklist',
    ],
    [
      'was deactivated with --retire',
      { keys: [w.key('AKIAOLD', false)] },
      [w.receipt('deactivated-key', { user: NAME, accessKeyId: 'AKIAOLD', asOf: null })],
      `was deactivated with this checklist on ${DAY}`,
    ],
    ['was deleted by hand', { keys: [] }, [], 'was deleted in IAM, not with this checklist'],
    [
      'was deleted with --retire',
      { keys: [] },
      [w.receipt('deleted-key', { user: NAME, accessKeyId: 'AKIAOLD' })],
      `was deleted with this checklist on ${DAY}`,
    ],
  ])('%s', (_what, user, receipts, words) => {
    const { status, findings } = judged(has(user), ...receipts);
    expect(status).toBe('todo');
    const [gone] = findings.filter(({ code }) => code === 'smtp/key-gone');
    expect(gone?.message).toContain(`saved on ${DAY}`);
    expect(gone?.message).toContain(words);
  });

  test('one that is only inactive can be activated again', () => {
    const { findings } = judged(has({ keys: [w.key('AKIAOLD', false)] }));
    expect(findings[0]?.fix).toContain('update-access-key');
  });
});

describe('a user that is gone', () => {
  test('and its key with it: created again', () => {
    const { status, findings } = judged(has(null));
    expect(status).toBe('todo');
    expect(findings).toMatchObject([
      { code: 'smtp/user-gone', message: expect.stringContaining(DAY) },
    ]);
  });

  test('but was renamed: its key works, so no second user and key are planned', () => {
    const keyOwner = w.ok({ user: 'mailer two', active: true });
    const { status, findings } = judged({ ...has(null), keyOwner });
    expect(status).toBe('problem');
    expect(findings).toMatchObject([
      {
        code: 'smtp/user-renamed',
        fixes: [{ command: "ses-migrate make-smtp-creds --user-name 'mailer two'" }],
      },
    ]);
  });

  test('and who has its key could not be read: nothing is planned on a guess', () => {
    const { status, findings } = judged({ ...has(null), keyOwner: w.failed('denied') });
    expect([status, findings[0]?.code]).toEqual(['unknown', 'aws/denied']);
  });

  test('under its new name, the key of the checklist is the one in use', () => {
    const { status } = judged(has({ name: 'mailer', keys: OLD }));
    expect(status).toBe('done');
  });
});

test('a policy that was narrowed or widened by hand is to be written again', () => {
  const policies = { 'ses-smtp-send': { Version: '2012-10-17', Statement: [] } };
  const { status, findings } = judged(has({ keys: OLD, policies }));
  expect([status, findings[0]?.code]).toEqual(['todo', 'smtp/policy']);
});
