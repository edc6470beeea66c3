/** A user of the account that this tool did not make is named by a person, whatever the checklist says. */

import { expect, test } from 'vitest';
import type { SmtpUser } from '../../../src/core/aws/iam-user.ts';
import { senderPolicy } from '../../../src/core/aws/policies.ts';
import type { Checklist } from '../../../src/core/checklist.ts';
import { POLICY_NAME } from '../../../src/core/smtp-credentials/smtp-keys.ts';
import { makeSmtpCreds } from '../../../src/steps/make-smtp-creds/step.ts';
import { fakePorts } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { planOf } from '../apply.ts';

const NAME = `ses-smtp-${w.DOMAIN}`;
const OURS = { [POLICY_NAME]: senderPolicy({ domain: w.DOMAIN }) };
const MADE = w.checklist({
  steps: w.done('make-smtp-creds', w.receipt('created-user', { user: NAME })),
});
const CUT = w.checklist({
  steps: {
    'make-smtp-creds': {
      intent: { at: '2026-11-22T10:00:00.000Z', what: 'create-user', facts: { user: NAME } },
      receipts: [],
    },
  },
});
const OTHER = w.checklist({
  steps: w.done('make-smtp-creds', w.receipt('created-user', { user: 'somebody' })),
});

function lineOf(change: Partial<SmtpUser>, checklist: Checklist) {
  const world = w.world({ smtpUser: w.ok(w.smtpUser(change)) });
  const { tasks } = planOf(makeSmtpCreds, fakePorts({ checklist }), { world });
  const line = tasks
    .flatMap(({ changes }) => changes)
    .find(({ what }) => what.includes('IAM user'));
  return [line?.op, line?.confirm ?? null];
}

test.each<[string, Partial<SmtpUser>, Checklist]>([
  ['its policy is ours', { policies: OURS, keys: [w.key('AKIA')] }, w.checklist()],
  ['its making was noted, and it has nothing yet', {}, MADE],
  ['its making was cut short, and it has nothing yet', {}, CUT],
])('it is ours: %s', (_what, user, checklist) => {
  expect(lineOf(user, checklist)).toEqual(['=', null]);
});

test.each<[string, Partial<SmtpUser>, Checklist]>([
  ['nothing tells of it', {}, w.checklist()],
  ['a policy of the SES console', { policies: { AmazonSesSendingAccess: {} } }, w.checklist()],
  ['a policy of administrators', { policies: { admin: {} } }, w.checklist()],
  ['a key of somebody', { keys: [w.key('AKIA')] }, w.checklist()],
  ['a checklist says that we made a user with a key', { keys: [w.key('AKIA')] }, MADE],
  ['a checklist says that we made an administrator', { policies: { admin: {} } }, MADE],
  ['a checklist tells of another user', {}, OTHER],
])('--yes does not do: %s', (_what, user, checklist) => {
  expect(lineOf(user, checklist)).toEqual(['~', NAME]);
});
