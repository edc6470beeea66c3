import type { Area } from './words.ts';

const ASKED = 'Reviewers at AWS ask this question, and each round of questions costs days.';
const ADD = 'Add a sentence about it to the text of --use-case-file.';

export const PRODUCTION: Area = {
  'production/not-asked': {
    meaning: 'No request for production access was filed in this Region.',
    why: 'Every account begins in the sandbox, in each Region separately.',
    fix: 'Run `ses-migrate request-production`; `--draft` shows the request first.',
  },
  'production/pending': {
    meaning: 'AWS reviews the request for production access.',
    why: 'AWS staff read it; the first answer usually comes within 24 hours.',
    fix: 'Watch the Support Center: an unanswered question there delays the request. `request-production --wait` follows the review.',
  },
  'production/denied': {
    meaning: 'AWS denied the request or is waiting for your answer.',
    why: 'SES reports DENIED for both.',
    fix: 'Answer in the case in the Support Center, with more detail about list, bounces and opt-out.',
  },
  'production/failed': {
    meaning: 'An internal error at AWS lost the request.',
    why: 'SES reports FAILED for it; nothing was reviewed.',
    fix: 'Run `ses-migrate request-production` again.',
  },
  'production/no-opt-in': {
    meaning: 'The text does not say how recipients signed up for the mail.',
    why: ASKED,
    fix: ADD,
  },
  'production/no-bounces': {
    meaning: 'The text does not say how bounces and complaints are handled.',
    why: ASKED,
    fix: ADD,
  },
  'production/no-opt-out': {
    meaning: 'The text does not say how recipients can stop the mail.',
    why: ASKED,
    fix: ADD,
  },
  'production/no-volume': {
    meaning: 'The text has no number for how much you send a day or a month.',
    why: ASKED,
    fix: ADD,
  },
  'production/short': {
    meaning: 'The text is short; reviewers may ask questions.',
    why: 'This is advice of ses-migrate, not a rule of AWS.',
    fix: 'Describe one message of each kind: who receives it, and why.',
  },
  'production/website-http': {
    meaning: 'The website is given without https.',
    why: 'Reviewers open it, and an unencrypted site makes a weak impression.',
    fix: 'Use the https address of the site.',
  },
};
