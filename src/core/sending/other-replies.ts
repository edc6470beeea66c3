import type { ReplyText } from './reply-text.ts';
import type { Meaning } from './ses-replies.ts';
import { NEXT_SECOND, type Pauses } from './ses-replies.ts';

const NEVER: Pauses = [];

/** What a reply of any server means. All that is given has to agree, and each of these lists is by `about`. */
interface OtherRule extends Meaning {
  /** Subject and detail of enhanced status codes that leave no question (RFC 3463, 3). */
  readonly status?: RegExp;
  /** Decide among replies whose codes say nothing of the kind: `5.7.1`, `5.0.0`, or none. */
  readonly words?: RegExp;
  /** What the three digits have to be. */
  readonly codes?: RegExp;
  /** Words that speak against it, where a status code has two uses. */
  readonly unless?: RegExp;
}

const SENDER: Meaning = {
  code: 'send/sender-refused',
  cause: 'The server does not let this sender send; the recipient is not the matter.',
  fix: 'Use a sender address that exists and that this login may send as, or register it at this provider.',
  retry: NEVER,
  byCode: true,
};
const RELAY: Meaning = {
  code: 'send/relay-refused',
  cause:
    'The server does not pass mail on for this client: nobody logged in, or its address is not registered.',
  fix: 'Give the login of this server, or have the address or the domain registered there.',
  retry: NEVER,
};
const NO_LOGIN: Meaning = {
  code: 'send/no-login',
  cause: 'The client sent the message without a login.',
  fix: 'Set the user name and password of the server.',
  retry: NEVER,
};
const LOGIN: Meaning = {
  code: 'send/login-refused',
  cause: 'The server does not accept this user name and password.',
  fix: 'Check the user name and password of this server.',
  retry: NEVER,
};
const NO_MAILBOX: Meaning = {
  code: 'send/no-mailbox',
  cause: 'The recipient does not exist. Another provider would accept the message and bounce it.',
  fix: 'Correct the address, or remove it from the list.',
  retry: NEVER,
  elsewhere: false,
};
const FULL: Meaning = {
  code: 'send/mailbox-full',
  cause: 'The mailbox of the recipient is full. Another provider meets the same mailbox.',
  fix: 'Send again in some days; take the address off the list if it stays.',
  retry: NEVER,
  elsewhere: false,
};
const TOO_LARGE: Meaning = {
  code: 'send/too-large',
  cause: 'The message with its attachments is larger than this server accepts.',
  fix: 'Send a link instead of the attachment. Another server can have a higher limit; SES accepts 40 MB.',
  retry: NEVER,
};
const LIMIT: Meaning = {
  code: 'send/quota',
  cause:
    'A limit of this account at the provider is used up, although the code looks like another fault.',
  fix: 'Wait until the limit is renewed, or raise it at the provider.',
  retry: NEVER,
};

/** Words by which a server says that it means MAIL FROM or From, although they come at RCPT or DATA. */
const OF_SENDER = new RegExp(
  [
    'sender (?:address )?(?:is )?(?:rejected|denied|refused|invalid|not)',
    'sender (?:verify|verification) failed|verification failed for',
    'invalid sender|bad (?:outbound )?sender|unauthenticated senders',
    'send ?as(?:denied)?\\b|send as this sender|not allowed to send as',
    "domain of sender|sender(?:'s)? domain|sending domain",
    '(?:from|sender) (?:address|domain|header).{0,40}(?:does not match|not (?:verified|valid|allowed|permitted|defined|registered|owned))',
    'sender (?:identity|signature)',
    'domain is not verified|is not allowed to send|not owned by',
    'sender is not (?:same|logged)|not permitted to use .{0,60}as (?:the )?sender',
    'mail ?from.{0,40}(?:domain|address|not|rejected|denied)|no mx for your from',
  ].join('|'),
  'i',
);

const OF_RELAY =
  /relay(?:ing)?\b.{0,20}(?:denied|not permitted|prohibited|not allowed|disallowed|refused)|unable to relay|credentials for relay|not (?:an open|permitted to) relay|i cannot deliver mail for|delivery is not allowed to this address|authentication when attempting to send to a non-local/i;

const OF_RECIPIENT =
  /user (?:is )?unknown|unknown (?:user|recipient|mailbox|local)|no such (?:user|mailbox|recipient|person|address)|(?:user|mailbox|recipient|account)(?: address)?(?: \S+)? (?:does not|doesn't) exist|(?:mailbox|recipient|user)(?: address)? (?:was )?not found|unrouteable address|invalid (?:recipient|mailbox)|undeliverable address|no mailbox here|not a (?:valid|known) (?:mailbox|user|recipient)/i;

/**
 * Replies of any server, by the codes of RFC 5321, 4.2.3 and RFC 3463, 3: the first rule counts whose code fits,
 * and only where none does, the first whose words do.
 */
const RULES: readonly OtherRule[] = [
  // X.1.0 is "other address status": a server that says "recipient" by it is not taken at either word.
  { ...SENDER, status: /^1\.0$/, unless: /recipient/i },
  { ...SENDER, status: /^(?:1\.[78]|2\.252|7\.60)$/ },
  { ...NO_MAILBOX, status: /^1\.(?:[1-46]|10)$/, codes: /^5/ },
  { ...NO_MAILBOX, status: /^4\.1$/, codes: /^5/, words: /recipient address rejected/i },
  {
    code: 'send/no-mailbox',
    status: /^2\.1$/,
    codes: /^5/,
    cause: 'The mailbox of the recipient is switched off. Another provider meets the same mailbox.',
    fix: 'Remove the address from the list, or ask its owner for another one.',
    retry: NEVER,
    elsewhere: false,
  },
  { ...FULL, status: /^2\.2$/ },
  { ...TOO_LARGE, status: /^(?:3\.4|2\.3)$/, codes: /^5/ },
  { ...LIMIT, status: /^4\.5$/, codes: /^5/ },
  {
    code: 'send/too-many-recipients',
    status: /^5\.3$/,
    cause: 'The message has more recipients than this server takes at once.',
    fix: 'Send several messages with fewer recipients each, best one for each recipient.',
    retry: NEVER,
    elsewhere: false,
  },
  { ...RELAY, status: /^7\.(?:54|64)$/ },
  { ...NO_LOGIN, status: /^7\.57$/ },
  {
    code: 'send/login-refused',
    status: /^7\.139$/,
    cause: 'The organisation has SMTP logins switched off; the password is not the matter.',
    fix: 'Have an administrator switch on authenticated SMTP for this mailbox.',
    retry: NEVER,
  },
  { ...LOGIN, status: /^7\.[89]$/, codes: /^5/ },
  {
    code: 'send/no-starttls',
    words: /^to STARTTLS:/,
    codes: /^5/,
    cause:
      'The server offers no encryption on this port, and the password is never sent without encryption.',
    fix: 'Use smtps:// (port 465), or the port on which this server offers STARTTLS.',
    retry: NEVER,
  },
  {
    code: 'send/no-tls',
    words: /must issue a STARTTLS/i,
    cause: 'The connection was not encrypted; the server requires encryption.',
    fix: 'Use STARTTLS, or TLS from the first byte (smtps://, port 465).',
    retry: NEVER,
  },
  {
    ...LIMIT,
    words:
      /sending limit exceeded|exceed(?:ed)? sending limit|maximum credits exceeded|quota exceeded for sending/i,
  },
  {
    code: 'send/rate',
    words: /(?:sending|message|submission) rate|rate limit|throttl|too many (?:messages|emails)/i,
    codes: /^4/,
    cause: 'The server takes fewer messages per second than were sent.',
    fix: 'Wait a second and send again.',
    retry: NEXT_SECOND,
  },
  {
    code: 'send/login-unchecked',
    words: /temporary authentication failure/i,
    codes: /^4/,
    cause: 'The server could not check the user name and password at this moment.',
    fix: 'Send again in a minute; the credentials are possibly right.',
    retry: NEVER,
    byCode: true,
  },
  { ...SENDER, words: OF_SENDER },
  { ...RELAY, words: OF_RELAY },
  {
    code: 'send/client-refused',
    words: /client host rejected|helo command rejected|unauthorized ip|ip address is not allowed/i,
    cause: 'The server refuses this machine by its address or name. No IAM policy is behind it.',
    fix: 'Ask the operator of the server to allow this address, or send from another one.',
    retry: NEVER,
  },
  {
    ...NO_LOGIN,
    codes: /^5(?:02|03|30)/,
    words: /authenticat|AUTH command first|log ?in first/i,
  },
  { ...LOGIN, codes: /^53[458]/, words: /^/ },
  { ...FULL, words: /(?:mailbox|user|recipient)(?: is)? (?:full|over quota)/i },
  {
    code: 'send/too-many-recipients',
    words: /too many recipients/i,
    cause: 'The message has more recipients than this server takes at once.',
    fix: 'Send several messages with fewer recipients each, best one for each recipient.',
    retry: NEVER,
    elsewhere: false,
  },
  { ...TOO_LARGE, codes: /^552/, words: /^/ },
  { ...NO_MAILBOX, words: OF_RECIPIENT, codes: /^55/ },
];

/** What a reply of a server that is not SES means; undefined: nothing more than that it refused. */
export function otherMeaning(reply: ReplyText): Meaning | undefined {
  if (reply.code === null) return undefined;
  const rule = byStatus(reply) ?? byWords(reply);
  // Nobody has named a recipient when MAIL FROM is refused.
  const ofRecipient = rule?.code === 'send/no-mailbox' || rule?.code === 'send/mailbox-full';
  return ofRecipient && reply.stage === 'MAIL' ? SENDER : rule;
}

function byStatus(reply: ReplyText): Meaning | undefined {
  const { status } = reply;
  if (status === null) return undefined;
  return RULES.find((rule) => rule.status?.test(status) === true && agrees(rule, reply));
}

function byWords(reply: ReplyText): Meaning | undefined {
  return RULES.find(
    (rule) => rule.status === undefined && rule.words !== undefined && agrees(rule, reply),
  );
}

function agrees({ codes, words, unless }: OtherRule, reply: ReplyText): boolean {
  return (
    codes?.test(String(reply.code)) !== false &&
    words?.test(reply.words) !== false &&
    unless?.test(reply.words) !== true
  );
}
