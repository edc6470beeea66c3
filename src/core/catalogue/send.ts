import { EXIT } from '../errors.ts';
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
    fix: 'Mend the MX record that check-dns names.',
  },
  'send/paused': {
    meaning: 'AWS has stopped this account from sending.',
    why: 'Too many bounces or complaints, or a review by AWS.',
    fix: "Read AWS's mail to the account's address and answer in the Support Center.",
  },
  'send/no-configuration-set': {
    meaning: 'The configuration set of the message does not exist in this Region.',
    why: 'It was deleted, or the identity names one of another Region.',
    fix: 'Create it, or choose another with `ses-migrate verify-domain --configuration-set NAME`.',
  },
  'send/ambiguous': {
    meaning: 'The connection ended after the message was handed over: it may have been sent.',
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
  'send/unproven': {
    meaning: 'SES took the messages; that they arrive signed and aligned is not proven yet.',
    why: 'Only a received copy shows what receivers see.',
    fix: 'Save a received message with all its headers and run `ses-migrate send-test --eml FILE`.',
  },
  'send/not-aligned': {
    meaning: 'In the received copy DKIM, SPF or DMARC does not pass, or DKIM is not aligned.',
    why: 'Records are wrong or not seen yet, or the copy was forwarded: forwarding and mailing lists break signatures and SPF.',
    fix: 'Run check-dns, send again, and verify the new copy from the first mailbox.',
  },
  'send/not-ours': {
    meaning: 'The file is not a message that this checklist sent, so it proves nothing here.',
    why: 'The header X-Migration-Token is missing or unknown: another message, only its body, or another checklist.',
    fix: 'Save the whole source of a message that send-test sent and give that file.',
    exit: [EXIT.act],
  },
};
