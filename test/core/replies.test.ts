import { expect, test } from 'vitest';
import { explainReply, type Reply } from '../../src/core/replies.ts';

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

/** Texts as SES writes them, SMTP and API (SES Developer Guide, troubleshoot-smtp; API reference). */
test.each([
  [
    '554 Message rejected: Email address is not verified. The following identities failed the check in region US-EAST-1: a@b.example',
    'send/not-verified',
  ],
  ['454 Throttling failure: Maximum sending rate exceeded.', 'send/rate'],
  ['454 Throttling failure: Daily message quota exceeded.', 'send/quota'],
  ['454 Throttling failure: Maximum SigV2 SMTP sending rate exceeded', 'send/old-password'],
  ['535 Authentication Credentials Invalid', 'send/login-refused'],
  [
    "554 Access denied: User `arn:aws:iam::1:user/a' is not authorized to perform `ses:SendRawEmail' on resource `*'",
    'send/denied',
  ],
  [
    '554 MAIL FROM domain not verified: DNS setup for MAIL FROM domain is invalid.',
    'send/mail-from',
  ],
  [
    '554 Message rejected: Sending suspended for this account. For more information, please check the inbox',
    'send/paused',
  ],
  ['554 Configuration set shop does not exist', 'send/no-configuration-set'],
  ['552 Message is too long.', 'send/refused'],
  ['451 Temporary service failure', 'send/refused'],
  ['530 Authentication required', 'send/refused'],
])('%s', (response, code) => {
  const found = explainReply(reply(response));
  expect(found.code).toBe(code);
  expect(found).toMatchObject({ found: response, fix: expect.stringMatching(/\w/) });
  expect(found.message).toContain(response.replace(/\.$/, ''));
});

test('a message that may have been taken is never called refused, whatever was said', () => {
  const found = explainReply(
    reply('454 Throttling failure: Maximum sending rate exceeded', { ambiguous: true }),
  );
  expect(found.code).toBe('send/ambiguous');
  expect(found.message).toContain('may have been sent');
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
