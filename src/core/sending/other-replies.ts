import type { Pauses, ReplyRule } from './ses-replies.ts';

const NEVER: Pauses = [];

/** Replies of any server, by the codes of RFC 5321 and RFC 3463; they come after those of SES. */
export const OTHER_REPLIES: readonly ReplyRule[] = [
  {
    code: 'send/sender-refused',
    pattern:
      /^[45]\d\d[ -][45]\.1\.[078]\b|^\d{3} .*(?:Sender address rejected|Sender verify failed|send as this sender|Domain of sender address|from address does not match a verified)|^55\d[ -]5\.7\.60\b/i,
    cause: 'The server does not let this sender send; the recipient is not the matter.',
    fix: 'Use a sender address that exists and that this login may send as, or register it at this provider.',
    retry: NEVER,
    byCode: true,
  },
  {
    code: 'send/relay-refused',
    pattern:
      /Relay(?:ing)? (?:access )?(?:denied|not permitted|prohibited)|unable to relay|credentials for relay/i,
    cause:
      'The server does not pass mail on for this client: nobody logged in, or its address is not registered.',
    fix: 'Give the login of this server, or have the address or the domain registered there.',
    retry: NEVER,
  },
  {
    code: 'send/client-refused',
    pattern: /Client host rejected|Helo command rejected/i,
    cause: 'The server refuses this machine by its address or name. No IAM policy is behind it.',
    fix: 'Ask the operator of the server to allow this address, or send from another one.',
    retry: NEVER,
  },
  {
    code: 'send/quota',
    pattern: /^5\d\d[ -]5\.4\.5\b|sending limit exceeded|Maximum credits exceeded/i,
    cause:
      'A limit of this account at the provider is used up, although the code looks like another fault.',
    fix: 'Wait until the limit is renewed, or raise it at the provider.',
    retry: NEVER,
  },
  {
    code: 'send/mailbox-full',
    pattern: /^[45]\d\d[ -][45]\.2\.2\b|(?:mailbox|user|recipient)(?: is)? (?:full|over quota)/i,
    cause: 'The mailbox of the recipient is full. Another provider meets the same mailbox.',
    fix: 'Send again in some days; take the address off the list if it stays.',
    retry: NEVER,
    elsewhere: false,
  },
  {
    code: 'send/login-refused',
    pattern: /5\.7\.139\b|SmtpClientAuthentication is disabled/i,
    cause: 'The organisation has SMTP logins switched off; the password is not the matter.',
    fix: 'Have an administrator switch on authenticated SMTP for this mailbox.',
    retry: NEVER,
  },
  {
    code: 'send/no-starttls',
    pattern: /^5\d\d to STARTTLS:/,
    cause:
      'The server offers no encryption on this port, and the password is never sent without encryption.',
    fix: 'Use smtps:// (port 465), or the port on which this server offers STARTTLS.',
    retry: NEVER,
  },
  {
    code: 'send/login-refused',
    pattern: /^53[458] /,
    cause: 'The server does not accept this user name and password.',
    fix: 'Check the user name and password of this server.',
    retry: NEVER,
  },
  {
    code: 'send/no-mailbox',
    pattern:
      /^55\d[ -]5\.1\.(1|2|3|6|10)\b|^55[013] .*(user unknown|unknown user|no such (user|mailbox)|(user|mailbox|recipient) (does not|doesn't) exist|mailbox not found|unrouteable address)/i,
    cause: 'The recipient does not exist. Another provider would accept the message and bounce it.',
    fix: 'Correct the address, or remove it from the list.',
    retry: NEVER,
    elsewhere: false,
  },
];
