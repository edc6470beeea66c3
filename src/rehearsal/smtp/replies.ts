import type { Refusal } from '../contract.ts';

export interface SmtpReply {
  readonly code: number;
  readonly text: string;
}

/** SES's words; https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html unless said otherwise. */
export const INVALID_CREDENTIALS: SmtpReply = {
  code: 535,
  text: 'Authentication Credentials Invalid',
};
const STARTTLS_FIRST: SmtpReply = { code: 530, text: 'Must issue a STARTTLS command first' };
const IDLE: SmtpReply = { code: 451, text: '4.4.2 Timeout waiting for data from client' };

/** The reply to DATA for a message that SES refuses; `region` is the endpoint's. */
export function refusalReply(refusal: Refusal, region: string): SmtpReply {
  switch (refusal.kind) {
    case 'not-verified':
      return {
        code: 554,
        text:
          'Message rejected: Email address is not verified. The following identities failed the ' +
          `check in region ${region.toUpperCase()}: ${refusal.identities.join(', ')}`,
      };
    case 'malformed':
      return { code: 554, text: `Transaction failed: ${refusal.text}` };
    case 'rate':
      return { code: 454, text: 'Throttling failure: Maximum sending rate exceeded' };
    case 'quota':
      return { code: 454, text: 'Throttling failure: Daily message quota exceeded' };
    case 'denied':
      return {
        code: 554,
        text:
          `Access denied: User \`${refusal.arn}' is not authorized to perform ` +
          `\`${refusal.action}' on resource \`${refusal.resource}'`,
      };
    case 'suspended':
    case 'paused':
      return {
        code: 554,
        text:
          'Message rejected: Sending suspended for this account. For more information, please ' +
          'check the inbox of the email address associated with your AWS account.',
      };
    case 'mail-from':
      return {
        code: 554,
        text: 'MAIL FROM domain not verified: DNS setup for MAIL FROM domain is invalid.',
      };
    case 'no-configuration-set':
      // The wording over SMTP is not documented; this is the API's.
      return { code: 554, text: `Configuration set <${refusal.name}> does not exist.` };
  }
}

/** smtp-server's own replies that SES says in other words; one without an entry goes out unchanged. */
const OTHER_WORDS: Readonly<Record<string, SmtpReply>> = {
  '250 Accepted': { code: 250, text: 'Ok' },
  '250 Flushed': { code: 250, text: 'Ok' },
  '250 OK': { code: 250, text: 'Ok' },
  '501 Error: Bad sender address syntax': {
    code: 501,
    text: 'Invalid MAIL FROM address provided',
  },
  '538 Error: Must issue a STARTTLS command first': STARTTLS_FIRST,
  '421 Timeout - closing connection': IDLE,
};

/** What SES says where smtp-server would say `code text`. */
export function inSesWords(code: number, text: string, secure: boolean): SmtpReply {
  if (code === 530 && !secure) return STARTTLS_FIRST;
  if (code === 552) return { code, text: 'Message is too long.' };
  return OTHER_WORDS[`${code} ${text}`] ?? { code, text };
}

export function isIdleReply(reply: SmtpReply): boolean {
  return reply.code === IDLE.code && reply.text === IDLE.text;
}
