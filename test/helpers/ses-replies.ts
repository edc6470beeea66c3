/** Pauses in milliseconds, as the table of the code promises them. */
export const RATE = [1_200, 2_400, 3_600];
export const BUSY = [5_000, 10_000, 30_000];
export type Row = readonly [
  response: string,
  code: string,
  pauses: readonly number[],
  elsewhere?: boolean,
];

/** Every reply of SES over SMTP that is known, in its words (SES Developer Guide, troubleshoot-smtp; public reports). */
export const OVER_SMTP: readonly Row[] = [
  ['421 Too many concurrent SMTP connections', 'send/too-many-connections', BUSY],
  ['421 Timeout waiting for data from client', 'send/idle', [0]],
  ['451 4.4.2 Timeout waiting for data from client', 'send/idle', [0]],
  ['451 Temporary service failure', 'send/temporary', BUSY],
  ['454 Temporary service failure', 'send/temporary', BUSY],
  ['454 Temporary authentication failure', 'send/login-unchecked', BUSY],
  ['454 Throttling failure: Maximum sending rate exceeded.', 'send/rate', RATE],
  ['454 Throttling failure: Daily message quota exceeded.', 'send/quota', []],
  ['454 Throttling failure: Maximum SigV2 SMTP sending rate exceeded', 'send/old-password', []],
  ['501 Invalid MAIL FROM address provided', 'send/bad-address', [], false],
  ['530 Authentication required', 'send/no-login', []],
  ['530 Must issue a STARTTLS command first', 'send/no-tls', []],
  ['535 Authentication Credentials Invalid', 'send/login-refused', []],
  ['535 Account not subscribed to SES', 'send/not-subscribed', []],
  ['552 Message is too long.', 'send/too-large', []],
  ['553 <a b@c.example> Invalid email address', 'send/bad-address', [], false],
  ['553 <a@b@c.example> address unknown', 'send/bad-address', [], false],
  [
    "554 Access denied: User `arn:aws:iam::1:user/a' is not authorized to perform `ses:SendRawEmail' on resource `*'",
    'send/denied',
    [],
  ],
  [
    '554 Message rejected: Email address is not verified. The following identities failed the check in region US-EAST-1: a@b.example',
    'send/not-verified',
    [],
  ],
  [
    '554 Message rejected: Sending suspended for this account. For more information, please check the inbox of the email address associated with your AWS account.',
    'send/paused',
    [],
  ],
  ["554 Transaction failed: Duplicate header 'Subject'.", 'send/malformed', []],
  ['554 Transaction failed: Local address contains dot-dot', 'send/bad-address', [], false],
  ['554 Transaction failed: Illegal address', 'send/bad-address', [], false],
  ["554 Transaction failed: Missing '<'", 'send/bad-address', [], false],
  ['554 Transaction failed: Recipient count exceeds 50.', 'send/too-many-recipients', [], false],
  [
    '554 MAIL FROM domain not verified: DNS setup for MAIL FROM domain is invalid.',
    'send/mail-from',
    [],
  ],
  ['554 Configuration set shop does not exist', 'send/no-configuration-set', []],
];
