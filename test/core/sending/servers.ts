import type { Stage } from '../../../src/core/sending/reply-text.ts';

/** What a refusal is about; `refused`: it does not say. */
export type About =
  | 'sender'
  | 'recipient'
  | 'login'
  | 'no login'
  | 'unchecked login'
  | 'relay'
  | 'limit'
  | 'size'
  | 'recipients'
  | 'full'
  | 'client'
  | 'refused';

/** A refusal as a server writes it. */
export type Refusal = readonly [stage: Stage, reply: string, about: About];

interface Server {
  readonly name: string;
  /** Where its words are written down. */
  readonly source: string;
  readonly refusals: readonly Refusal[];
}

export const SERVERS: readonly Server[] = [
  {
    name: 'Postfix',
    source: 'src/smtpd/smtpd_check.c, smtpd_sasl_glue.c; RFC 3463 3.2 for its X.1.0 of senders',
    refusals: [
      [
        'RCPT',
        '550 5.1.0 <billing@acme.example>: Sender address rejected: User unknown in virtual mailbox table',
        'sender',
      ],
      [
        'RCPT',
        '550 <billing@acme.example>: Sender address rejected: User unknown in local recipient table',
        'sender',
      ],
      [
        'RCPT',
        '550 5.1.1 <ann@acme.example>: Recipient address rejected: User unknown in local recipient table',
        'recipient',
      ],
      [
        'RCPT',
        '550 5.1.1 <ann@acme.example>: Recipient address rejected: undeliverable address: host mx.acme.example said: 550 no such user',
        'recipient',
      ],
      [
        'RCPT',
        '550 5.1.2 <ann@gone.example>: Recipient address rejected: Domain not found',
        'recipient',
      ],
      [
        'RCPT',
        '553 5.7.1 <billing@acme.example>: Sender address rejected: not owned by user shop',
        'sender',
      ],
      [
        'RCPT',
        '553 5.7.1 <billing@acme.example>: Sender address rejected: not logged in',
        'sender',
      ],
      ['RCPT', '450 4.1.8 <a@gone.example>: Sender address rejected: Domain not found', 'sender'],
      [
        'RCPT',
        '550 5.7.27 <a@acme.example>: Sender address rejected: Domain acme.example does not accept mail (nullMX)',
        'sender',
      ],
      ['RCPT', '554 5.7.1 <ann@other.example>: Relay access denied', 'relay'],
      ['RCPT', '454 4.7.1 <ann@other.example>: Relay access denied', 'relay'],
      ['RCPT', '554 <ann@other.example>: Recipient address rejected: Relay access denied', 'relay'],
      ['RCPT', '554 5.7.1 <client[192.0.2.7]>: Client host rejected: Access denied', 'client'],
      ['RCPT', '504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname', 'client'],
      [
        'RCPT',
        '554 5.7.1 <ann@acme.example>: Recipient address rejected: Access denied',
        'refused',
      ],
      [
        'AUTH',
        '454 4.7.0 Temporary authentication failure: Connection lost to authentication server',
        'unchecked login',
      ],
      ['AUTH', '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6', 'login'],
      ['MAIL', '530 5.7.0 Must issue a STARTTLS command first', 'refused'],
      ['MAIL', '552 5.3.4 Message size exceeds fixed limit', 'size'],
      ['RCPT', '452 4.5.3 Error: too many recipients', 'recipients'],
      ['RCPT', '450 4.2.0 <ann@acme.example>: Recipient address rejected: Greylisted', 'refused'],
      [
        'RCPT',
        '450 4.1.1 <ann@acme.example>: Recipient address rejected: unverified address: Address verification in progress',
        'refused',
      ],
    ],
  },
  {
    name: 'iRedAPD beside Postfix',
    source: 'docs.iredmail.org, errors.html',
    refusals: [
      [
        'RCPT',
        '553 5.7.1 <ann@acme.example>: Recipient address rejected: Sender is not same as SMTP authenticate username',
        'sender',
      ],
      [
        'RCPT',
        '554 5.7.1 <ann@acme.example>: Recipient address rejected: Sender is not logged in',
        'sender',
      ],
    ],
  },
  {
    name: 'Exim',
    source: 'src/verify.c, src/acl.c; Debian’s acl/30_exim4-config_check_rcpt',
    refusals: [
      ['RCPT', '550 Unrouteable address', 'recipient'],
      ['RCPT', '550 Unknown user', 'recipient'],
      ['RCPT', '550 Sender verify failed', 'sender'],
      [
        'RCPT',
        '550-Verification failed for <billing@acme.example>\n550-Unrouteable address\n550 Sender verify failed',
        'sender',
      ],
      [
        'RCPT',
        '550-Verification failed for <billing@acme.example>\n550-No Such User Here\n550 Sender verify failed',
        'sender',
      ],
      ['RCPT', '550 relay not permitted', 'relay'],
      ['AUTH', '535 Incorrect authentication data', 'login'],
      ['MAIL', '552 Message size exceeds maximum permitted', 'size'],
      ['RCPT', '550 Administrative prohibition', 'refused'],
      ['AUTH', '435 Unable to authenticate at present', 'refused'],
    ],
  },
  {
    name: 'Exchange and Microsoft 365',
    source: 'learn.microsoft.com, non-delivery-reports-in-exchange-online',
    refusals: [
      [
        'DATA',
        '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
        'sender',
      ],
      [
        'DATA',
        '554 5.2.252 SendAsDenied; shop@acme.example not allowed to send as billing@acme.example',
        'sender',
      ],
      ['MAIL', '550 5.1.8 Access denied, bad outbound sender', 'sender'],
      [
        'RCPT',
        '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
        'recipient',
      ],
      [
        'RCPT',
        '550 5.4.1 Recipient address rejected: Access denied. [AMS0EPF00000194.eurprd05.prod.outlook.com]',
        'recipient',
      ],
      [
        'AUTH',
        '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant',
        'login',
      ],
      ['MAIL', '530 5.7.57 Client not authenticated to send mail. [AM0PR01CA0001]', 'no login'],
      ['RCPT', '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', 'relay'],
      ['RCPT', '550 5.7.64 TenantAttribution; Relay Access Denied', 'relay'],
      [
        'DATA',
        '554 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP',
        'refused',
      ],
      ['DATA', '552 5.3.4 Message size exceeds fixed maximum message size', 'size'],
      [
        'DATA',
        '432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending',
        'refused',
      ],
    ],
  },
  {
    name: 'Gmail and the Workspace relay',
    source: 'support.google.com/a/answer/3726730',
    refusals: [
      ['MAIL', '550 5.7.1 Invalid credentials for relay [192.0.2.7]', 'relay'],
      ['DATA', '550 5.4.5 Daily user sending limit exceeded', 'limit'],
      ['DATA', '550-5.4.5 Daily SMTP relay sending limit exceeded\n550 5.4.5 for user', 'limit'],
      [
        'RCPT',
        '550-5.1.1 The email account that you tried to reach does not exist\n550 5.1.1 Please try double-checking',
        'recipient',
      ],
      ['RCPT', '550 5.2.1 The email account that you tried to reach is disabled', 'recipient'],
      [
        'RCPT',
        '452-4.2.2 The email account that you tried to reach is over quota\n452 4.2.2 x - gsmtp',
        'full',
      ],
      ['AUTH', '535-5.7.8 Username and Password not accepted\n535 5.7.8 x - gsmtp', 'login'],
      ['AUTH', '534-5.7.9 Application-specific password required', 'login'],
      ['MAIL', '530-5.5.1 Authentication Required. Learn more at\n530 5.5.1 x', 'no login'],
      [
        'DATA',
        '550-5.7.26 This mail has been blocked because the sender is unauthenticated.',
        'refused',
      ],
    ],
  },
  {
    name: 'MailEnable',
    source: 'mailenable.com/kb, ME020032; sisimai, lib/Sisimai/Reason/NoRelaying.pm',
    refusals: [
      [
        'RCPT',
        '503 This mail server requires authentication when attempting to send to a non-local e-mail address. Please check your mail client settings or contact your administrator to verify that the domain or address is defined for this server.',
        'relay',
      ],
      ['AUTH', '535 Invalid Username or Password', 'login'],
      ['RCPT', '550 Requested action not taken: mailbox unavailable or not local', 'refused'],
    ],
  },
  {
    name: 'Haraka',
    source: 'connection.js, plugins/mail_from.is_resolvable.js',
    refusals: [
      ['RCPT', '550 I cannot deliver mail for <ann@other.example>', 'relay'],
      ['MAIL', '550 No MX for your FROM address', 'sender'],
      ['AUTH', '535 Authentication failed', 'login'],
    ],
  },
  {
    name: 'hMailServer',
    source: 'hmailserver/source/Server/SMTP/SMTPConnection.cpp',
    refusals: [
      ['RCPT', '550 Delivery is not allowed to this address.', 'relay'],
      ['RCPT', '550 Unknown user', 'recipient'],
      ['RCPT', '530 SMTP authentication is required.', 'no login'],
      ['AUTH', '535 Authentication failed. Restarting authentication process.', 'login'],
    ],
  },
  {
    name: 'OpenSMTPD',
    source: 'usr.sbin/smtpd/smtp_session.c',
    refusals: [
      ['MAIL', '530 5.7.0 Must issue an AUTH command first', 'no login'],
      ['MAIL', '553 5.1.7 Sender address syntax error', 'sender'],
      ['RCPT', '550 Invalid recipient: <ann@acme.example>', 'recipient'],
      ['RCPT', '550 5.1.1 Destination mailbox address invalid', 'recipient'],
    ],
  },
  {
    name: 'Sendmail',
    source: 'cf/m4/proto.m4',
    refusals: [
      ['RCPT', '550 5.1.1 <ann@acme.example>... User unknown', 'recipient'],
      [
        'MAIL',
        '553 5.1.8 <a@gone.example>... Domain of sender address a@gone.example does not exist',
        'sender',
      ],
      ['MAIL', '451 4.1.8 Domain of sender address a@gone.example does not resolve', 'sender'],
      [
        'RCPT',
        '550 5.7.1 <ann@other.example>... Relaying denied. Proper authentication required.',
        'relay',
      ],
      ['MAIL', '552 5.2.3 Message size exceeds maximum value', 'size'],
    ],
  },
  {
    name: 'Zimbra',
    source: 'Postfix with sender login maps; store/src/java/com/zimbra/cs/lmtpserver',
    refusals: [
      [
        'RCPT',
        '553 5.7.1 <billing@acme.example>: Sender address rejected: not owned by user shop@acme.example',
        'sender',
      ],
      ['DATA', '552 5.2.2 Over quota', 'full'],
      ['RCPT', '550 5.1.1 No such user here', 'recipient'],
    ],
  },
  {
    name: 'SendGrid',
    source: 'docs.sendgrid.com, sender-identity; sendgrid/docs issue 6473',
    refusals: [
      [
        'DATA',
        '550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.',
        'sender',
      ],
      ['AUTH', '451 Authentication failed: Maximum credits exceeded', 'limit'],
      ['MAIL', '550 Unauthenticated senders not allowed', 'sender'],
      ['AUTH', '535 Authentication failed: Bad username / password', 'login'],
    ],
  },
  {
    name: 'Mailgun',
    source: 'swapmyvote/swapmyvote issue 891; domino14/Webolith issue 219',
    refusals: [
      [
        'DATA',
        '421 Domain sandbox0.mailgun.org is not allowed to send: Sandbox subdomains are for test purposes only. Please add your own domain or add the address to authorized recipients in Account Settings.',
        'sender',
      ],
      [
        'DATA',
        '554 Sandbox subdomains are for test purposes only. Please add your own domain or add the address to authorized recipients in Account Settings.',
        'refused',
      ],
    ],
  },
  {
    name: 'Postmark',
    source: 'nodemailer/nodemailer-wellknown issue 14; postmark-rails issue 31',
    refusals: [
      ['AUTH', '535 5.7.8 Error: authentication failed: ', 'login'],
      ['DATA', '554 5.7.1 Sender signature not defined for From address.', 'sender'],
    ],
  },
  {
    name: 'Resend',
    source: 'resend.com/docs/api-reference/errors',
    refusals: [
      [
        'DATA',
        '550 The acme.example domain is not verified. Please, add and verify your domain on https://resend.com/domains',
        'sender',
      ],
      ['AUTH', '535 API key is invalid', 'login'],
    ],
  },
  {
    name: 'Brevo',
    source: 'frappe/frappe issue 38806; help.brevo.com, troubleshooting SMTP',
    refusals: [
      ['DATA', '502 5.7.0 Your SMTP account is not yet activated.', 'refused'],
      ['AUTH', '525 5.7.1 Unauthorized IP address', 'client'],
      ['MAIL', '502 5.7.0 Please authenticate first', 'no login'],
      ['AUTH', '535 5.7.8 Authentication failed', 'login'],
    ],
  },
  {
    name: 'Mandrill',
    source: 'nodemailer/nodemailer issue 280',
    refusals: [
      ['AUTH', '435 4.7.8 Error: authentication failed:', 'refused'],
      ['AUTH', '535 5.7.8 Error: authentication failed:', 'login'],
    ],
  },
  {
    name: 'SparkPost',
    source: 'support.sparkpost.com, error-messages-smtp',
    refusals: [
      ['DATA', '550 5.7.1 Unconfigured Sending Domain <acme.example>', 'sender'],
      ['DATA', '550 5.7.1 relaying denied', 'relay'],
      ['AUTH', '535 5.7.8 Sorry. *** No authentication type succeeded', 'login'],
      ['DATA', '420 Exceed Sending Limit (daily)', 'limit'],
    ],
  },
];
