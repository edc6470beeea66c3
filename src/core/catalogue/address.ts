import type { Area } from './words.ts';

/** E-mail address identities: verify-address. */
export const ADDRESS: Area = {
  'address/pending': {
    meaning: 'SES has sent a mail with a link to the address, and the link was not clicked yet.',
    why: 'Only the owner of the mailbox can verify it. The link works for 24 hours.',
    fix: 'Open the mail (also check the spam folder) and click the link; `ses-migrate verify-address ADDRESS --wait` waits for it.',
  },
  'address/expired': {
    meaning: 'The link of the verification mail was not clicked in 24 hours.',
    why: 'SES sends no second mail for an existing identity: it must be deleted and created again.',
    fix: 'Run `ses-migrate verify-address ADDRESS --confirm ADDRESS`: it deletes the identity, creates it again with its configuration set and tags, and SES sends a new link.',
  },
  'address/has-settings': {
    meaning: 'The link has expired, and the identity has settings that a new one would lack.',
    why: 'To get a new link the identity has to be deleted, and sending policies or a MAIL FROM domain with it.',
    fix: 'Note the settings, delete the identity yourself, run verify-address, and restore the settings.',
  },
  'address/not-asked': {
    meaning: 'SES has no identity for the address in this Region yet.',
    why: 'Addresses are verified separately in each account and Region.',
    fix: 'Run `ses-migrate verify-address ADDRESS`: SES sends a mail with a link.',
  },
  'address/unnecessary': {
    meaning: 'The address needs no verification.',
    why: 'Its domain is verified, which covers all its addresses; or the account is in production, where you can send to any address.',
    fix: 'Nothing. With --anyway it still gets its own identity, to send from it or to give it its own settings.',
  },
};
