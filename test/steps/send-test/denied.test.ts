/** A message that IAM refuses: the cause is in the policies of the user, where they can be read. */

import { expect, test } from 'vitest';
import { type Attempt, PortError } from '../../../src/ports/index.ts';
import { sendTest } from '../../../src/steps/send-test/step.ts';
import { fakePorts } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { apply } from '../apply.ts';

const ACCOUNT = w.world().caller;
const account = ACCOUNT.ok ? ACCOUNT.value.account : '';
const reply = (principal: string) =>
  `AccessDeniedException: User \`${principal}' is not authorized to perform \`ses:SendRawEmail' on resource \`arn:aws:ses:${w.world().region}:${account}:identity/${w.DOMAIN}'`;
const POLICIES = {
  'ses-smtp-send': {
    Statement: {
      Effect: 'Allow',
      Action: 'ses:SendRawEmail',
      Resource: '*',
      Condition: { StringLike: { 'ses:FromAddress': `*@shop.${w.DOMAIN}` } },
    },
  },
};

async function refused(principal: string, userPolicies?: () => typeof POLICIES) {
  const attempt: Attempt = {
    via: 'api',
    host: 'email.example',
    port: 443,
    ms: 4,
    ambiguous: false,
    ok: false,
    code: 403,
    response: reply(principal),
    messageId: null,
  };
  const fakes = fakePorts({
    smtp: { compose: () => Buffer.from('raw') },
    ses: { sendEmail: () => attempt },
    iam: userPolicies === undefined ? {} : { userPolicies },
  });
  const answers = {
    from: `hello@${w.DOMAIN}`,
    to: ['success@simulator.amazonses.com'],
    via: 'api',
  };
  const { concluded } = await apply(sendTest, fakes, { world: w.world(), answers });
  return { fakes, finding: concluded?.findings[0] };
}

test('the condition of the user is named', async () => {
  const user = `arn:aws:iam::${account}:user/team/mailer`;
  const { finding, fakes } = await refused(user, () => POLICIES);
  expect(finding).toMatchObject({
    code: 'send/denied-by-condition',
    subject: 'ses:FromAddress',
    found: `hello@${w.DOMAIN}`,
  });
  expect(fakes.argsOf('iam.userPolicies')).toEqual([['mailer']]);
});

test('who cannot read the policies is shown where to look, and a statement for this sender only', async () => {
  const { finding } = await refused(`arn:aws:iam::${account}:user/mailer`, () => {
    throw new PortError('no', { reason: 'denied', errorName: 'AccessDenied' });
  });
  expect(finding?.code).toBe('send/denied');
  expect(finding?.fixes?.[0]?.statement?.Condition).toEqual({
    StringEquals: { 'ses:FromAddress': `hello@${w.DOMAIN}` },
  });
});

test.each(['arn:aws:iam::999999999999:user/mailer', `arn:aws:sts::${account}:assumed-role/App/x`])(
  'the policies of %s are not asked for',
  async (principal) => {
    const { finding } = await refused(principal);
    expect(finding?.code).toBe('send/denied');
  },
);
