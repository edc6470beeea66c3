import { EXIT } from '../model/errors.ts';
import type { Area } from './words.ts';

/** Whether a message arrived, and what the received copy proves. */
export const PROOF: Area = {
  'send/unproven': {
    meaning: 'SES accepted the messages; it is not proven yet that they arrive signed and aligned.',
    why: 'Only a received copy shows what receivers get.',
    fix: 'Save a received message with all its headers and run `ses-migrate send-test --eml FILE`.',
  },
  'send/path-untried': {
    meaning: 'Messages were sent over one way to SES, the API or SMTP, and never over the other.',
    why: 'It is not known which of them your applications use, so both count.',
    fix: 'Send over the other, too; or add `--sends-by api` or `--sends-by smtp` once to leave it out.',
  },
  'send/other-domain': {
    meaning: 'The copy is From another domain than the one of the checklist.',
    why: 'DKIM, SPF and DMARC can pass for any domain: its owner signed it. It says nothing about yours.',
    fix: 'Verify the message that send-test sent.',
  },
  'send/other-message': {
    meaning: 'The Message-ID of the copy is not the one that SES gave the message with this token.',
    why: 'The token was put on another message, or a gateway gave the message a new Message-ID.',
    fix: 'Verify the copy that SES delivered, from the first mailbox.',
  },
  'send/other-signer': {
    meaning: 'The copy is signed for your domain, but not by SES.',
    why: 'The selector is not one of the identity in SES: another provider whose key is still in DNS signed it, such as the one you come from.',
    fix: 'Keep the old credentials until a copy signed by SES is verified. Check which server sent the message.',
  },
  'send/token-unsigned': {
    meaning: 'The token of the message is outside the signed part.',
    why: 'It can be put on top of any older message of the domain, so the signature does not prove this one.',
    fix: 'Verify the copy that SES delivered, whole and unchanged; or send again.',
  },
  'send/partial-signature': {
    meaning: 'The signature covers only the beginning of the text (l=).',
    why: 'Text can be added after it and the signature still passes (RFC 6376, 8.2). SES signs whole texts.',
    fix: 'Find out what put this signature on; verify a copy that SES signed.',
  },
  'send/unfit-copy': {
    meaning: 'The copy was not verified: its header is too long, or it has too many signatures.',
    why: 'Such a header takes seconds or minutes to parse. It is probably made to overload a verifier.',
    fix: 'Verify the copy that SES delivered.',
  },
  'send/proof-outdated': {
    meaning: 'A copy was verified, but the setup has changed since.',
    why: 'DKIM tokens, MAIL FROM domain, SMTP key or Region have changed since the copy was verified.',
    fix: 'Send again and verify the new copy.',
  },
  'send/not-aligned': {
    meaning: 'In the received copy DKIM, SPF or DMARC does not pass, or DKIM is not aligned.',
    why: 'Records are wrong or not visible yet, or the copy was forwarded: forwarding and mailing lists break signatures and SPF.',
    fix: 'Run check-dns, send again, and verify the new copy from the first mailbox.',
  },
  'send/unsigned': {
    meaning: 'The received copy has no DKIM signature at all.',
    why: 'It did not go through SES, or a gateway removed the signatures.',
    fix: 'Send again over SES; run check-dns if the new copy has none either.',
  },
  'send/only-ses-signature': {
    meaning: 'SES signed the message only with d=amazonses.com, not with your domain.',
    why: 'Easy DKIM of the identity was off, or SES had not verified its records yet when the message was sent.',
    fix: 'Run `ses-migrate check-dns --wait`; when DKIM is done there, send again.',
  },
  'send/dkim-not-aligned': {
    meaning: 'A signature passes, but its domain (d=) does not align with the From domain.',
    why: 'Relaxed alignment requires the same organizational domain. Strict alignment (adkim=s) requires exactly the same name (RFC 9989, 4.4.1).',
    fix: 'Verify the From domain itself in SES, or send from the domain that signs.',
  },
  'send/dkim-no-key': {
    meaning: 'The key that the signature of the received copy refers to is not in DNS.',
    why: 'A CNAME of Easy DKIM was removed or has not propagated yet.',
    fix: 'Run check-dns: it names the server that lacks the record.',
  },
  'send/dkim-broken': {
    meaning: 'The received copy was changed after SES signed it.',
    why: 'Mailing lists, footers of gateways and some forwarders change messages; so does saving only a part of one.',
    fix: 'Verify a copy from the mailbox that SES delivered to, saved as its whole source.',
  },
  'send/spf-fails': {
    meaning: 'SPF does not pass for the MAIL FROM domain of the received copy.',
    why: 'The SPF record is missing or wrong, the copy was forwarded, or it lacks its Return-Path or Received headers.',
    fix: 'Run check-dns; verify a copy from the mailbox that SES delivered to.',
  },
  'send/spf-unknown': {
    meaning:
      'The received copy lacks the envelope sender or the sending IP address, so SPF cannot be checked.',
    why: 'Some mailboxes store no Return-Path, and a saved copy may lack its Received headers. SPF is about the envelope sender and the address that sent, never about the HELO name.',
    fix: 'Nothing is needed, because DKIM is enough for DMARC. To check SPF too, verify a copy from another mailbox.',
  },
  'send/body-changed': {
    meaning:
      'The received copy has another body than the one that SES signed, and its header fields verify.',
    why: 'Outlook.com and Microsoft 365 add to the HTML that they store, and "Internet headers" come without a body. The signature over the header fields covers the hash of the body that was sent (RFC 6376, 3.7).',
    fix: 'Nothing is needed: DKIM is proven.',
  },
  'send/mail-from-ses': {
    meaning: 'The message was sent with MAIL FROM at amazonses.com, so SPF does not align.',
    why: 'No MAIL FROM domain is set, or SES does not find its MX record and uses its own domain.',
    fix: 'Set it with verify-domain and fix the records that check-dns names.',
  },
  'send/own-identity': {
    meaning:
      'SPF does not align, because the sender has an identity of its own without a MAIL FROM domain.',
    why: 'SES goes by the most specific identity. One of an address or a subdomain does not use the MAIL FROM domain that the domain above has.',
    fix: 'Set a MAIL FROM domain on that identity, or delete it; the identity of the domain then counts.',
  },
  'send/spf-not-aligned': {
    meaning: 'SPF passes, but for a domain that does not align with the From domain.',
    why: 'The MAIL FROM domain belongs to another organizational domain, or the DMARC record has aspf=s, with which a subdomain never aligns (RFC 9989, 4.4.2).',
    fix: 'Set a MAIL FROM domain below the From domain, or remove aspf=s from the DMARC record.',
  },
  'send/no-dmarc': {
    meaning: 'The From domain of the received copy has no DMARC record.',
    why: 'None is published at _dmarc of the domain nor of its organizational domain.',
    fix: 'Publish the record that verify-domain shows.',
  },
  'send/proof-unknown': {
    meaning: 'DNS did not answer, so the received copy could not be verified.',
    why: 'The resolvers timed out or failed. Nothing is known to be wrong.',
    fix: 'Run the command again; name another resolver with --resolver.',
  },
  'send/in-junk': {
    meaning: 'The message was delivered to the spam folder.',
    why: 'The receiver also judges reputation and content; a new domain has no reputation.',
    fix: 'Mark it as not spam, send from a known address, and start with few messages a day.',
  },
  'send/not-arrived': {
    meaning: 'The message was accepted and is not in the mailbox yet.',
    why: 'Receivers can delay mail of unknown senders for minutes (greylisting), or file it where IMAP does not show it.',
    fix: 'Wait, then run send-test with the same --inbox and --find. Check for a bounce if it does not arrive.',
  },
  'send/nothing-to-find': {
    meaning: 'No sent message is left to search for in the mailbox.',
    why: 'None was sent, or a copy of each is already verified.',
    fix: 'Send one: the same command without --find.',
    exit: [EXIT.act],
  },
  'send/envelope-rewritten': {
    meaning: 'A forwarder or a mailing list put its own envelope sender into the copy.',
    why: 'It does so that SPF passes for itself (SRS, VERP). SPF of this copy then says nothing about SES.',
    fix: 'Nothing is needed: DKIM carries DMARC. To see SPF too, verify a copy from the mailbox that SES delivers to.',
  },
  'inbox/login-refused': {
    meaning: 'The IMAP server refused this user and password.',
    why: 'The password is mistyped, or the provider does not accept the account password: Google, Apple, Yahoo and Fastmail need an app password, Microsoft accepts no password.',
    fix: 'Create an app password and set it as IMAP_PASSWORD, or save the message and use --eml.',
    exit: ['step', EXIT.act],
  },
  'inbox/takes-no-password': {
    meaning: 'The IMAP server takes no password at all.',
    why: 'It disabled LOGIN and offers only tokens of a browser login (OAuth), as Microsoft and Google do where an administrator wants it.',
    fix: 'Save the received message as a file and use --eml.',
    exit: ['step', EXIT.act],
  },
  'inbox/unavailable': {
    meaning:
      'The IMAP server did not take the login at this moment; the password is possibly right.',
    why: 'It said so by a response code (RFC 5530): too many connections, a mailbox in use, or a fault of its own.',
    fix: 'Close other mail programs, wait some minutes and run the command again; after sending add --find.',
    exit: ['step', EXIT.unknown],
  },
  'inbox/contact-admin': {
    meaning: 'The IMAP server refused the login and asks to contact its operator.',
    why: 'The account is blocked, or access over IMAP has to be allowed first. Another password does not help.',
    fix: 'Ask the operator of the mailbox, or save the message and use --eml.',
    exit: ['step', EXIT.act],
  },
  'inbox/no-tls': {
    meaning: 'The TLS connection to the IMAP server cannot be trusted, so no password was sent.',
    why: 'It has no STARTTLS on this port, or its certificate has another name, is expired, or is from an unknown authority.',
    fix: 'Use imaps:// and the host name in the certificate. For a private certificate authority set NODE_EXTRA_CA_CERTS.',
    exit: ['step', EXIT.act],
  },
  'inbox/unreachable': {
    meaning: 'The mailbox could not be read.',
    why: 'The name does not resolve, the port is blocked, or the server closed the connection.',
    fix: 'Check host and port, then run the command again; after sending add --find.',
    exit: ['step', EXIT.unknown],
  },
  'send/not-ours': {
    meaning:
      'The file is not a message that was sent with this checklist, so it proves nothing here.',
    why: 'The header field X-Migration-Token is missing or unknown: the file is another message, only a body, or belongs to another checklist.',
    fix: 'Save the whole source of a message that send-test sent and give that file.',
    exit: [EXIT.act],
  },
};
