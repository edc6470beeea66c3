import { EXIT } from '../model/errors.ts';
import type { Area } from './words.ts';

export const SEND: Area = {
  'send/not-verified': {
    meaning: 'SES says that an address in the message is not verified in this Region.',
    why: 'The From address is not of a verified identity; or the account is in the sandbox and the recipient is not verified.',
    fix: 'Verify the sender with verify-domain; send to success@simulator.amazonses.com; or leave the sandbox with request-production.',
    exit: ['step', EXIT.act],
  },
  'send/sandbox-recipient': {
    meaning:
      'The account is in the sandbox and this recipient is not verified, so nothing was sent.',
    why: 'In the sandbox SES takes mail only to verified identities and to the mailbox simulator.',
    fix: 'Send with --scenario success, verify the recipient in SES, or leave the sandbox with request-production.',
    exit: [EXIT.act],
  },
  'send/rate': {
    meaning: 'More messages a second than the account may send.',
    why: 'The limit counts recipients of the whole account in this Region, other programs included.',
    fix: 'Wait a second and send again.',
  },
  'send/quota': {
    meaning: 'The quota of 24 hours is used up.',
    why: 'The window slides: each recipient counts for 24 hours.',
    fix: 'Wait until older messages leave the window, or ask for a higher quota in Service Quotas.',
    exit: ['step', EXIT.act],
  },
  'send/too-many-connections': {
    meaning: 'SES holds as many SMTP connections of this account as it allows.',
    why: 'Other programs, or a pool that is too large, keep theirs open.',
    fix: 'Close connections or send over fewer at once; then send again.',
  },
  'send/idle': {
    meaning: 'SES closed the connection, as nothing came for about ten seconds.',
    why: 'A pooled connection was kept longer, or the sender stalled in the middle of a message.',
    fix: 'Send again over a new connection; keep pooled connections shorter than ten seconds.',
  },
  'send/temporary': {
    meaning: 'SES could not process the message just now and has not taken it.',
    why: 'A fault on the side of AWS: 451 or 454 over SMTP, InternalServiceErrorException over the API.',
    fix: 'Send again in a minute; look at the AWS Health Dashboard if it stays.',
  },
  'send/login-unchecked': {
    meaning: 'SES could not check the SMTP user name and password just now.',
    why: 'A fault on the side of AWS; it says nothing about the password.',
    fix: 'Send again in a minute.',
  },
  'send/not-subscribed': {
    meaning: 'The AWS account is not signed up for SES.',
    why: 'A new account without a payment method or a verified phone number, or one whose sign-up was not finished.',
    fix: 'Finish the sign-up of the AWS account, then open SES once in the console.',
  },
  'send/no-login': {
    meaning: 'The server wants a login before it takes a message.',
    why: 'No user name and password were given for it.',
    fix: 'Give them: SMTP_URL for the old provider; for SES the file of make-smtp-creds.',
  },
  'send/no-tls': {
    meaning: 'The server takes mail over an encrypted connection alone.',
    why: 'STARTTLS was not used on port 587, 2587 or 25, or a proxy in between took it out.',
    fix: 'Switch on STARTTLS, or use TLS from the first byte on port 465 or 2465.',
  },
  'send/no-starttls': {
    meaning:
      'The server offers no STARTTLS on this port, so neither password nor message was sent.',
    why: 'smtp:// means STARTTLS wherever a login crosses a network. The server speaks TLS on another port, or a proxy in between took it out.',
    fix: 'Use smtps:// (port 465), or the port on which this server offers STARTTLS.',
  },
  'send/bad-address': {
    meaning: 'An address of the sender or of a recipient is not one that mail can have.',
    why: 'A typing error, a blank, or a character that is not ASCII before the @.',
    fix: 'Correct the address that the reply names. No other path is tried: it would refuse, too.',
  },
  'send/no-mailbox': {
    meaning: 'The server says that the recipient does not exist.',
    why: 'The address is mistyped or was closed. Another provider would take the message and bounce, which harms its reputation, so none is tried.',
    fix: 'Correct the address, or take it off the list.',
  },
  'send/too-large': {
    meaning: 'The message with its attachments is larger than the server takes.',
    why: 'SES takes 40 MB over SMTP and the API, other providers often less; attachments grow by a third on the wire.',
    fix: 'Send a link in place of the attachment.',
  },
  'send/malformed': {
    meaning: 'The message breaks the rules of its format.',
    why: 'Often a header that stands in it twice, such as two Subject or Message-ID fields.',
    fix: 'Correct what the reply names in the program that builds the message.',
  },
  'send/login-refused': {
    meaning: 'SES does not know this SMTP user name and password here.',
    why: 'A password of another Region, an IAM secret used as password, a temporary (ASIA…) or inactive key, or a typing error.',
    fix: 'Make credentials for this Region with make-smtp-creds.',
  },
  'send/old-password': {
    meaning: 'The SMTP password is of the kind made before 2019-01-10.',
    why: 'It was derived with Signature Version 2, which SES limits.',
    fix: 'Make new credentials with make-smtp-creds.',
  },
  'send/denied': {
    meaning: 'A policy does not allow this user to send this message.',
    why: 'The policy names other From addresses, lacks ses:SendRawEmail, or names resources without the one of this identity.',
    fix: 'Allow the named action on the named resource. For the user of this tool run make-smtp-creds with the right --from.',
  },
  'send/mail-from': {
    meaning: 'SES refuses mail because the MX of the MAIL FROM domain does not work.',
    why: 'The identity has BehaviorOnMxFailure REJECT_MESSAGE, and SES does not see the MX.',
    fix: 'Fix the MX record that check-dns names.',
  },
  'send/paused': {
    meaning: 'AWS has stopped this account from sending.',
    why: 'Too many bounces or complaints, or a review by AWS.',
    fix: "Read AWS's mail to the account's address and answer in the Support Center.",
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
    why: 'A proxy in between reads TLS, or the certificate is for another name or has expired.',
    fix: 'Find out what stands in between. Name the CA of a wanted proxy in NODE_EXTRA_CA_CERTS.',
  },
  'send/ambiguous': {
    meaning:
      'The connection ended after the message was handed over: the message may have been sent.',
    why: 'No answer came after the end of the message. A second try could send it twice, so none was made.',
    fix: 'Look whether it arrived before you send it again.',
  },
  'send/unreachable': {
    meaning: 'The server could not be used; the message was not handed over.',
    why: 'The port is blocked, the name does not resolve, or TLS could not be agreed on.',
    fix: 'Check the network, the port and the Region.',
  },
  'send/refused': {
    meaning: 'The server refused the message for a reason that this tool does not know.',
    why: 'The reply is kept in the finding. Codes that begin with 4 are temporary.',
    fix: 'Read the reply. Send again in a minute if it is temporary.',
  },
};
