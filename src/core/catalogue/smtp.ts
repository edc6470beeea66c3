import { EXIT } from '../model/errors.ts';
import type { Area } from './words.ts';

export const SMTP: Area = {
  'smtp/login-refused': {
    meaning: 'The SMTP server refused the login of the saved key.',
    why: 'The key was deactivated or deleted, or SMTP did not accept it yet when it was tried.',
    fix: 'Run `ses-migrate send-test --via smtp`. If it is refused again, create a new key with make-smtp-creds.',
  },
  'smtp/login-not-proven': {
    meaning: 'The login was not tried.',
    why: '--no-login-check was given, or the run ended before the try.',
    fix: 'Send a message with it: `ses-migrate send-test --via smtp`.',
  },
  'smtp/handed-over': {
    meaning: 'The SMTP settings were saved before, and another destination was named now.',
    why: 'AWS shows the secret of a key once, so the settings cannot be written or shown again.',
    fix: 'Copy them from the first destination, or add --rotate --confirm USER for a second key.',
    exit: [EXIT.act],
  },
  'smtp/partly-saved': {
    meaning:
      'Some of the named destinations have the settings of the new key, and one could not be written.',
    why: 'Each was checked before the key was created, and changed since. The key stays: the others use it.',
    fix: 'Copy the settings from a destination that has them, or add --rotate --confirm USER for a second key.',
    exit: [EXIT.act],
  },
  'smtp/orphaned-key': {
    meaning:
      'An access key exists that was not saved as far as the checklist knows: its secret is most likely lost.',
    why: 'A run ended between the creation of the key and its receipt. IAM shows a secret once.',
    fix: 'Run `ses-migrate make-smtp-creds --confirm KEY_ID`: it deletes that key and creates a new one.',
    exit: [EXIT.act],
  },
  'smtp/temporary-key': {
    meaning: 'The SMTP user name is the id of a temporary key, which begins with ASIA.',
    why: 'It comes from a role or a single sign-on. SES accepts no SMTP password derived from such a key.',
    fix: 'Create credentials of an IAM user with make-smtp-creds.',
  },
  'smtp/stray-characters': {
    meaning: 'The SMTP user name or password has spaces, a line end or quotes around it.',
    why: 'They were copied with the value. The login works without them: it was tried.',
    fix: 'Remove them where the value is stored: the .env file, the secret store, the panel of the host.',
  },
  'smtp/password-encoded': {
    meaning:
      'A program changed the SMTP password on its way: the login works with what it was before.',
    why: 'The password contains + and /, which a URL, a form, JSON, HTML or a Kubernetes Secret writes in another way.',
    fix: 'Store the 44 characters as make-smtp-creds wrote them. Percent-encode them only inside a URL.',
  },
  'smtp/user-name': {
    meaning: 'The SMTP user name is not the id of an access key.',
    why: 'SES needs the id, which begins with AKIA; not an address, and not the name of the IAM user.',
    fix: 'Use the user name that make-smtp-creds wrote.',
  },
  'smtp/secret-as-password': {
    meaning: 'A secret access key was given in place of the SMTP password.',
    why: 'The password is derived from the secret for one Region; the two look alike, 40 and 44 characters.',
    fix: 'Derive it: `ses-migrate make-smtp-creds --from-secret-stdin`, or make new credentials.',
  },
  'smtp/password-form': {
    meaning: 'The SMTP password does not have the form of an SES SMTP password.',
    why: 'SES derives 44 characters that begin with B. It is incomplete, changed, or belongs to something else.',
    fix: 'Copy it again, whole; or create new credentials with make-smtp-creds.',
  },
  'smtp/unknown-key': {
    meaning: 'IAM has no access key with the id that is used as SMTP user name.',
    why: 'The key was deleted, the id is mistyped, or the key belongs to another AWS account.',
    fix: 'Create new credentials with make-smtp-creds.',
  },
  'smtp/password-of-other-key': {
    meaning: 'The access key is active and the password looks right, but they do not match.',
    why: 'The password was made from another key, often the one before a rotation, or a character of it is wrong.',
    fix: 'Copy user name and password again from the same place; or create new credentials with make-smtp-creds --rotate.',
  },
  'smtp/inactive-key': {
    meaning: 'The access key behind the SMTP user name is inactive.',
    why: 'Someone deactivated it, or --retire did because it was unused.',
    fix: 'Activate it with the command that the finding names, or use the newer credentials.',
  },
  'smtp/wrong-region-password': {
    meaning: 'The SMTP password belongs to another Region.',
    why: 'A password works in one Region only. The finding names the Region that accepted the login: it was tried.',
    fix: "Send over that Region's endpoint, or derive a password for this one from the same key.",
  },
  'smtp/hand-over-unrecorded': {
    meaning: 'The file has a new key, but the checklist has no receipt for it yet.',
    why: 'A run ended after it wrote the file and before it wrote the receipt.',
    fix: 'Run `ses-migrate make-smtp-creds`: it adds the receipt and tries the login.',
  },
  'smtp/place-unread': {
    meaning: 'A run ended while it saved a key, and the destination cannot be read now.',
    why: 'The key is kept if the destination contains its secret. This cannot be checked because the destination cannot be read.',
    fix: 'Make it readable and run the same command again. If you know that the key is not there, name it with --confirm.',
    exit: ['step', EXIT.credentials, EXIT.unknown],
  },
  'smtp/key-unsettled': {
    meaning: 'A run ended a moment ago while it created an access key.',
    why: 'IAM lists a new key only after some seconds; a second key created now would hide it.',
    fix: 'Run the same command again in half a minute.',
    exit: [EXIT.waiting],
  },
  'smtp/policy': {
    meaning: 'The policy of the SMTP user is missing, or is not the one that ses-migrate writes.',
    why: 'It was changed manually, or --from was given another pattern since.',
    fix: 'Run `ses-migrate make-smtp-creds`: it shows and writes the policy, and keeps the key.',
  },
  'smtp/key-gone': {
    meaning: 'The saved key is inactive or deleted in IAM.',
    why: 'Someone retired it; applications that use it cannot log in.',
    fix: 'Run `ses-migrate make-smtp-creds` for a new one.',
  },
  'smtp/user-renamed': {
    meaning: 'The saved key belongs to an IAM user of another name now.',
    why: 'The user was renamed. Its keys and passwords keep working.',
    fix: 'Run `ses-migrate make-smtp-creds --user-name NAME` with the new name; no key is created.',
  },
  'smtp/user-gone': {
    meaning: 'The IAM user of the saved key no longer exists.',
    why: 'It was deleted, and its passwords with it; or the credentials belong to another account.',
    fix: 'Run `ses-migrate make-smtp-creds` to create it again.',
  },
  'smtp/other-key': {
    meaning: 'The IAM user has an active key that this checklist did not save.',
    why: 'A checklist of another Region or folder shares the user, a colleague has another copy of the file, or a person made the key.',
    fix: 'Find out who uses it. It is changed only when it is named: `make-smtp-creds --retire --key ID --confirm ID`.',
  },
  'smtp/key-in-place': {
    meaning:
      'A file or store has the settings of an active key of the SMTP user, and this checklist has no receipt for it.',
    why: 'The key was created with another checklist, by a colleague, on another machine, or manually; or a merge lost the receipt.',
    fix: 'Run `ses-migrate make-smtp-creds --file FILE`: it logs in with these settings and records them. It creates no key.',
  },
  'smtp/not-adopted': {
    meaning: 'A file or store has the settings of a key of the SMTP user, but they did not log in.',
    why: 'The password was changed, belongs to another Region, or SES could not be reached. The message says which.',
    fix: 'Correct the settings and run the same command again, or create another key with --rotate.',
    exit: [EXIT.act, EXIT.unknown],
  },
  'smtp/sibling-key': {
    meaning: 'Another run created a key of the same user while this run created its own.',
    why: 'Two checklists or two machines ran make-smtp-creds at the same time; the lock of a checklist protects one file only.',
    fix: 'Agree on one of the two keys, and retire the other: `make-smtp-creds --retire --key ID --confirm ID`.',
  },
  'smtp/settings-missing': {
    meaning: 'The file or secret that had the SMTP settings no longer exists.',
    why: 'It was deleted or moved. The key is still active in IAM, but AWS shows its secret only once.',
    fix: 'Restore it, or create another key: `make-smtp-creds --rotate --file FILE --confirm USER`.',
  },
  'smtp/settings-elsewhere': {
    meaning:
      'The file with the SMTP settings was written on another machine, so it was not checked.',
    why: 'The file is not under version control: a colleague or a CI job has the checklist without it.',
    fix: 'Check the file on the machine that wrote it.',
  },
  'smtp/settings-changed': {
    meaning:
      'The file or secret with the SMTP settings has another user name, password or host now.',
    why: 'It was edited manually, or another tool or checklist wrote it.',
    fix: 'Restore it, or create another key: `make-smtp-creds --rotate --file FILE --confirm USER`.',
  },
  'smtp/settings-unread': {
    meaning: 'The file with the SMTP settings exists but could not be read.',
    why: 'This user lacks the permission, or it is not a regular file. It was not taken for missing.',
    fix: 'Make the file readable to check it.',
  },
  'smtp/old-key': {
    meaning: 'An older saved key still exists beside the one in use.',
    why: 'After --rotate the old key stays, so that no application stops sending before it has the new settings.',
    fix: 'When everything uses the new settings, run `ses-migrate make-smtp-creds --retire`.',
  },
  'smtp/key-in-use': {
    meaning: 'The key that --retire would deactivate was used, or made, not long ago.',
    why: 'Something still uses the old settings. Deactivating the key would stop its mail.',
    fix: 'Give it the new settings, then run --retire again after the time that the message names.',
    exit: [EXIT.act],
  },
  'smtp/key-resting': {
    meaning: 'The key is inactive, and it is too early to delete it.',
    why: 'An inactive key can be activated again if something needs it; a deleted key cannot.',
    fix: 'Run --retire again after the time that the message names. To undo it, activate the key as the message says.',
    exit: [EXIT.waiting],
  },
  'smtp/last-use-unknown': {
    meaning: 'IAM did not return when the key was last used, so it is not retired.',
    why: 'The right iam:GetAccessKeyLastUsed is missing, or IAM could not be reached.',
    fix: 'Allow the action (`ses-migrate print-policy operator`), or try again.',
    exit: [EXIT.unknown],
  },
  'smtp/only-key': {
    meaning:
      'No other active key that this checklist saved would remain, so this key is not retired.',
    why: 'The user has no other active key, or none that this checklist saved.',
    fix: 'Run `ses-migrate make-smtp-creds --rotate` first, and distribute the new settings.',
    exit: [EXIT.act],
  },
  'smtp/unproven-key': {
    meaning: 'No login of the remaining key is known.',
    why: 'Its login was not tried or was refused, and IAM reports no use.',
    fix: 'Verify it with `ses-migrate send-test --via smtp`, then run --retire again.',
    exit: [EXIT.act],
  },
  'smtp/user-differs': {
    meaning: 'The IAM user already exists without the requested boundary or tags.',
    why: 'They are set only when ses-migrate creates the user; an adopted user is not changed.',
    fix: 'Set them with the commands that the message names, or leave the flags out.',
    exit: [EXIT.act],
  },
  'smtp/two-keys': {
    meaning: 'The IAM user has two access keys, and IAM allows no third.',
    why: 'A key that was used within a week, or whose last use is not known, is not deleted to free its place.',
    fix: 'Retire or delete the one that is not in use, or name another user with --user-name.',
    exit: [EXIT.act],
  },
};
