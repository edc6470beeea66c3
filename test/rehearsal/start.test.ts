import { readdir, readFile } from 'node:fs/promises';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateEmailIdentityCommand,
  GetAccountCommand,
  GetEmailIdentityCommand,
  PutAccountDetailsCommand,
  PutEmailIdentityMailFromAttributesCommand,
  SESv2Client,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import nodemailer from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReceivedMessage } from '../../src/rehearsal/contract.ts';
import { type Rehearsal, startRehearsal } from '../../src/rehearsal/index.ts';
import { expectedPassword } from '../../src/rehearsal/smtp/password.ts';

const DOMAIN = 'acme.example';
const REGION = 'eu-west-1';
const FROM = `hello@${DOMAIN}`;
const TO = 'inbox@inbox.example';

let rehearsal: Rehearsal;
let ses: SESv2Client;
let iam: IAMClient;

beforeEach(async () => {
  rehearsal = await startRehearsal({ domain: DOMAIN, region: REGION, dns: 'manual', speed: 50 });
  const {
    AWS_ENDPOINT_URL: endpoint = '',
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
  } = rehearsal.env;
  const credentials = {
    accessKeyId: AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '',
  };
  ses = new SESv2Client({ region: REGION, endpoint, credentials });
  iam = new IAMClient({ region: REGION, endpoint, credentials });
});
afterEach(() => rehearsal.close());

async function control(method: string, path: string, body?: string): Promise<unknown> {
  const init = body === undefined ? { method } : { method, body };
  const response = await fetch(`${rehearsal.control}${path}`, init);
  const answer = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

const identity = () => ses.send(new GetEmailIdentityCommand({ EmailIdentity: DOMAIN }));

async function publishDomain(): Promise<void> {
  const EmailIdentity = DOMAIN;
  const made = await ses.send(new CreateEmailIdentityCommand({ EmailIdentity }));
  const MailFromDomain = `mail.${DOMAIN}`;
  await ses.send(new PutEmailIdentityMailFromAttributesCommand({ EmailIdentity, MailFromDomain }));
  const { Tokens = [], SigningHostedZone } = made.DkimAttributes ?? {};
  const lines = [
    ...Tokens.map((token) => `${token}._domainkey CNAME ${token}.${SigningHostedZone}.`),
    `mail MX 10 feedback-smtp.${REGION}.amazonses.com.`,
    'mail TXT "v=spf1 include:amazonses.com ~all"',
    '_dmarc TXT "v=DMARC1; p=none;"',
  ];
  await control('POST', '/zone', lines.join('\n'));
}

async function smtpLogin(): Promise<{ user: string; pass: string }> {
  const UserName = 'mailer';
  await iam.send(new CreateUserCommand({ UserName }));
  const statement = { Effect: 'Allow', Action: 'ses:SendRawEmail', Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'send', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const pass = expectedPassword(AccessKey?.SecretAccessKey ?? '', REGION);
  return { user: AccessKey?.AccessKeyId ?? '', pass };
}

async function becomeProduction(): Promise<void> {
  await ses.send(
    new PutAccountDetailsCommand({
      MailType: 'TRANSACTIONAL',
      WebsiteURL: `https://${DOMAIN}`,
      UseCaseDescription: 'Sign-in codes and receipts for people who signed up on our web site.',
      ProductionAccessEnabled: true,
    }),
  );
}

async function sendBothWays(auth: { user: string; pass: string }): Promise<void> {
  const [host = '', port] = (rehearsal.env.SES_MIGRATE_SMTP ?? '').split(':');
  const ca = await readFile(rehearsal.env.NODE_EXTRA_CA_CERTS ?? '', 'utf8');
  const transport = nodemailer.createTransport({
    host,
    port: Number(port),
    requireTLS: true,
    auth,
    tls: { ca },
  });
  await transport.sendMail({ from: FROM, to: TO, subject: 'over SMTP', text: 'hi' });
  await ses.send(
    new SendEmailCommand({
      FromEmailAddress: FROM,
      Destination: { ToAddresses: [TO] },
      Content: { Simple: { Subject: { Data: 'over the API' }, Body: { Text: { Data: 'hi' } } } },
    }),
  );
}

test('the parts are one world: what the panel publishes, SES sees, signs by, and receivers believe', async () => {
  await publishDomain();
  await expect
    .poll(async () => (await identity()).DkimAttributes?.Status, { timeout: 40_000 })
    .toBe('SUCCESS');
  await expect
    .poll(async () => (await identity()).MailFromAttributes?.MailFromDomainStatus)
    .toBe('SUCCESS');
  await becomeProduction();
  const account = () => ses.send(new GetAccountCommand());
  await expect
    .poll(async () => (await account()).ProductionAccessEnabled, { timeout: 40_000 })
    .toBe(true);
  const login = await smtpLogin();
  await control('POST', '/clock?by=10s');
  await sendBothWays(login);

  const messages = (await control('GET', '/inbox')) as ReceivedMessage[];
  expect(messages.map(({ subject }) => subject)).toEqual(['over SMTP', 'over the API']);
  for (const { raw } of messages) {
    expect(raw).toMatch(/ dkim=pass header\.i=@acme\.example /);
    expect(raw).toMatch(/ spf=pass [^;]*smtp\.mailfrom=\S+@mail\.acme\.example/);
    expect(raw).toMatch(/ dmarc=pass .*header\.from=acme\.example/);
    expect(raw).toMatch(/^Message-ID: <\S+@eu-west-1\.amazonses\.com>\r$/m);
  }
  expect(await readdir(rehearsal.inboxFolder)).toHaveLength(2);
});

test('in the sandbox a recipient counts once the click on its verification mail is made', async () => {
  await expect(control('POST', `/verify-address?address=${TO}`)).rejects.toThrow(/verification/);
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: TO }));
  await control('POST', `/verify-address?address=${TO}`);
  const { VerifiedForSendingStatus } = await ses.send(
    new GetEmailIdentityCommand({ EmailIdentity: TO }),
  );
  expect(VerifiedForSendingStatus).toBe(true);
});
