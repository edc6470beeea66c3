/** Milliseconds before each further try over the same path; none: trying again is of no use. */
export type Pauses = readonly number[];

/** One answer to a message: what it means, what to do, and whether waiting helps. */
export interface Meaning {
  readonly code: string;
  readonly cause: string;
  readonly fix: string;
  readonly retry: Pauses;
  /** Whether waiting helps is told by the code, 4yz or 5yz, instead of `retry`. */
  readonly byCode?: true;
  /** False where every other provider would refuse, too, or would bounce what this one refused. */
  readonly elsewhere?: false;
}

interface SesRule extends Meaning {
  readonly pattern: RegExp;
}

const NEVER: Pauses = [];
/** The rate counts recipients of one second. */
export const NEXT_SECOND: Pauses = [1_200, 2_400, 3_600];
/** "Retry after 5, 10, 30 seconds" (SES Developer Guide, troubleshoot-smtp, 2023-06); then it is for later. */
export const WHEN_BUSY: Pauses = [5_000, 10_000, 30_000];

/**
 * Replies of the SES SMTP interface (SES Developer Guide, troubleshoot-smtp, 2023-06; texts seen in
 * public bug reports are matched loosely) and the API errors that mean the same, which read
 * `Name: message` (API reference v2, SendEmail). First match counts.
 */
const RULES: readonly SesRule[] = [
  {
    code: 'send/not-verified',
    pattern: /not verified\. The following identities failed|Email address is not verified/i,
    cause:
      'An address in the message is not verified in this Region. In the sandbox, the recipient must be verified too.',
    fix: 'Verify the sender with verify-domain; send to a verified address or to success@simulator.amazonses.com; or leave the sandbox with request-production.',
    retry: NEVER,
  },
  {
    code: 'send/quota',
    pattern: /Daily message quota exceeded/i,
    cause: 'The quota of 24 hours is exhausted; SES drops such messages and does not queue them.',
    fix: 'Wait until older messages leave the 24-hour window, or request a higher quota.',
    retry: NEVER,
  },
  {
    code: 'send/old-password',
    pattern: /SigV2 SMTP sending rate/i,
    cause: 'The SMTP password was derived by the method used before 2019-01-10.',
    fix: 'Create new credentials with make-smtp-creds.',
    retry: NEVER,
  },
  {
    code: 'send/rate',
    pattern:
      /Maximum sending rate exceeded|TooManyRequests|\bThrottling(Exception)?\b(?! failure)/i,
    cause: 'The account sent more messages per second than its sending rate allows.',
    fix: 'Wait a second and send again.',
    retry: NEXT_SECOND,
  },
  {
    code: 'send/too-many-connections',
    pattern: /Too many concurrent SMTP connections/i,
    cause: 'Other programs already use all connections that SES allows for the account.',
    fix: 'Close connections or use fewer at the same time, then send again.',
    retry: WHEN_BUSY,
  },
  {
    code: 'send/idle',
    pattern: /Timeout waiting for data from client/i,
    cause: 'SES closes a connection after about ten seconds of silence.',
    fix: 'Send again over a new connection. In an application, close pooled connections before that.',
    retry: [0],
  },
  {
    code: 'send/login-unchecked',
    pattern: /Temporary authentication failure/i,
    cause: 'The server could not check the user name and password at this moment.',
    fix: 'Send again in a minute; the credentials are possibly right.',
    retry: WHEN_BUSY,
  },
  {
    code: 'send/temporary',
    pattern: /Temporary service failure|InternalServiceError|InternalFailure|ServiceUnavailable/i,
    cause: 'SES could not process the message at this moment and did not accept it.',
    fix: 'Send again in a minute. If this continues, check the AWS Health Dashboard.',
    retry: WHEN_BUSY,
  },
  {
    code: 'send/login-refused',
    pattern: /Authentication Credentials Invalid/i,
    cause:
      'SES does not accept this user name and password in this Region: a wrong password, an IAM secret used as password, a password of another Region, a temporary (ASIA…) or inactive key.',
    fix: 'Create credentials for this Region with make-smtp-creds.',
    retry: NEVER,
  },
  {
    code: 'send/login-refused',
    pattern:
      /UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch|InvalidSignature|ExpiredToken|IncompleteSignature|MissingAuthenticationToken|AWS credentials were found|load credentials/i,
    cause: 'AWS does not accept these credentials for the API, or there are none.',
    fix: 'Sign in again, or check AWS_PROFILE and the keys; an SMTP user name and password do not work for the API.',
    retry: NEVER,
  },
  {
    code: 'send/not-subscribed',
    pattern: /not subscribed to SES|OptInRequired|SubscriptionRequired/i,
    cause: 'The AWS account is not signed up for SES.',
    fix: 'Finish the sign-up of the AWS account (payment method, phone number), then open SES once in the console.',
    retry: NEVER,
  },
  {
    code: 'send/denied',
    pattern:
      /^(?:554 )?Access denied\b|not authorized to perform|^(?:AccessDenied|NotAuthorized)\w*: /i,
    cause: 'An IAM policy does not allow this user to send this message.',
    fix: 'Allow the named action on the named resource; SMTP needs ses:SendRawEmail.',
    retry: NEVER,
  },
  {
    code: 'send/mail-from',
    pattern: /MAIL FROM domain (is )?not verified|MailFromDomainNotVerified/i,
    cause:
      'The MAIL FROM domain has no working MX record, and the identity rejects mail in that case.',
    fix: 'Fix the MX record that check-dns reports.',
    retry: NEVER,
  },
  {
    code: 'send/paused',
    pattern:
      /Sending (suspended|paused)|SendingPaused|AccountSuspended|permanently restricted|is currently paused/i,
    cause: 'AWS disabled sending for this account.',
    fix: "Read the e-mail from AWS to the account's address and answer in the Support Center.",
    retry: NEVER,
  },
  {
    code: 'send/no-configuration-set',
    pattern: /Configuration set .*does not exist|ConfigurationSetDoesNotExist/i,
    cause: 'The configuration set of this message does not exist in this Region.',
    fix: 'Create it, or change it with verify-domain --configuration-set.',
    retry: NEVER,
  },
  {
    code: 'send/no-tls',
    pattern: /Must issue a STARTTLS command/i,
    cause: 'The connection was not encrypted; SES requires encryption.',
    fix: 'Use STARTTLS for ports 587, 2587 and 25, or TLS from the first byte for 465 and 2465.',
    retry: NEVER,
  },
  {
    code: 'send/no-login',
    pattern: /^530 .*Authentication required/i,
    cause: 'The client sent the message without a login.',
    fix: 'Set the user name and password of the server.',
    retry: NEVER,
  },
  {
    code: 'send/bad-address',
    pattern:
      /Invalid MAIL FROM address|^553 .*(Invalid email address|address unknown)|Illegal (?:address|route-addr|semicolon|whitespace|character in (?:domain|local))|Missing (?:local name|domain|final '@domain'|'[<>"@]')|Empty address|(?:Local address|Domain|User name)(?: name)? (?:contains|starts|ends|is missing)|Quote not in local|Unbalanced quoted|Nested '<'|Extra route-addr/i,
    cause: 'The address of the sender or of a recipient is not valid.',
    fix: 'Correct the address that the reply names.',
    retry: NEVER,
    elsewhere: false,
  },
  {
    code: 'send/too-many-recipients',
    pattern: /Recipient count exceeds|too many recipients|^452 4\.5\.3\b/i,
    cause:
      'A message has more recipients than this server takes at once; SES takes 50 in To, Cc and Bcc together.',
    fix: 'Send several messages with fewer recipients each, best one for each recipient.',
    retry: NEVER,
    elsewhere: false,
  },
  {
    code: 'send/too-large',
    pattern:
      /^552 (?!5\.2\.2)|Message is too long|Message size larger|RequestEntityTooLarge|maximum allowed size/i,
    cause:
      'The message with its attachments is larger than this server accepts; SES accepts 40 MB.',
    fix: 'Send a link instead of the attachment.',
    retry: NEVER,
  },
  {
    code: 'send/malformed',
    pattern: /Duplicate header '?DKIM-Signature/i,
    cause: 'SES signs each message itself, and this one has several signatures already.',
    fix: 'Disable DKIM signing in your mailer: SES signs the message.',
    retry: NEVER,
  },
  {
    code: 'send/malformed',
    pattern: /Duplicate header|Transaction failed:/i,
    cause: 'The message format is not valid; a common cause is a header field that appears twice.',
    fix: 'Correct what the reply reports in the program that builds the message.',
    retry: NEVER,
  },
];

/** What SES means by words of its own; undefined: words that are not known. */
export function sesMeaning(words: string): Meaning | undefined {
  return RULES.find(({ pattern }) => pattern.test(words));
}
