import { createPublicKey } from 'node:crypto';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  GetAccountCommand,
  GetEmailIdentityCommand,
  PutEmailIdentityMailFromAttributesCommand,
  PutSuppressedDestinationCommand,
  SendEmailCommand,
  type SendEmailCommandInput,
} from '@aws-sdk/client-sesv2';
import { expect, test } from 'vitest';
import { hour, refusal, startWorld, type TestWorld } from './world.ts';

const domain = 'acme.example';
const success = 'success@simulator.amazonses.com';
const feedback = '10 feedback-smtp.eu-central-1.amazonses.com';

/** A verified acme.example. */
async function verifiedWorld(
  options: Parameters<typeof startWorld>[0] = {},
): Promise<{ world: TestWorld; tokens: readonly string[] }> {
  const world = await startWorld(options);
  const created = await world.ses().send(new CreateEmailIdentityCommand({ EmailIdentity: domain }));
  const tokens = created.DkimAttributes?.Tokens ?? [];
  for (const token of tokens) {
    const name = `${token}._domainkey.${domain}`;
    world.dns.put({ name, type: 'CNAME', ttl: 300, values: [`${token}.dkim.amazonses.com`] });
  }
  world.advance(60_000);
  return { world, tokens };
}

function simple(to: readonly string[], more: Partial<SendEmailCommandInput> = {}) {
  return new SendEmailCommand({
    FromEmailAddress: 'Acme <app@acme.example>',
    Destination: { ToAddresses: [...to] },
    Content: {
      Simple: {
        Subject: { Data: 'Grüße', Charset: 'UTF-8' },
        Body: { Text: { Data: 'Hello', Charset: 'UTF-8' } },
      },
    },
    ...more,
  });
}

function raw(from: string, to: readonly string[]) {
  const source = `From: ${from}\r\nTo: ${to.join(', ')}\r\nSubject: s\r\nX-SES-MESSAGE-TAGS: a=b\r\nBcc: secret@acme.example\r\n\r\nHello\r\n`;
  return new SendEmailCommand({
    FromEmailAddress: from,
    Destination: { ToAddresses: [...to] },
    Content: { Raw: { Data: Buffer.from(source) } },
  });
}

test('in the sandbox sender and recipient must be verified, and all that are not are named', async () => {
  await using world = await startWorld();
  expect(await refusal(world.ses().send(simple(['nina@gmail.example', success])))).toEqual({
    name: 'MessageRejected',
    status: 400,
    message:
      'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: app@acme.example, nina@gmail.example',
  });
  expect(world.delivered).toEqual([]);
});

test('a message of a verified domain reaches the simulator and verified addresses', async () => {
  const { world, tokens } = await verifiedWorld();
  await using _ = world;
  const ses = world.ses();
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'nina@gmail.example' }));
  expect((await refusal(ses.send(simple(['nina@gmail.example'])))).message).toBe(
    'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: nina@gmail.example',
  );
  world.aws.verifyAddress('nina@gmail.example');
  const { MessageId } = await ses.send(simple(['nina@gmail.example']));
  expect(MessageId).toMatch(/^0100[0-9a-f]{12}-[0-9a-f-]{36}-000000$/);
  const [message] = world.delivered;
  expect(message).toMatchObject({
    messageId: MessageId,
    from: 'app@acme.example',
    recipients: ['nina@gmail.example'],
    mailFromDomain: 'eu-central-1.amazonses.com',
    dkim: { domain, selector: tokens[0] },
  });
  expect(message?.raw.toString()).toMatch(/^From: Acme <app@acme\.example>\r\n/m);
  expect(message?.raw.toString()).toMatch(/^Subject: =\?UTF-8\?/m);
});

test('the key that signs is the one that is published', async () => {
  const { world, tokens } = await verifiedWorld();
  await using _ = world;
  await world.ses().send(simple([success]));
  const published = world.dns.held(`${tokens[0]}.dkim.amazonses.com`, 'TXT')?.values[0];
  const signing = createPublicKey(world.delivered[0]?.dkim?.privateKey ?? '');
  const der = signing.export({ type: 'spki', format: 'der' }).toString('base64');
  expect(published).toBe(`p=${der}`);
});

test('the From header is judged, not the envelope alone', async () => {
  const { world } = await verifiedWorld();
  await using _ = world;
  const command = raw('boss@bank.example', [success]);
  command.input.FromEmailAddress = 'app@acme.example';
  expect((await refusal(world.ses().send(command))).message).toBe(
    'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: boss@bank.example',
  );
});

test('orders to SES and Bcc are not delivered', async () => {
  const { world } = await verifiedWorld();
  await using _ = world;
  await world.ses().send(raw('app@acme.example', [success]));
  const source = world.delivered[0]?.raw.toString();
  expect(source).toBe(`From: app@acme.example\r\nTo: ${success}\r\nSubject: s\r\n\r\nHello\r\n`);
});

test('the rate is a second, the quota 24 hours of recipients, and the simulator is free of it', async () => {
  const { world } = await verifiedWorld();
  await using _ = world;
  const ses = world.ses();
  const sent = async () => (await ses.send(new GetAccountCommand({}))).SendQuota?.SentLast24Hours;
  await ses.send(simple([success]));
  expect(await refusal(ses.send(simple([success])))).toEqual({
    name: 'TooManyRequestsException',
    status: 429,
    message: 'Maximum sending rate exceeded.',
  });
  expect(await sent()).toBe(0);
  const fifty = Array.from({ length: 50 }, (_item, index) => `u${index}@acme.example`);
  for (let batch = 0; batch < 4; batch += 1) {
    world.advance(1000);
    await ses.send(simple(fifty));
  }
  expect(await sent()).toBe(200);
  world.advance(1000);
  expect(await refusal(ses.send(simple(['u@acme.example'])))).toEqual({
    name: 'TooManyRequestsException',
    status: 429,
    message: 'Daily message quota exceeded.',
  });
  await ses.send(simple([success]));
  expect((await refusal(ses.send(simple([...fifty, success])))).message).toBe(
    'Recipient count exceeds 50.',
  );
  world.advance(24 * hour);
  expect(await sent()).toBe(0);
  await expect(ses.send(simple(['u@acme.example']))).resolves.toBeDefined();
});

test('MAIL FROM: the fallback, the refusal, and the domain when it works', async () => {
  const { world } = await verifiedWorld();
  await using _ = world;
  const ses = world.ses();
  const put = (BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' | 'REJECT_MESSAGE') =>
    ses.send(
      new PutEmailIdentityMailFromAttributesCommand({
        EmailIdentity: domain,
        MailFromDomain: 'mail.acme.example',
        BehaviorOnMxFailure,
      }),
    );
  await put('USE_DEFAULT_VALUE');
  await ses.send(simple([success]));
  await put('REJECT_MESSAGE');
  world.advance(1000);
  expect(await refusal(ses.send(simple([success])))).toEqual({
    name: 'MailFromDomainNotVerifiedException',
    status: 400,
    message: 'DNS setup for MAIL FROM domain is invalid.',
  });
  world.dns.put({ name: 'mail.acme.example', type: 'MX', ttl: 300, values: [feedback] });
  world.advance(60_000);
  await ses.send(simple([success]));
  expect(world.delivered.map((message) => message.mailFromDomain)).toEqual([
    'eu-central-1.amazonses.com',
    'mail.acme.example',
  ]);
});

test('a configuration set must exist, whoever names it', async () => {
  const { world } = await verifiedWorld();
  await using _ = world;
  const ses = world.ses();
  expect(await refusal(ses.send(simple([success], { ConfigurationSetName: 'main' })))).toEqual({
    name: 'NotFoundException',
    status: 404,
    message: 'Configuration set <main> does not exist.',
  });
  await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'main' }));
  await expect(
    ses.send(simple([success], { ConfigurationSetName: 'main' })),
  ).resolves.toBeDefined();
});

test('raw content needs ses:SendRawEmail, simple content ses:SendEmail', async () => {
  const { world } = await verifiedWorld();
  await using _ = world;
  const iam = world.iam();
  await iam.send(new CreateUserCommand({ UserName: 'smtp' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'smtp' }));
  const ses = world.ses({
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
  const denied = (action: string) => ({
    name: 'AccessDeniedException',
    status: 403,
    message: `User \`arn:aws:iam::123456789012:user/smtp' is not authorized to perform \`${action}' on resource \`arn:aws:ses:eu-central-1:123456789012:identity/acme.example'`,
  });
  expect(await refusal(ses.send(raw('app@acme.example', [success])))).toEqual(
    denied('ses:SendRawEmail'),
  );
  const statement = {
    Effect: 'Allow',
    Action: 'ses:SendRawEmail',
    Resource: '*',
    Condition: { StringLike: { 'ses:FromAddress': '*@acme.example' } },
  };
  const put = (Condition: unknown) =>
    iam.send(
      new PutUserPolicyCommand({
        UserName: 'smtp',
        PolicyName: 'send',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ ...statement, Condition }],
        }),
      }),
    );
  await put({ StringLike: { 'ses:FromAddress': 'billing@*' } });
  expect(await refusal(ses.send(raw('app@acme.example', [success])))).toEqual(
    denied('ses:SendRawEmail'),
  );
  await put(statement.Condition);
  await ses.send(raw('app@acme.example', [success]));
  expect(await refusal(ses.send(simple([success])))).toEqual(denied('ses:SendEmail'));
  await put({
    'ForAllValues:StringLike': { 'ses:Recipients': ['*@simulator.amazonses.com'] },
  });
  world.advance(1000);
  expect(await refusal(ses.send(raw('app@acme.example', [success, 'u@acme.example'])))).toEqual(
    denied('ses:SendRawEmail'),
  );
  await expect(ses.send(raw('app@acme.example', [success]))).resolves.toBeDefined();
});

test('in production anyone can be written to, but not who is suppressed', async () => {
  const { world } = await verifiedWorld({ faults: { situation: 'production' } });
  await using _ = world;
  const ses = world.ses();
  await ses.send(
    new PutSuppressedDestinationCommand({ EmailAddress: 'gone@b.example', Reason: 'BOUNCE' }),
  );
  await ses.send(simple(['gone@b.example', 'here@b.example']));
  expect(world.delivered.map((message) => message.recipients)).toEqual([['here@b.example']]);
});

test.each([
  ['sending-paused', 'SendingPausedException', 'paused'],
  ['account-suspended', 'AccountSuspendedException', 'suspended'],
] as const)('%s: nothing is sent', async (situation, name, word) => {
  const { world } = await verifiedWorld({ faults: { situation } });
  await using _ = world;
  expect(await refusal(world.ses().send(simple([success])))).toEqual({
    name,
    status: 400,
    message: `Sending ${word} for this account. For more information, please check the inbox of the email address associated with your AWS account.`,
  });
  expect((await world.ses().send(new GetAccountCommand({}))).SendingEnabled).toBe(false);
});

test('content and addresses are checked first', async () => {
  const { world } = await verifiedWorld();
  await using _ = world;
  const ses = world.ses();
  expect((await refusal(ses.send(simple([])))).message).toBe('No recipients specified.');
  expect((await refusal(ses.send(simple(['nina'])))).message).toBe("Missing final '@domain'");
  expect((await refusal(ses.send(simple(['nína@b.example'])))).message).toBe(
    'Local address contains control or whitespace',
  );
  expect((await refusal(ses.send(simple([success], { Content: {} })))).message).toBe(
    'Content must have exactly one of Simple, Raw and Template.',
  );
});

test('SMTP sends through the same desk, which finds the configuration set in the header', async () => {
  const { world } = await verifiedWorld();
  await using _ = world;
  const principal = world.aws.principals.find(world.aws.operator.accessKeyId);
  if (!principal) throw new Error('the operator is not known');
  const submission = {
    via: 'smtp' as const,
    principal,
    from: 'app@acme.example',
    recipients: [success],
    raw: Buffer.from('From: app@acme.example\r\nX-SES-CONFIGURATION-SET: none\r\n\r\nhi\r\n'),
    configurationSet: null,
    tags: {},
  };
  expect(await world.aws.desk.submit(submission)).toEqual({
    refusal: { kind: 'no-configuration-set', name: 'none' },
  });
  const identity = await world.ses().send(new GetEmailIdentityCommand({ EmailIdentity: domain }));
  expect(identity.VerifiedForSendingStatus).toBe(true);
});
