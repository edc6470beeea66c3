import { finding } from './findings.ts';
import { missingStatement, readRefusal, refusalFix } from './refusal.ts';
import type { Finding } from './types.ts';

/** What a refused message or login met, the same shape for SMTP and the API. */
export interface Reply {
  readonly via: string;
  readonly host: string;
  /** SMTP code, or HTTP status of the API. */
  readonly code: number | null;
  readonly response: string;
  readonly ambiguous: boolean;
}

interface Rule {
  readonly code: string;
  readonly pattern: RegExp;
  readonly cause: string;
  readonly fix: string;
}

/** Replies of SES (SES Developer Guide, troubleshoot-smtp, 2023-06) and the API errors that mean the same. First match counts. */
const RULES: readonly Rule[] = [
  {
    code: 'send/not-verified',
    pattern: /not verified\. The following identities failed|Email address is not verified/i,
    cause:
      'An address in the message is not verified in this Region. In the sandbox the recipient must be, too.',
    fix: 'Verify the sender with verify-domain; send to a verified address or to success@simulator.amazonses.com; or leave the sandbox with request-production.',
  },
  {
    code: 'send/rate',
    pattern: /Maximum sending rate exceeded/i,
    cause: 'More messages a second than the account may send.',
    fix: 'Wait a second and send again.',
  },
  {
    code: 'send/quota',
    pattern: /Daily message quota exceeded/i,
    cause: 'The quota of 24 hours is used up.',
    fix: 'Wait until older messages leave the 24-hour window, or ask for a higher quota.',
  },
  {
    code: 'send/old-password',
    pattern: /SigV2 SMTP sending rate/i,
    cause: 'The SMTP password is of the kind made before 2019-01-10.',
    fix: 'Make new credentials with make-smtp-creds.',
  },
  {
    code: 'send/login-refused',
    pattern: /Authentication Credentials Invalid/i,
    cause:
      'SES does not know this user name and password here: a wrong password, an IAM secret used as password, a password of another Region, a temporary (ASIA…) or inactive key.',
    fix: 'Make credentials for this Region with make-smtp-creds.',
  },
  {
    code: 'send/denied',
    pattern: /Access ?denied|not authorized to perform/i,
    cause: 'An IAM policy does not allow this user to send this message.',
    fix: 'Allow the named action on the named resource; SMTP needs ses:SendRawEmail.',
  },
  {
    code: 'send/mail-from',
    pattern: /MAIL FROM domain (is )?not verified|MailFromDomainNotVerified/i,
    cause:
      'The MAIL FROM domain has no working MX record, and the identity rejects mail in that case.',
    fix: 'Mend the MX record that check-dns names.',
  },
  {
    code: 'send/paused',
    pattern: /Sending (suspended|paused)|SendingPaused|AccountSuspended/i,
    cause: 'AWS has stopped this account from sending.',
    fix: "Read AWS's mail to the account's address and answer in the Support Center.",
  },
  {
    code: 'send/no-configuration-set',
    pattern: /Configuration set .* does not exist/i,
    cause: 'The configuration set of this message does not exist in this Region.',
    fix: 'Create it, or change it with verify-domain --configuration-set.',
  },
];

/** Cause and cure of a reply; the reply itself is kept in the message. */
export function explainReply(reply: Reply): Finding {
  const { via, host, code, response } = reply;
  const words = response.startsWith(`${code} `) ? response : `${code ?? ''} ${response}`.trim();
  const said = `${via} (${host}) answered ${words.replace(/\.$/, '')}`;
  if (reply.ambiguous) {
    return finding(
      'send/ambiguous',
      `${via} (${host}) gave no answer after the message was handed over: ${response}. It may have been sent.`,
      {
        found: response,
        fix: 'Look whether it arrived before you send it again.',
      },
    );
  }
  const rule = RULES.find((each) => each.pattern.test(response));
  if (rule?.code === 'send/denied') return refusedToSend(`${said}. ${rule.cause}`, response, rule);
  if (rule !== undefined) {
    return finding(rule.code, `${said}. ${rule.cause}`, { found: response, fix: rule.fix });
  }
  if (code === null) {
    return finding('send/unreachable', `${host} could not be used: ${response}`, {
      found: response,
      fix: 'Check the network, the port and the Region.',
    });
  }
  const temporary = code >= 400 && code < 500 && via !== 'api';
  return finding('send/refused', `${said}.`, {
    found: response,
    fix: temporary
      ? 'This is temporary: send again in a minute.'
      : 'Read the reply; this message is not taken as it is.',
  });
}

/** Who may send is in the policy of the user behind the credentials, which AWS names where it explains itself. */
function refusedToSend(message: string, response: string, { code, fix }: Rule): Finding {
  const refusal = readRefusal(response, 'ses', 'SendEmail');
  if (refusal.resource === null) return finding(code, message, { found: response, fix });
  const statement = missingStatement(refusal);
  return finding(code, message, {
    subject: `${refusal.action} on ${refusal.resource}`,
    found: response,
    fix: refusalFix(refusal),
    ...(statement === null ? {} : { statement }),
  });
}
