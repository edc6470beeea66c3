import { EXIT } from '../errors.ts';
import type { Area } from './words.ts';

export const SMTP: Area = {
  'smtp/login-refused': {
    meaning: 'The SMTP server refused the login of the key that was handed over.',
    why: 'The key was deactivated or deleted, or SMTP did not know it yet when it was tried.',
    fix: 'Run `ses-migrate send-test --via smtp`. If it is refused again, make a new key with make-smtp-creds.',
  },
  'smtp/login-not-proven': {
    meaning: 'The login was not tried.',
    why: '--no-login-check was given, or the run ended before the try.',
    fix: 'Send a message with it: `ses-migrate send-test --via smtp`.',
  },
  'smtp/orphaned-key': {
    meaning:
      'An access key exists of which no hand-over is on record: its secret is most likely lost.',
    why: 'A run ended between the creation of the key and its receipt. IAM shows a secret once.',
    fix: 'Run `ses-migrate make-smtp-creds --confirm KEY_ID`: it deletes that key and makes a new one.',
    exit: [EXIT.act],
  },
  'smtp/hand-over-unrecorded': {
    meaning: 'The file has a new key, but the checklist does not know yet that it was handed over.',
    why: 'A run ended after it wrote the file and before it wrote the receipt.',
    fix: 'Run `ses-migrate make-smtp-creds`: it notes the hand-over and tries the login.',
  },
  'smtp/key-unsettled': {
    meaning: 'A run ended while it made an access key, a moment ago.',
    why: 'IAM lists a new key only after some seconds; another one made now would hide it.',
    fix: 'Run the same command again in half a minute.',
    exit: [EXIT.waiting],
  },
  'smtp/policy': {
    meaning: 'The policy of the SMTP user is missing, or is not the one that this tool writes.',
    why: 'It was changed by hand, or --from was given another pattern since.',
    fix: 'Run `ses-migrate make-smtp-creds`: it shows and writes the policy, and keeps the key.',
  },
  'smtp/key-gone': {
    meaning: 'The key that was handed over is inactive or deleted in IAM.',
    why: 'Someone retired it; applications that use it cannot log in.',
    fix: 'Run `ses-migrate make-smtp-creds` for a new one.',
  },
  'smtp/user-gone': {
    meaning: 'The IAM user whose key was handed over does not exist any more.',
    why: 'It was deleted, and its passwords with it; or these are credentials of another account.',
    fix: 'Run `ses-migrate make-smtp-creds` to make it again.',
  },
  'smtp/two-keys': {
    meaning: 'The IAM user has two access keys, and IAM allows no third.',
    why: 'Neither of them was handed over by this checklist, so its secret is not known here.',
    fix: 'Delete the one that is not in use in IAM, or name another user with --user-name.',
    exit: [EXIT.act],
  },
};
