import { EXIT } from '../model/errors.ts';
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
  'smtp/handed-over': {
    meaning: 'The SMTP settings were handed over before, and now another place was named for them.',
    why: 'AWS shows the secret of a key once, so that they cannot be written or shown again.',
    fix: 'Take them from where they are, or add --rotate --confirm USER: a second key for the new place.',
    exit: [EXIT.act],
  },
  'smtp/orphaned-key': {
    meaning:
      'An access key exists of which no hand-over is on record: its secret is most likely lost.',
    why: 'A run ended between the creation of the key and its receipt. IAM shows a secret once.',
    fix: 'Run `ses-migrate make-smtp-creds --confirm KEY_ID`: it deletes that key and makes a new one.',
    exit: [EXIT.act],
  },
  'smtp/temporary-key': {
    meaning: 'The SMTP user name is the id of a temporary key, which begins with ASIA.',
    why: 'It comes from a role or a single sign-on. SES takes no SMTP password made from such a key.',
    fix: 'Make credentials of an IAM user with make-smtp-creds.',
  },
  'smtp/stray-characters': {
    meaning: 'The SMTP user name or password has spaces, a line end or quotes around it.',
    why: 'They came along when the value was copied. Without them SES takes the login: it was tried.',
    fix: 'Take them out where the value is kept: the .env file, the secret store, the panel of the host.',
  },
  'smtp/user-name': {
    meaning: 'The SMTP user name is not the id of an access key.',
    why: 'SES wants the id, which begins with AKIA; not an address, and not the name of the IAM user.',
    fix: 'Use the user name that make-smtp-creds handed over.',
  },
  'smtp/secret-as-password': {
    meaning: 'A secret access key was given in place of the SMTP password.',
    why: 'The password is derived from the secret for one Region; the two look alike, 40 and 44 characters.',
    fix: 'Derive it: `ses-migrate make-smtp-creds --from-secret-stdin`, or make new credentials.',
  },
  'smtp/password-form': {
    meaning: 'The SMTP password does not look like one of SES.',
    why: 'SES derives 44 characters that begin with B. It was cut off, changed, or is of something else.',
    fix: 'Copy it again, whole; or make new credentials with make-smtp-creds.',
  },
  'smtp/unknown-key': {
    meaning: 'IAM knows no access key with the id that is used as SMTP user name.',
    why: 'The key was deleted, the id is mistyped, or the key is of another AWS account.',
    fix: 'Make new credentials with make-smtp-creds.',
  },
  'smtp/password-of-other-key': {
    meaning: 'The access key is active and the password looks right, but they do not go together.',
    why: 'The password was made from another key, often the one before a rotation, or a character of it is wrong.',
    fix: 'Copy user name and password again, from one place; or make new credentials with make-smtp-creds --rotate.',
  },
  'smtp/inactive-key': {
    meaning: 'The access key behind the SMTP user name is inactive.',
    why: 'Someone deactivated it, or --retire did after nothing had used it for a time.',
    fix: 'Activate it with the command that the finding names, or use the newer credentials.',
  },
  'smtp/wrong-region-password': {
    meaning: 'The SMTP password belongs to another Region.',
    why: 'A password is good in one Region alone. The finding names the one that took the login: it was tried.',
    fix: "Send over that Region's endpoint, or derive a password for this one from the same key.",
  },
  'smtp/hand-over-unrecorded': {
    meaning: 'The file has a new key, but the checklist does not know yet that it was handed over.',
    why: 'A run ended after it wrote the file and before it wrote the receipt.',
    fix: 'Run `ses-migrate make-smtp-creds`: it notes the hand-over and tries the login.',
  },
  'smtp/place-unread': {
    meaning: 'A run ended while it handed a key over, and the place it was for cannot be read now.',
    why: 'Whether its secret is there decides whether the key is kept. A file or store that cannot be read tells nothing.',
    fix: 'Make it readable and run the same command again; where you know that the key is not there, name it with --confirm.',
    exit: ['step', EXIT.credentials, EXIT.unknown],
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
  'smtp/old-key': {
    meaning: 'A key that was handed over before the one in use is still there.',
    why: 'After --rotate the old key stays, so that nothing stops sending before it has the new settings.',
    fix: 'When everything uses the new settings, run `ses-migrate make-smtp-creds --retire`.',
  },
  'smtp/key-in-use': {
    meaning: 'The key that --retire would deactivate was used, or made, not long ago.',
    why: 'Something has the old settings still. To deactivate the key would stop its mail.',
    fix: 'Give it the new settings, then run --retire again after the time that the message names.',
    exit: [EXIT.act],
  },
  'smtp/key-resting': {
    meaning: 'The key is inactive, and it is too early to delete it.',
    why: 'An inactive key can be activated again where something turns out to need it, a deleted one cannot.',
    fix: 'Run --retire again after the time that the message names; to go back, activate the key as it says.',
    exit: [EXIT.waiting],
  },
  'smtp/last-use-unknown': {
    meaning: 'IAM did not tell when the key was last used, so it is not retired.',
    why: 'The right iam:GetAccessKeyLastUsed is missing, or IAM could not be reached.',
    fix: 'Allow the action (`ses-migrate print-policy operator`), or try again.',
    exit: [EXIT.unknown],
  },
  'smtp/only-key': {
    meaning: 'Without this key nothing would be left to log in with.',
    why: 'The user has no other active key, or none that this checklist handed over.',
    fix: 'Run `ses-migrate make-smtp-creds --rotate` first, and give out the new settings.',
    exit: [EXIT.act],
  },
  'smtp/unproven-key': {
    meaning: 'The key that would be left has never logged in as far as is known.',
    why: 'Its login was not tried or was refused, and IAM knows of no use.',
    fix: 'Prove it with `ses-migrate send-test --via smtp`, then run --retire again.',
    exit: [EXIT.act],
  },
  'smtp/user-differs': {
    meaning: 'The IAM user is there already, without the boundary or tags that were asked for.',
    why: 'They are set when this tool creates the user; one that it adopts is left as it is.',
    fix: 'Set them with the commands that the message names, or leave the flags out.',
    exit: [EXIT.act],
  },
  'smtp/two-keys': {
    meaning: 'The IAM user has two access keys, and IAM allows no third.',
    why: 'A key that was used within a week, or whose last use is not known, is not deleted to make room.',
    fix: 'Retire or delete the one that is not in use, or name another user with --user-name.',
    exit: [EXIT.act],
  },
};
