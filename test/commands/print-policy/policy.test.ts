import { describe, expect, test } from 'vitest';
import type { PrintPolicyOptions } from '../../../src/commands/print-policy/inputs.ts';
import { parseRole, printPolicy } from '../../../src/commands/print-policy/policy.ts';
import { PortError } from '../../../src/ports/index.ts';
import { AWS_COMMANDS, commandRights } from '../../helpers/rights.ts';
import * as w from '../../helpers/world.ts';

const subject = { domain: w.DOMAIN, region: w.REGION };

async function print(
  role: 'operator' | 'sender',
  answers: PrintPolicyOptions = {},
  change = {},
  commands = AWS_COMMANDS,
) {
  return printPolicy({
    role,
    subject,
    answers,
    commands,
    checklist: w.checklist({ account: w.ACCOUNT, ...change }),
    caller: () => Promise.reject(new Error('AWS was asked')),
  });
}

const textOf = ({ text }: { readonly text: string }) => text;

describe('the account', () => {
  test('is asked for only where flag and checklist do not say it', async () => {
    const caller = () => Promise.resolve({ account: '999999999999', arn: 'arn:aws:iam::9:user/a' });
    const job = {
      ...({ role: 'operator', subject, checklist: w.checklist(), caller } as const),
      commands: AWS_COMMANDS,
    };
    expect((await printPolicy({ ...job, answers: {} })).target.account).toBe('999999999999');
    expect((await print('operator')).target.account).toBe(w.ACCOUNT);
    const flagged = await print('operator', { account: '111111111111' });
    expect(textOf(flagged.data)).toContain('arn:aws:ses:eu-west-1:111111111111:identity/');
  });

  test('is any where AWS does not say it, and that is reported', async () => {
    const caller = () =>
      Promise.reject(new PortError('no', { reason: 'credentials', errorName: 'X' }));
    const checklist = w.checklist();
    const { data, exitCode } = await printPolicy({
      ...{ role: 'operator', subject, answers: {}, checklist, caller, commands: AWS_COMMANDS },
    });
    expect(exitCode).toBe(0);
    expect(textOf(data)).toContain(`arn:aws:ses:eu-west-1:*:identity/${w.DOMAIN}`);
    expect(data.notes).toContainEqual(expect.stringContaining('--account'));
  });
});

describe('operator', () => {
  test('names of the checklist are filled in', async () => {
    const choices = {
      configurationSet: 'main',
      hostedZoneId: 'Z9',
      smtpUser: 'mailer',
      mailFrom: `bounce.${w.DOMAIN}`,
      senders: `billing@${w.DOMAIN} *@news.${w.DOMAIN}`,
    };
    const { data } = await print('operator', {}, { choices });
    for (const name of [
      'configuration-set/main"',
      'hostedzone/Z9"',
      'user/mailer"',
      `"bounce.${w.DOMAIN}"`,
      `"billing@${w.DOMAIN}"`,
      `"*@news.${w.DOMAIN}"`,
    ])
      expect(textOf(data)).toContain(name);
    expect(JSON.parse(textOf(data))).toEqual(data.policy);
  });

  test('nothing of Route 53 where a person enters the records', async () => {
    const { data } = await print('operator', {}, { choices: { dns: 'manual' } });
    expect(textOf(data)).not.toContain('route53');
  });

  test('only for the commands that were named', async () => {
    const { data } = await print('operator', {}, {}, [commandRights('request-production')]);
    expect(data.policy).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'RequestProduction',
          Effect: 'Allow',
          Action: ['ses:GetAccount', 'ses:PutAccountDetails'],
          Resource: '*',
        },
      ],
    });
    expect(data.notes).toEqual([]);
  });

  test('what PutUserPolicy can do is reported', async () => {
    const { data } = await print('operator', {}, {}, [commandRights('make-smtp-creds')]);
    expect(data.notes).toContainEqual(expect.stringContaining('permissions boundary'));
  });
});

describe('sender', () => {
  test('SMTP needs SendRawEmail alone, in this Region and account, from these addresses', async () => {
    const { data } = await print(
      'sender',
      {},
      { choices: { sendsBy: 'smtp', configurationSet: 'main' } },
    );
    expect(data.policy).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'SesSmtpSend',
          Effect: 'Allow',
          Action: 'ses:SendRawEmail',
          Resource: [
            `arn:aws:ses:${w.REGION}:${w.ACCOUNT}:identity/*`,
            `arn:aws:ses:${w.REGION}:${w.ACCOUNT}:configuration-set/main`,
          ],
          Condition: { StringLike: { 'ses:FromAddress': `*@${w.DOMAIN}` } },
        },
      ],
    });
  });

  test('the API may need either action', async () => {
    const { data } = await print('sender', {}, { choices: { sendsBy: 'api' } });
    expect(textOf(data)).toMatch(/"ses:SendEmail",\s+"ses:SendRawEmail"/);
  });

  test('as Terraform', async () => {
    const { data } = await print('sender', { format: 'terraform' });
    expect(textOf(data)).toMatch(/^data "aws_iam_policy_document" "ses_sender" \{\n/);
  });
});

test.each([[undefined], ['everyone']])('%j is no role', (word) => {
  expect(() => parseRole(word)).toThrow(expect.objectContaining({ code: 'usage/bad-role' }));
});
