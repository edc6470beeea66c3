import type { Area } from './words.ts';

/** E-mail address identities: verify-address. */
export const ADDRESS: Area = {
  'address/pending': {
    meaning: 'SES has sent a mail with a link to the address, and nobody has clicked it yet.',
    why: 'Only who reads the mailbox can verify it. The link works for 24 hours.',
    fix: 'Open the mail, look under spam too, and click the link; `ses-migrate verify-address ADDRESS --wait` waits for it.',
  },
  'address/expired': {
    meaning: 'The link of the verification mail was not clicked in 24 hours.',
    why: 'SES sends no second mail for an identity that exists: delete and create it again.',
    fix: 'Run `ses-migrate verify-address ADDRESS --confirm ADDRESS`: it deletes the identity, creates it again with its configuration set and tags, and SES sends a new link.',
  },
  'address/has-settings': {
    meaning: 'The link has expired, and the identity has settings that a new one would lack.',
    why: 'To get a new link the identity has to be deleted, and sending policies or a MAIL FROM domain with it.',
    fix: 'Write the settings down, delete the identity yourself, run verify-address, and put them back.',
  },
  'address/not-asked': {
    meaning: 'SES in this Region does not know the address yet.',
    why: 'Addresses are verified for each account and Region alone.',
    fix: 'Run `ses-migrate verify-address ADDRESS`: SES sends a mail with a link.',
  },
  'address/unnecessary': {
    meaning: 'The address needs no verification.',
    why: 'Its domain is verified, which covers all its addresses; or the account is in production, where every address may receive.',
    fix: 'Nothing. With --anyway it gets an identity of its own all the same, to send from it or to give it settings of its own.',
  },
};
