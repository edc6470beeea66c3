import { EXIT } from '../errors.ts';
import type { Area } from './words.ts';

export const SES: Area = {
  'ses/no-identity': {
    meaning: 'SES has no identity of this domain in this Region.',
    why: 'Identities belong to one account and one Region; one in another Region does not count here.',
    fix: 'Run `ses-migrate verify-domain`, with --region if the identity belongs elsewhere.',
  },
  'ses/identity-incomplete': {
    meaning: 'The identity is there, but a setting of it is missing or not as chosen.',
    why: 'It was made by hand or by another tool without MAIL FROM, with signing off, or with a search that SES gave up.',
    fix: 'Run `ses-migrate verify-domain`: it shows each setting that it would complete, and keeps the rest.',
  },
  'ses/dkim-pending': {
    meaning: 'SES has not seen the DKIM records yet.',
    why: 'SES looks by itself, usually within minutes and for up to 72 hours. No call makes it look sooner.',
    fix: 'Wait: `ses-migrate check-dns --wait`.',
  },
  'ses/dkim-failed': {
    meaning: 'SES has stopped looking for the DKIM records.',
    why: 'They were not there for 72 hours, or vanished after they had been seen.',
    fix: 'Publish the records, then run `ses-migrate verify-domain`: it starts the search anew.',
  },
  'ses/mail-from-not-set': {
    meaning: 'The identity has no MAIL FROM domain.',
    why: 'SES then sends with an envelope domain of its own, and SPF is not aligned with your From address.',
    fix: 'Run `ses-migrate verify-domain`.',
  },
  'ses/mail-from-pending': {
    meaning: 'SES has not seen the MX of the MAIL FROM domain yet.',
    why: 'SES looks by itself, usually within minutes and for up to 72 hours.',
    fix: 'Wait: `ses-migrate check-dns --wait`.',
  },
  'ses/mail-from-failed': {
    meaning: 'SES has stopped looking for the MX of the MAIL FROM domain.',
    why: 'It was not there for 72 hours, or vanished. SES uses its own MAIL FROM meanwhile, or refuses to send, as the identity says.',
    fix: 'Publish the MX, then run `ses-migrate verify-domain`: it sets MAIL FROM anew.',
  },
  'ses/looked-before-change': {
    meaning: "SES's last look was at an older version of the zone.",
    why: 'The serial number that SES reports is lower than the one the zone has now, so its verdict is of the past.',
    fix: 'Wait for its next look.',
  },
  'step/changed-meanwhile': {
    meaning: 'What a plan was made from changed before the plan could be done.',
    why: 'Someone else, or another tool such as Terraform, writes to the same identity or zone at the same time.',
    fix: 'Find out who, then run the command again: it plans from what is there by then.',
    exit: [EXIT.act],
  },
  'step/blocked': {
    meaning: 'Another step comes first.',
    why: 'What this step does would fail, or prove nothing, before that one is done.',
    fix: 'Run the command that the finding names.',
  },
};
