/**
 * `--fault send:NAME[:TIMES]` and `POST /fault?send=…`: replies of SES to a message that no account can be
 * brought to give in a moment. Words of SMTP: SES Developer Guide, troubleshoot-smtp (2023-06), and public bug
 * reports; of the API: SES API v2, SendEmail, Errors, and CommonErrors.
 */

/** Where SES gives the reply. */
export type SmtpStage = 'connect' | 'login' | 'sender' | 'message';

export interface SendFault {
  readonly smtp: { readonly stage: SmtpStage; readonly code: number; readonly text: string };
  /** null: the API knows nothing of the kind. */
  readonly api: { readonly code: string; readonly status: number; readonly message: string } | null;
}

const after = (code: number, text: string) => ({ stage: 'message' as const, code, text });

const SEND_FAULTS: Readonly<Record<string, SendFault>> = {
  'too-many-connections': {
    smtp: { stage: 'connect', code: 421, text: 'Too many concurrent SMTP connections' },
    api: null,
  },
  idle: { smtp: after(451, '4.4.2 Timeout waiting for data from client'), api: null },
  temporary: {
    smtp: after(451, 'Temporary service failure'),
    api: {
      code: 'InternalServiceErrorException',
      status: 500,
      message:
        "The request couldn't be processed because an error occurred with the Amazon SES API v2.",
    },
  },
  rate: {
    smtp: after(454, 'Throttling failure: Maximum sending rate exceeded'),
    api: {
      code: 'TooManyRequestsException',
      status: 429,
      message: 'Maximum sending rate exceeded.',
    },
  },
  quota: {
    smtp: after(454, 'Throttling failure: Daily message quota exceeded'),
    api: {
      code: 'TooManyRequestsException',
      status: 429,
      message: 'Daily message quota exceeded.',
    },
  },
  'old-password': {
    smtp: after(454, 'Throttling failure: Maximum SigV2 SMTP sending rate exceeded'),
    api: null,
  },
  'login-unchecked': {
    smtp: { stage: 'login', code: 454, text: 'Temporary authentication failure' },
    api: null,
  },
  'bad-address': {
    smtp: { stage: 'sender', code: 501, text: 'Invalid MAIL FROM address provided' },
    api: { code: 'BadRequestException', status: 400, message: "Missing final '@domain'" },
  },
  'not-subscribed': {
    smtp: { stage: 'login', code: 535, text: 'Account not subscribed to SES' },
    api: {
      code: 'OptInRequired',
      status: 403,
      message: 'The AWS Access Key Id needs a subscription for the service.',
    },
  },
  'too-large': {
    smtp: after(552, 'Message is too long.'),
    api: { code: 'BadRequestException', status: 400, message: 'Message is too long.' },
  },
  denied: {
    smtp: after(
      554,
      "Access denied: User `arn:aws:iam::123456789012:user/shop' is not authorized to perform `ses:SendRawEmail' on resource `arn:aws:ses:us-east-1:123456789012:identity/acme.example'",
    ),
    api: {
      code: 'AccessDeniedException',
      status: 403,
      message:
        "User `arn:aws:iam::123456789012:user/operator' is not authorized to perform `ses:SendRawEmail' on resource `arn:aws:ses:us-east-1:123456789012:identity/acme.example'",
    },
  },
  'not-verified': {
    smtp: after(
      554,
      'Message rejected: Email address is not verified. The following identities failed the check in region US-EAST-1: hello@acme.example',
    ),
    api: {
      code: 'MessageRejected',
      status: 400,
      message:
        'Email address is not verified. The following identities failed the check in region US-EAST-1: hello@acme.example',
    },
  },
  paused: {
    smtp: after(
      554,
      'Message rejected: Sending suspended for this account. For more information, please check the inbox of the email address associated with your AWS account.',
    ),
    api: {
      code: 'SendingPausedException',
      status: 400,
      message:
        "The message can't be sent because the account's ability to send email is currently paused.",
    },
  },
  malformed: {
    smtp: after(554, "Transaction failed: Duplicate header 'Subject'."),
    api: { code: 'BadRequestException', status: 400, message: "Duplicate header 'Subject'." },
  },
  'mail-from': {
    smtp: after(554, 'MAIL FROM domain not verified: DNS setup for MAIL FROM domain is invalid.'),
    api: {
      code: 'MailFromDomainNotVerifiedException',
      status: 400,
      message: 'DNS setup for MAIL FROM domain is invalid.',
    },
  },
  'no-configuration-set': {
    smtp: after(554, 'Configuration set <shop> does not exist.'),
    api: {
      code: 'NotFoundException',
      status: 404,
      message: 'Configuration set <shop> does not exist.',
    },
  },
};

export interface SendFaults {
  /** `NAME` for every message from now on, `NAME:TIMES` for so many over each path; null: none. Throws RangeError. */
  set(wish: string | null): void;
  /** What the next message over the API meets instead of being judged. */
  api(): SendFault['api'];
  /** The same over SMTP, at this stage of it. */
  smtp(stage: SmtpStage): SendFault['smtp'] | null;
}

export function createSendFaults(wish: string | null): SendFaults {
  let fault: SendFault | null = null;
  let left = { api: 0, smtp: 0 };
  const take = (path: 'api' | 'smtp'): boolean => {
    left = { ...left, [path]: left[path] - 1 };
    return left[path] >= 0;
  };
  const faults: SendFaults = {
    set(next) {
      const times = next === null ? 0 : parseSendFault(next).times;
      fault = next === null ? null : parseSendFault(next).fault;
      left = { api: times, smtp: times };
    },
    api: () => (fault?.api && take('api') ? fault.api : null),
    smtp: (stage) => (fault?.smtp.stage === stage && take('smtp') ? fault.smtp : null),
  };
  faults.set(wish);
  return faults;
}

/** Throws RangeError for a name that is not known. */
export function parseSendFault(wish: string): {
  readonly fault: SendFault;
  readonly times: number;
} {
  const [, name = '', times] = /^([a-z-]+)(?::([1-9]\d{0,3}))?$/.exec(wish) ?? [];
  const fault = Object.hasOwn(SEND_FAULTS, name) ? SEND_FAULTS[name] : undefined;
  if (fault === undefined) {
    const known = Object.keys(SEND_FAULTS).join(', ');
    throw new RangeError(`unknown fault "send:${wish}": NAME[:TIMES] is one of ${known}`);
  }
  return { fault, times: times === undefined ? Number.POSITIVE_INFINITY : Number(times) };
}
