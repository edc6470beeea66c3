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
    meaning: 'An access key exists whose secret nobody has.',
    why: 'A run ended between the creation of the key and its hand-over. IAM shows a secret once.',
    fix: 'Run `ses-migrate make-smtp-creds --confirm KEY_ID`: it deletes that key and makes a new one.',
    exit: [EXIT.act],
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
