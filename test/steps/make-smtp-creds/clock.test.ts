import { expect, test } from 'vitest';
import { makeSmtpCreds } from '../../../src/steps/make-smtp-creds/step.ts';
import { fakePorts } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { apply, deeds } from '../apply.ts';
import { attempt, ENDPOINT, has, KEY, NAME } from '../creds.ts';

/** A run was killed while it made a key, and its clock was a year ahead. */
const AHEAD = w.checklist({
  steps: {
    'make-smtp-creds': {
      intent: {
        at: '2027-11-22T10:00:00.000Z',
        what: 'create-access-key',
        facts: { user: NAME, keysBefore: '', writtenTo: null },
      },
      receipts: [],
    },
  },
});
const WISH = { world: has({}), answers: { file: 'smtp.env' } };
const FILES = {
  checkWritable: () => undefined,
  exists: () => false,
  gitView: () => 'private' as const,
};

test('waits for the settling time once, and makes the key when IAM lists none', async () => {
  const fakes = fakePorts({
    checklist: AHEAD,
    iam: { smtpUser: [w.smtpUser({ name: NAME })], createAccessKey: [KEY] },
    files: { ...FILES, writeSecret: [undefined] },
    smtp: { endpoint: () => ENDPOINT, login: [attempt()] },
  });
  await apply(makeSmtpCreds, fakes, WISH);
  expect(fakes.sleeps).toEqual([30_000]);
  expect(deeds(fakes)).toContain('receipt make-smtp-creds handed-over');
});

test('a key that IAM lists after that time is looked after first', async () => {
  const fakes = fakePorts({
    checklist: AHEAD,
    iam: { smtpUser: [w.smtpUser({ name: NAME, keys: [w.key('AKIALATE')] })] },
    files: FILES,
    smtp: { endpoint: () => ENDPOINT },
  });
  await expect(apply(makeSmtpCreds, fakes, WISH)).rejects.toMatchObject({
    code: 'smtp/key-unsettled',
  });
});
