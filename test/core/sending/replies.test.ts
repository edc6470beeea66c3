import { expect, test } from 'vitest';
import {
  canFallBack,
  explainReply,
  isTemporary,
  type Reply,
  retryAfter,
} from '../../../src/core/sending/replies.ts';
import { BUSY, OVER_SMTP, RATE, type Row } from '../../helpers/ses-replies.ts';

function reply(response: string, change: Partial<Reply> = {}): Reply {
  const code = Number.parseInt(response, 10);
  return {
    via: 'smtp',
    host: 'email-smtp.eu-west-1.amazonaws.com',
    code: Number.isNaN(code) ? null : code,
    response,
    ambiguous: false,
    ...change,
  };
}

/** Other servers, in the words of RFC 5321, RFC 3463 and the field. */
const OTHERS: readonly Row[] = [
  ['535 5.7.8 Error: authentication failed', 'send/login-refused', []],
  ['550 5.1.1 <x@y.example> User unknown', 'send/no-mailbox', [], false],
  ['550 No such user here', 'send/no-mailbox', [], false],
  ['550 Unrouteable address', 'send/no-mailbox', [], false],
  ['550 5.7.1 Relaying denied', 'send/relay-refused', []],
  ['554 5.7.1 <ann@other.example>: Relay access denied', 'send/relay-refused', []],
  ['550 5.7.1 <ann@other.example>... Relaying denied', 'send/relay-refused', []],
  ['550 5.7.1 Invalid credentials for relay [192.0.2.7]', 'send/relay-refused', []],
  ['552 5.2.2 Mailbox full', 'send/mailbox-full', [], false],
  ['452 4.2.2 The recipient is over quota', 'send/mailbox-full', [], false],
  [
    '550 5.1.0 <billing@acme.example>: Sender address rejected: User unknown in virtual mailbox table',
    'send/sender-refused',
    [],
  ],
  [
    '553 5.7.1 <billing@acme.example>: Sender address rejected: not owned by user shop',
    'send/sender-refused',
    [],
  ],
  ['550 Sender verify failed', 'send/sender-refused', []],
  [
    '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
    'send/sender-refused',
    [],
  ],
  ['550 The from address does not match a verified Sender Identity', 'send/sender-refused', []],
  [
    '553 5.1.8 <a@gone.example>... Domain of sender address a@gone.example does not exist',
    'send/sender-refused',
    [],
  ],
  [
    '550 5.1.1 <ann@acme.example>: Recipient address rejected: User unknown in local recipient table',
    'send/no-mailbox',
    [],
    false,
  ],
  [
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    'send/no-mailbox',
    [],
    false,
  ],
  [
    '550-5.1.1 The email account that you tried to reach does not exist',
    'send/no-mailbox',
    [],
    false,
  ],
  ['554 5.7.1 <client[192.0.2.7]>: Client host rejected: Access denied', 'send/client-refused', []],
  [
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant',
    'send/login-refused',
    [],
  ],
  ['550 5.4.5 Daily user sending limit exceeded', 'send/quota', []],
  ['451 Authentication failed: Maximum credits exceeded', 'send/quota', []],
  ['552 5.3.4 Message size exceeds fixed maximum message size', 'send/too-large', []],
  ['452 4.5.3 Error: too many recipients', 'send/too-many-recipients', [], false],
  [
    '450 4.1.8 <a@gone.example>: Sender address rejected: Domain not found',
    'send/sender-refused',
    BUSY,
  ],
  [
    '454 4.7.0 Temporary authentication failure: Connection lost to authentication server',
    'send/login-unchecked',
    BUSY,
  ],
  ['450 4.2.0 Greylisted', 'send/refused', BUSY],
  ['554 5.7.1 Spam', 'send/refused', []],
];

/** Errors of the API as attempts tell them. */
const OVER_API: readonly (readonly [status: number, ...Row])[] = [
  [429, 'TooManyRequestsException: Maximum sending rate exceeded.', 'send/rate', RATE],
  [400, 'ThrottlingException: Rate exceeded', 'send/rate', RATE],
  [429, 'TooManyRequestsException: Daily message quota exceeded.', 'send/quota', []],
  [500, 'InternalServiceErrorException: try again', 'send/temporary', BUSY],
  [503, 'ServiceUnavailable: x', 'send/temporary', BUSY],
  [
    400,
    'MessageRejected: Email address is not verified. The following identities failed the check in region US-EAST-1: a@b.example',
    'send/not-verified',
    [],
  ],
  [400, 'SendingPausedException: Sending paused for this account.', 'send/paused', []],
  [400, 'AccountSuspendedException: x', 'send/paused', []],
  [
    400,
    'MailFromDomainNotVerifiedException: DNS setup for MAIL FROM domain is invalid.',
    'send/mail-from',
    [],
  ],
  [
    404,
    'NotFoundException: Configuration set <shop> does not exist.',
    'send/no-configuration-set',
    [],
  ],
  [403, "AccessDeniedException: User `a' is not authorized to perform `x'", 'send/denied', []],
  [403, 'OptInRequired: The AWS Access Key Id needs a subscription', 'send/not-subscribed', []],
  [403, 'UnrecognizedClientException: x', 'send/login-refused', []],
  [403, 'SignatureDoesNotMatch: x', 'send/login-refused', []],
  [400, "BadRequestException: Missing final '@domain'", 'send/bad-address', [], false],
  [400, "BadRequestException: Duplicate header 'Subject'.", 'send/malformed', []],
  [400, "BadRequestException: Duplicate header 'DKIM-Signature'.", 'send/malformed', []],
  [400, 'BadRequestException: Recipient count exceeds 50.', 'send/too-many-recipients', [], false],
  [400, 'BadRequestException: Domain contains illegal character', 'send/bad-address', [], false],
  [400, 'AccessDeniedException: x', 'send/denied', []],
  [400, 'BadRequestException: something else', 'send/refused', []],
];

type Case = readonly [said: Reply, code: string, pauses: readonly number[], elsewhere: boolean];
const CASES: readonly Case[] = [
  ...[...OVER_SMTP, ...OTHERS].map(
    ([text, code, pauses, elsewhere = true]): Case => [reply(text), code, pauses, elsewhere],
  ),
  ...OVER_API.map(
    ([status, text, code, pauses, elsewhere = true]): Case => [
      reply(text, { via: 'api', code: status }),
      code,
      pauses,
      elsewhere,
    ],
  ),
];
test.each(CASES)('%j is %s', (said, code, pauses, elsewhere) => {
  const found = explainReply(said);
  expect(found.code).toBe(code);
  expect(found).toMatchObject({ found: said.response, fix: expect.stringMatching(/\w/) });
  expect(found.message).toContain(said.response.replace(/\.$/, ''));
  // What is known has its cause behind the words of the server.
  if (code !== 'send/refused')
    expect(found.message.length).toBeGreaterThan(said.response.length + 60);
  expect([1, 2, 3, 4].map((tries) => retryAfter(said, tries))).toEqual(
    [0, 1, 2, 3].map((index) => pauses[index] ?? null),
  );
  expect(isTemporary(said)).toBe(pauses.length > 0);
  expect(canFallBack(said)).toBe(elsewhere);
});

test('after an answer that never came nothing is tried again, anywhere', () => {
  for (const response of ['Timeout', '454 Throttling failure: Maximum sending rate exceeded']) {
    const silent = reply(response, { ambiguous: true });
    expect([canFallBack(silent), retryAfter(silent, 1), isTemporary(silent)]).toEqual([
      false,
      null,
      false,
    ]);
  }
});

test('words of this machine are not taken for words of a server', () => {
  const said = reply('getaddrinfo ENOTFOUND no-such-user-does-not-exist.example');
  expect([explainReply(said).code, canFallBack(said)]).toEqual(['send/unreachable', true]);
});

test('a message that may have been taken is never called refused, whatever was said', () => {
  const found = explainReply(
    reply('454 Throttling failure: Maximum sending rate exceeded', { ambiguous: true }),
  );
  expect(found.code).toBe('send/ambiguous');
  expect(found.message).toContain('message may have been sent');
  expect(found.fix).toContain('before you send it again');
});

test('no reply at all is the network, not the message', () => {
  const found = explainReply(reply('connect ECONNREFUSED 127.0.0.1:587'));
  expect(found.code).toBe('send/unreachable');
  expect(found.message).toContain('email-smtp.eu-west-1.amazonaws.com');
});

test.each([
  ['smtp', 451, true],
  ['old', 421, true],
  ['smtp', 552, false],
  ['api', 429, false],
])('%s %i: is it said to be temporary? %s', (via, code, temporary) => {
  const { fix } = explainReply(reply('some words', { via, code }));
  expect(fix?.includes('temporary')).toBe(temporary);
});
