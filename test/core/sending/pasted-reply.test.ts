import { expect, test } from 'vitest';
import { readPasted } from '../../../src/core/sending/pasted-reply.ts';
import { explainReply } from '../../../src/core/sending/replies.ts';
import { OVER_SMTP } from '../../helpers/ses-replies.ts';

const codeOf = (text: string) => readPasted(text)?.code ?? null;

test.each(OVER_SMTP.map(([reply, code]) => [reply, code] as const))(
  'a reply of SES gets the code that its finding has: %s',
  (reply, code) => {
    expect(codeOf(reply)).toBe(code);
    const asked = {
      via: 'smtp',
      host: 'h',
      code: Number.parseInt(reply, 10),
      response: reply,
      ambiguous: false,
    };
    expect(codeOf(reply)).toBe(explainReply(asked).code);
  },
);

/** Where people find a reply: lines of logs and messages of libraries, in the forms that these print. */
const IN_OTHERS = [
  // Postfix, postconf(5) and the lines of its smtp(8).
  [
    "Dec  1 17:02:11 mx postfix/smtp[2553]: 4F1A2: to=<ann@other.example>, relay=email-smtp.us-east-1.amazonaws.com[192.0.2.25]:587, delay=0.9, delays=0.1/0/0.6/0.2, dsn=5.0.0, status=bounced (host email-smtp.us-east-1.amazonaws.com[192.0.2.25] said: 554 Transaction failed: Duplicate header 'Subject'. (in reply to end of DATA command))",
    'send/malformed',
  ],
  [
    'Dec  1 17:02:11 mx postfix/smtp[554]: 4F1A2: to=<ann@other.example>, relay=mx.other.example[192.0.2.25]:25, status=bounced (host mx.other.example[192.0.2.25] said: 550 5.1.1 <ann@other.example>: Recipient address rejected: User unknown in local recipient table (in reply to RCPT TO command))',
    'send/no-mailbox',
  ],
  [
    'warning: SASL authentication failed; server email-smtp.eu-west-1.amazonaws.com[192.0.2.1] said: 535 Authentication Credentials Invalid',
    'send/login-refused',
  ],
  // Exim, Specification, 52: "log files".
  [
    '2026-12-01 17:02:11 1rX-00 ** ann@other.example R=dnslookup T=remote_smtp H=mx.other.example [192.0.2.25]: SMTP error from remote mail server after RCPT TO:<ann@other.example>: 550 5.1.1 <ann@other.example> User unknown',
    'send/no-mailbox',
  ],
  // nodemailer, smtplib, PHPMailer, Symfony, Go's net/smtp, Ruby's Net::SMTP, JavaMail.
  ['Error: Invalid login: 535 Authentication Credentials Invalid', 'send/login-refused'],
  [
    "smtplib.SMTPAuthenticationError: (535, b'Authentication Credentials Invalid')",
    'send/login-refused',
  ],
  [
    'SMTP ERROR: Password command failed: 535 Authentication Credentials Invalid',
    'send/login-refused',
  ],
  [
    'Expected response code "250" but got code "554", with message "554 Message rejected: Email address is not verified. The following identities failed the check in region US-EAST-1: a@b.example".',
    'send/not-verified',
  ],
  ['Net::SMTPAuthenticationError: 535 Authentication Credentials Invalid', 'send/login-refused'],
  [
    '{"level":"error","response":"454 Throttling failure: Maximum sending rate exceeded."}',
    'send/rate',
  ],
  [
    '554-5.7.1 <ann@other.example>: Relay access denied\n554 5.7.1 see the postmaster page',
    'send/relay-refused',
  ],
  // Nobody knows this reply, but it is one.
  ['554 Some words that no server has said before', 'send/refused'],
  ['remote server said: 571 go away, thanks', 'send/refused'],
  // Words of SES without the number before them.
  [
    'Email address is not verified. The following identities failed the check in region EU-WEST-1: a@b.example',
    'send/not-verified',
  ],
  ['Authentication Credentials Invalid', 'send/login-refused'],
  // AWS CLI and boto3, SDK for JavaScript, SDK for Java.
  [
    'An error occurred (MessageRejected) when calling the SendEmail operation: Email address is not verified. The following identities failed the check in region US-EAST-1: a@b.example',
    'send/not-verified',
  ],
  [
    'An error occurred (LimitExceededException) when calling the SendEmail operation: Daily message quota exceeded.',
    'send/quota',
  ],
  [
    'An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: The security token included in the request is expired',
    'aws/credentials',
  ],
  [
    'An error occurred (AccessDenied) when calling the CreateUser operation: User: arn:aws:iam::123456789012:user/ann is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::123456789012:user/x',
    'aws/denied',
  ],
  [
    'User: arn:aws:iam::123456789012:user/ann is not authorized to perform: route53:ListHostedZones because no identity-based policy allows the route53:ListHostedZones action',
    'aws/denied',
  ],
  [
    'AccessDeniedException: User: arn:aws:iam::123456789012:user/ann is not authorized to perform: ses:SendEmail on resource: arn:aws:ses:us-east-1:123456789012:identity/acme.example',
    'send/denied',
  ],
  [
    'UnrecognizedClientException: The security token included in the request is invalid.',
    'aws/credentials',
  ],
  [
    'Unable to locate credentials. You can configure credentials by running "aws configure".',
    'aws/credentials',
  ],
  ['CredentialsProviderError: Could not load credentials from any providers', 'aws/credentials'],
  ['ThrottlingException: Rate exceeded', 'aws/throttled'],
  ['TooManyRequestsException: Too many requests', 'aws/throttled'],
  // Nobody replied.
  ['Error: connect ECONNREFUSED 192.0.2.1:587', 'send/unreachable'],
  ['getaddrinfo ENOTFOUND email-smtp.us-est-1.amazonaws.com', 'send/unreachable'],
  ['dial tcp 192.0.2.1:587: connection refused', 'send/unreachable'],
] as const;

test.each(IN_OTHERS)('found in what others print: %s', (text, code) => {
  expect(codeOf(text)).toBe(code);
});

test.each([
  'hello world',
  'quota',
  '',
  // Numbers that are no code of a reply.
  'Dec  1 17:02:11 mx postfix/qmgr[554]: 4F1A2: from=<a@acme.example>, size=451, nrcpt=1 (queue active)',
  'listening on 127.0.0.1:587 for 550 clients',
  'GET /status 200 in 450 ms',
])('no reply: %j', (text) => {
  expect(codeOf(text)).toBeNull();
});

test('cause and cure are those of this reply, not of its code', () => {
  expect(readPasted("554 Transaction failed: Duplicate header 'DKIM-Signature'.")).toEqual({
    code: 'send/malformed',
    cause: expect.stringContaining('several signatures'),
    fix: expect.stringContaining('Disable DKIM signing'),
  });
});

test('a line as long as a log can have is read in no time to speak of', () => {
  expect(codeOf('554 '.repeat(20_000))).toBe('send/refused');
});
