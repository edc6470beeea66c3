import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import nodemailer from 'nodemailer';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Principal, Refusal, Submission } from '../../src/rehearsal/contract.ts';
import { createSendFaults, type SendFaults } from '../../src/rehearsal/send-faults.ts';
import { type Certificate, createCertificate } from '../../src/rehearsal/smtp/certificate.ts';
import type { SmtpEndpoint } from '../../src/rehearsal/smtp/listen.ts';
import { expectedPassword } from '../../src/rehearsal/smtp/password.ts';
import { startSmtp } from '../../src/rehearsal/smtp/server.ts';
import { frozenClock } from './frozen-clock.ts';

const REGION = 'eu-west-1';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const MESSAGE_ID = '010201932f5f7c00-7e0f2a10-0000-4000-8000-000000000001-000000';
const PASSWORD = expectedPassword(SECRET, REGION);

const clock = frozenClock();
const uses: string[] = [];
const KEY: Principal = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: SECRET,
  sessionToken: null,
  expired: false,
  active: true,
  smtpFrom: clock.now(),
  arn: 'arn:aws:iam::123456789012:user/mailer',
  account: '123456789012',
  used: (service) => void uses.push(service),
  allows: () => {
    throw new Error('IAM is the desk’s to ask');
  },
};

let certificate: Certificate;
let keys: Principal[];
let refusal: Refusal | null;
let submitted: Submission[];
let endpoint: SmtpEndpoint;
let faults: SendFaults;

beforeAll(async () => {
  certificate = await createCertificate();
});
beforeEach(async () => {
  keys = [KEY];
  faults = createSendFaults(null);
  refusal = null;
  uses.length = 0;
  submitted = [];
  endpoint = await start();
});
afterEach(() => endpoint.close());

function start(idleTimeout?: number): Promise<SmtpEndpoint> {
  return startSmtp({
    clock,
    region: REGION,
    certificate,
    principals: { find: (id) => keys.find((key) => key.accessKeyId === id) ?? null },
    faults,
    desk: {
      submit: async (submission) => {
        submitted.push(submission);
        return refusal === null ? { messageId: MESSAGE_ID } : { refusal };
      },
    },
    ...(idleTimeout === undefined ? {} : { idleTimeout }),
  });
}

const port = (): number => Number(endpoint.address.split(':')[1]);

function transport(user = KEY.accessKeyId, pass = PASSWORD, method = 'PLAIN') {
  return nodemailer.createTransport({
    host: '127.0.0.1',
    port: port(),
    requireTLS: true,
    authMethod: method,
    auth: { user, pass },
    tls: { ca: certificate.cert },
  });
}

const MAIL = {
  envelope: { from: 'hello@acme.example', to: ['a@inbox.example', 'b@inbox.example'] },
  raw: [
    'From: hello@acme.example',
    'To: a@inbox.example',
    'X-SES-CONFIGURATION-SET:',
    ' news',
    'X-SES-MESSAGE-TAGS: a=b',
    'Subject: Grüße',
    '',
    '.dot',
    '',
  ].join('\r\n'),
};

test.each(['PLAIN', 'LOGIN'])(
  'AUTH %s with the derived password, then the message to the desk',
  async (method) => {
    const sent = await transport(KEY.accessKeyId, PASSWORD, method).sendMail(MAIL);
    expect(sent.response).toBe(`250 Ok ${MESSAGE_ID}`);
    expect(uses).toEqual(['ses']);
    expect(submitted).toMatchObject([
      {
        via: 'smtp',
        principal: { arn: KEY.arn },
        from: 'hello@acme.example',
        recipients: ['a@inbox.example', 'b@inbox.example'],
        configurationSet: 'news',
      },
    ]);
    expect(submitted[0]?.raw.toString('utf8')).toBe(
      'From: hello@acme.example\r\nTo: a@inbox.example\r\nSubject: Grüße\r\n\r\n.dot\r\n',
    );
  },
);

// github.com/aws/aws-sdk-php tests/Ses/SesClientTest.php, testCanGenerateSmtpPasswordV4FromCredentials
test('the password is derived as AWS publishes it', () => {
  expect(expectedPassword(SECRET, 'us-east-2')).toBe(
    'BMPPgbAHoFVbze1Ud0oA5uNdXRwUXUZ+qOwphGJbl/cS',
  );
});

const badLogins: readonly [string, string, Partial<Principal>][] = [
  ['the password of another Region', expectedPassword(SECRET, 'us-east-1'), {}],
  ['the secret itself', SECRET, {}],
  ['an inactive key', PASSWORD, { active: false }],
  ['a key that SMTP does not know yet', PASSWORD, { smtpFrom: clock.now() + 1 }],
  ['temporary credentials', PASSWORD, { sessionToken: 'token' }],
  ['an unknown key', PASSWORD, { accessKeyId: 'AKIAOTHER' }],
];
test.each(badLogins)('535 for %s', async (_, password, change) => {
  keys = [{ ...KEY, ...change }];
  await expect(transport(KEY.accessKeyId, password).verify()).rejects.toMatchObject({
    code: 'EAUTH',
    response: '535 Authentication Credentials Invalid',
  });
  expect(uses).toEqual([]);
});

const refusals: readonly [Refusal, string][] = [
  [
    { kind: 'not-verified', identities: ['hello@acme.example', 'acme.example'] },
    '554 Message rejected: Email address is not verified. The following identities failed the ' +
      'check in region EU-WEST-1: hello@acme.example, acme.example',
  ],
  [{ kind: 'rate' }, '454 Throttling failure: Maximum sending rate exceeded'],
  [{ kind: 'quota' }, '454 Throttling failure: Daily message quota exceeded'],
  [
    { kind: 'denied', action: 'ses:SendRawEmail', resource: 'arn:r', arn: 'arn:u' },
    "554 Access denied: User `arn:u' is not authorized to perform `ses:SendRawEmail' on resource `arn:r'",
  ],
  [
    { kind: 'mail-from' },
    '554 MAIL FROM domain not verified: DNS setup for MAIL FROM domain is invalid.',
  ],
];
test.each(refusals)('the desk’s refusal %o in SES’s words', async (kind, response) => {
  refusal = kind;
  await expect(transport().sendMail(MAIL)).rejects.toMatchObject({ code: 'EMESSAGE', response });
});

/** Sends one line after each reply and returns the replies, a multi-line one as one text. */
async function converse(lines: readonly string[]): Promise<string[]> {
  const socket: Socket = connect(port(), '127.0.0.1');
  const replies: string[] = [];
  let pending = '';
  const left = [...lines];
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    pending += chunk;
    if (!/^\d{3} .*\r\n$/m.test(pending)) return;
    replies.push(pending.trimEnd());
    pending = '';
    const next = left.shift();
    if (next !== undefined) socket.write(`${next}\r\n`);
    else if (lines.at(-1) === 'QUIT') socket.end();
  });
  await once(socket, 'close');
  return replies;
}

test('before STARTTLS neither AUTH nor MAIL is taken', async () => {
  const token = Buffer.from(`\0${KEY.accessKeyId}\0${PASSWORD}`).toString('base64');
  const replies = await converse([
    'EHLO client.example',
    `AUTH PLAIN ${token}`,
    'MAIL FROM:<hello@acme.example>',
    'QUIT',
  ]);
  expect(replies[0]).toMatch(/^220 email-smtp\.amazonaws\.com ESMTP SimpleEmailService-d-/);
  expect(replies[1]?.split('\r\n')).toEqual([
    '250-email-smtp.amazonaws.com',
    '250-8BITMIME',
    '250-AUTH PLAIN LOGIN',
    '250-STARTTLS',
    '250-SIZE 41943040',
    '250 Ok',
  ]);
  expect(replies.slice(2, 4)).toEqual([
    '530 Must issue a STARTTLS command first',
    '530 Must issue a STARTTLS command first',
  ]);
});

test('after STARTTLS, MAIL without AUTH is refused', async () => {
  const anonymous = nodemailer.createTransport({
    host: '127.0.0.1',
    port: port(),
    requireTLS: true,
    tls: { ca: certificate.cert },
  });
  await expect(anonymous.sendMail(MAIL)).rejects.toMatchObject({
    code: 'EENVELOPE',
    response: '530 Authentication required',
  });
});

test('an idle client is reported so and disconnected', async () => {
  await endpoint.close();
  endpoint = await start(300);
  const replies = await converse(['EHLO client.example']);
  expect(replies.at(-1)).toBe('451 4.4.2 Timeout waiting for data from client');
});

test('a client that cuts the line harms nobody', async () => {
  const untrusting = nodemailer.createTransport({
    host: '127.0.0.1',
    port: port(),
    requireTLS: true,
  });
  await expect(untrusting.verify()).rejects.toMatchObject({ code: 'ESOCKET' });
  expect(await transport().verify()).toBe(true);
});

test.each([
  ['too-many-connections', '421 Too many concurrent SMTP connections'],
  ['login-unchecked', '454 Temporary authentication failure'],
  ['not-subscribed', '535 Account not subscribed to SES'],
  ['bad-address', '501 Invalid MAIL FROM address provided'],
  ['idle', '451 4.4.2 Timeout waiting for data from client'],
  ['malformed', "554 Transaction failed: Duplicate header 'Subject'."],
])('--fault send:%s is said at its stage, as often as asked for', async (name, response) => {
  faults.set(`${name}:1`);
  await expect(transport().sendMail(MAIL)).rejects.toMatchObject({ response });
  expect(submitted).toEqual([]);
  await transport().sendMail(MAIL);
  expect(submitted).toHaveLength(1);
});

test('a fault that is not known is refused with those that are', () => {
  for (const wish of ['nothing', 'rate:0', 'rate:x', 'constructor', ''])
    expect(() => faults.set(wish)).toThrow(
      /unknown fault "send:.*": NAME\[:TIMES\] is one of too-many-connections, /,
    );
  faults.set('rate');
  faults.set(null);
  expect([faults.api(), faults.smtp('message')]).toEqual([null, null]);
});
