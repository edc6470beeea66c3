import { EXIT } from '../model/errors.ts';
import type { Area } from './words.ts';

export const SEND: Area = {
  'send/not-verified': {
    meaning: 'SES says that an address in the message is not verified in this Region.',
    why: 'The From address does not belong to a verified identity; or the account is in the sandbox and the recipient is not verified.',
    fix: 'Verify the sender with verify-domain; send to success@simulator.amazonses.com; or leave the sandbox with request-production.',
    exit: ['step', EXIT.act],
  },
  'send/sandbox-recipient': {
    meaning:
      'The account is in the sandbox and this recipient is not verified, so nothing was sent.',
    why: 'In the sandbox SES accepts mail only to verified identities and to the mailbox simulator.',
    fix: 'Send with --scenario success, verify the recipient in SES, or leave the sandbox with request-production.',
    exit: [EXIT.act],
  },
  'send/rate': {
    meaning: 'More messages a second than the account is allowed to send.',
    why: 'The limit counts recipients of the whole account in this Region, other programs included.',
    fix: 'Wait a second and send again.',
  },
  'send/quota': {
    meaning: 'The quota of 24 hours is used up.',
    why: 'The window slides: each recipient counts for 24 hours.',
    fix: 'Wait until older messages leave the window, or request a higher quota in Service Quotas.',
    exit: ['step', EXIT.act],
  },
  'send/too-many-connections': {
    meaning: 'This account has as many SMTP connections open as SES allows.',
    why: 'Other programs, or a connection pool that is too large, keep connections open.',
    fix: 'Close connections or send over fewer at once; then send again.',
  },
  'send/idle': {
    meaning: 'SES closed the connection after about ten seconds without data.',
    why: 'A pooled connection was kept longer, or the sender stalled in the middle of a message.',
    fix: 'Send again over a new connection; keep pooled connections shorter than ten seconds.',
  },
  'send/temporary': {
    meaning: 'SES could not process the message and has not accepted it.',
    why: 'A temporary failure at AWS: 451 or 454 over SMTP, InternalServiceErrorException over the API.',
    fix: 'Send again in a minute; check the AWS Health Dashboard if it persists.',
  },
  'send/login-unchecked': {
    meaning: 'SES could not check the SMTP user name and password.',
    why: 'A temporary failure at AWS; it says nothing about the password.',
    fix: 'Send again in a minute.',
  },
  'send/not-subscribed': {
    meaning: 'The AWS account is not signed up for SES.',
    why: 'A new account without a payment method or a verified phone number, or one whose sign-up was not finished.',
    fix: 'Finish the sign-up of the AWS account, then open SES once in the console.',
  },
  'send/no-login': {
    meaning: 'The server requires a login before it accepts a message.',
    why: 'No user name and password were given for it.',
    fix: 'Give them: SMTP_URL for the old provider; for SES the file of make-smtp-creds.',
  },
  'send/no-tls': {
    meaning: 'The server accepts mail only over an encrypted connection.',
    why: 'STARTTLS was not used on port 587, 2587 or 25, or a proxy on the way removed it.',
    fix: 'Switch on STARTTLS, or use TLS from the first byte on port 465 or 2465.',
  },
  'send/no-starttls': {
    meaning:
      'The server offers no STARTTLS on this port, so neither password nor message was sent.',
    why: 'smtp:// requires STARTTLS when a login crosses a network. The server speaks TLS on another port, or a proxy on the way removed it.',
    fix: 'Use smtps:// (port 465), or the port on which this server offers STARTTLS.',
  },
  'send/bad-address': {
    meaning: 'The address of the sender or of a recipient is not valid.',
    why: 'It is mistyped, has a space, or has a non-ASCII character before the @.',
    fix: 'Correct the address that the reply names. No other path is tried: it would also refuse it.',
  },
  'send/too-many-recipients': {
    meaning: 'The message has more recipients than the server accepts at once.',
    why: 'SES accepts 50 recipients in To, Cc and Bcc together.',
    fix: 'Send several messages with fewer recipients each.',
  },
  'send/sender-refused': {
    meaning: 'The server does not let this sender address send.',
    why: 'The address does not exist there, its domain is not found, or the login is not allowed to use it. The recipient is not the cause.',
    fix: 'Use a sender address that the login is allowed to use, or register the address with the provider.',
  },
  'send/relay-refused': {
    meaning: 'The server does not relay mail for this client.',
    why: 'There was no login, or the address or domain of the client is not registered for relaying.',
    fix: 'Give the login of this server, or register the client there.',
  },
  'send/client-refused': {
    meaning: 'The server refuses this machine by its address or name.',
    why: 'It is on a list, or the server accepts only known clients. No IAM policy is involved.',
    fix: 'Ask the operator of the server to accept the address, or send from another one.',
  },
  'send/mailbox-full': {
    meaning: 'The mailbox of the recipient is full.',
    why: 'The mailbox is also full for any other provider, so no other path is tried.',
    fix: 'Send again in some days, or remove the address from the list.',
  },
  'send/no-mailbox': {
    meaning: 'The server says that the recipient does not exist.',
    why: 'The address is mistyped or was closed. Another provider would accept the message and bounce it, which harms your reputation, so none is tried.',
    fix: 'Correct the address, or remove it from the list.',
  },
  'send/too-large': {
    meaning: 'The message with its attachments is larger than the server accepts.',
    why: 'SES accepts 40 MB over SMTP and the API, other providers often less; attachments grow by a third on the wire.',
    fix: 'Send a link in place of the attachment.',
  },
  'send/malformed': {
    meaning: 'The message has an invalid format.',
    why: 'Often a header field is duplicated, such as Subject or Message-ID.',
    fix: 'Correct what the reply names in the program that builds the message.',
  },
  'send/login-refused': {
    meaning: 'SES does not accept this SMTP user name and password in this Region.',
    why: 'A password of another Region, an IAM secret used as password, a temporary (ASIA…) or inactive key, or a typo.',
    fix: 'Create credentials for this Region with make-smtp-creds.',
  },
  'send/old-password': {
    meaning: 'The SMTP password has the form used before 2019-01-10.',
    why: 'It was derived with Signature Version 2, which SES limits.',
    fix: 'Create new credentials with make-smtp-creds.',
  },
  'send/denied': {
    meaning: 'A policy does not allow this user to send this message.',
    why: 'The policy allows only other From addresses, lacks ses:SendRawEmail, or does not include the ARN of this identity.',
    fix: 'Allow the named action on the named resource. For the user of this tool run make-smtp-creds with the right --from.',
  },
  'send/denied-by-condition': {
    meaning:
      'A policy of this user covers the message, but the value of a condition does not fit it.',
    why: 'The policy limits senders (ses:FromAddress), recipients (ses:Recipients), the return path (ses:FeedbackAddress), the display name (ses:FromDisplayName), the Region or the source address, and this message has another value.',
    fix: 'Send with a value that the condition allows, or add the value to the condition: `ses-migrate make-smtp-creds --from PATTERN` for the sender of the SMTP user. Do not remove the condition: then the user could send as anybody.',
  },
  'send/mail-from': {
    meaning: 'SES refuses mail because the MX of the MAIL FROM domain does not work.',
    why: 'The identity has BehaviorOnMxFailure REJECT_MESSAGE, and SES does not find the MX.',
    fix: 'Fix the MX record that check-dns names.',
  },
  'send/paused': {
    meaning: 'AWS has stopped this account from sending.',
    why: 'Too many bounces or complaints, or a review by AWS.',
    fix: 'Read the mail that AWS sent to the account address and answer in the Support Center.',
    exit: ['step', EXIT.act],
  },
  'send/switched-off': {
    meaning: 'Sending is switched off for this account in this Region.',
    why: 'Someone who manages the account, or an alarm of theirs, switched it off (PutAccountSendingAttributes). AWS holds nothing against the account.',
    fix: 'Ask who switched it off. `aws sesv2 put-account-sending-attributes --sending-enabled` switches it on.',
    exit: ['step', EXIT.act],
  },
  'send/under-review': {
    meaning: 'AWS has placed this account under review; mail still goes out.',
    why: 'Bounces reached 5 %, complaints 0.1 %, or AWS found another problem with the mail (SES Developer Guide, faqs-enforcement).',
    fix: 'Correct the cause and answer in the Support Center. AWS can pause sending when the review ends.',
  },
  'send/no-configuration-set': {
    meaning: 'The configuration set of the message does not exist in this Region.',
    why: 'It was deleted, or the identity names one of another Region.',
    fix: 'Create it, or choose another with `ses-migrate verify-domain --configuration-set NAME`.',
  },
  'send/no-open-port': {
    meaning: 'No port of SES SMTP can be used from this machine.',
    why: 'A firewall of the network, the host or the cloud provider blocks outgoing mail.',
    fix: 'Let outgoing TCP 587 or 2587 pass, or send over the API (HTTPS, port 443).',
  },
  'send/port-25': {
    meaning: 'Port 25 is blocked here; another port is open.',
    why: 'EC2 and most providers block outgoing port 25 against spam.',
    fix: 'Use port 587 or 2587 (STARTTLS), or 465 or 2465 (TLS).',
  },
  'send/untrusted-certificate': {
    meaning: 'The certificate of the server is not trusted from here.',
    why: 'A proxy on the way intercepts TLS, or the certificate is for another name or has expired.',
    fix: 'Find out what intercepts the connection. Set the CA of an intended proxy in NODE_EXTRA_CA_CERTS.',
  },
  'send/ambiguous': {
    meaning:
      'The connection ended after the message was submitted: the message may have been sent.',
    why: 'No reply came after the end of the message. A second attempt could send it twice, so none was made.',
    fix: 'Check whether it arrived before you send it again.',
  },
  'send/cut-short': {
    meaning:
      'A run ended after it submitted a message and before SES replied: the message may have been sent.',
    why: 'The process was killed, or the machine stopped. The checklist keeps the token of the message, so that a received copy can be recognized.',
    fix: 'Look for it with --find or --eml. If it did not arrive, name its token with --confirm to send another one.',
    exit: ['step', EXIT.act],
  },
  'send/unreachable': {
    meaning: 'The server could not be used; the message was not submitted.',
    why: 'The port is blocked, the name does not resolve, or TLS negotiation failed.',
    fix: 'Check the network, the port and the Region.',
  },
  'send/refused': {
    meaning: 'The server refused the message for a reason that ses-migrate does not know.',
    why: 'The reply is kept in the finding. Codes that begin with 4 are temporary.',
    fix: 'Read the reply. Send again in a minute if it is temporary.',
  },
};
