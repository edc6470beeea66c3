import { expect, test } from 'vitest';
import { type Checklist, intentsOf } from '../../../src/core/checklist.ts';
import { makeSmtpCreds } from '../../../src/steps/make-smtp-creds/step.ts';
import { type Fakes, fakePorts, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { apply, deeds } from '../apply.ts';
import { about, attempt, ENDPOINT, has, KEY, NAME, WITH_KEY } from '../creds.ts';
import { keptFiles } from '../kept-files.ts';

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
function stored(fakes: Fakes): Checklist {
  const now = fakes.stored();
  if (now === null) throw new Error('nothing is stored');
  return now;
}

const WISH = { world: has({}), answers: { file: 'smtp.env' } };
test('waits for the settling time once, and makes the key when IAM lists none', async () => {
  const fakes = fakePorts({
    checklist: AHEAD,
    iam: { smtpUser: [w.smtpUser({ name: NAME }), WITH_KEY], createAccessKey: [KEY] },
    files: keptFiles(),
    smtp: { endpoint: () => ENDPOINT, login: [attempt()] },
  });
  await apply(makeSmtpCreds, fakes, WISH);
  expect(fakes.sleeps).toEqual([30_000]);
  expect(deeds(fakes)).toContain('receipt make-smtp-creds handed-over');
  // Nothing stays open that would claim a key of somebody else later.
  expect(intentsOf(stored(fakes), 'make-smtp-creds', 'create-access-key')).toEqual([]);
});

test('a key that IAM lists after that time is looked after first', async () => {
  const fakes = fakePorts({
    checklist: AHEAD,
    iam: { smtpUser: [w.smtpUser({ name: NAME, keys: [w.key('AKIALATE')] })] },
    files: { checkWritable: () => undefined, exists: () => false, gitView: () => 'private' },
    smtp: { endpoint: () => ENDPOINT },
  });
  await expect(apply(makeSmtpCreds, fakes, WISH)).rejects.toMatchObject({
    code: 'smtp/key-unsettled',
  });
});

test('a run that was killed before it asked IAM leaves no claim on a key that somebody makes later', async () => {
  const past = about('create-access-key', { user: NAME, keysBefore: '', writtenTo: null });
  const fakes = fakePorts({
    checklist: past,
    iam: { createAccessKey: [KEY], smtpUser: [WITH_KEY] },
    files: keptFiles(),
    smtp: { endpoint: () => ENDPOINT, login: [attempt()] },
  });
  await apply(makeSmtpCreds, fakes, WISH);
  const later = has({ keys: [w.key(KEY.id), w.key('AKIASTRANGER00000001')] });
  const codes = makeSmtpCreds
    .diagnose(later, stored(fakes), START)
    .findings.map(({ code }) => code);
  expect(codes).toEqual(['smtp/other-key']);
});
