import { EXIT } from '../model/errors.ts';
import type { Area } from './words.ts';

/** The checklist, files that take a secret, and the person who says no. */
export const FILES: Area = {
  'checklist/unreadable': {
    meaning: 'The checklist file cannot be used. Nothing was changed.',
    why: 'It is incomplete, is not a checklist, has a value that is not allowed, or this user cannot read it.',
    fix: 'Restore it from version control or from the backup that the message names, or move it away: only receipts are lost, the rest is found again.',
  },
  'checklist/conflict': {
    meaning: 'The checklist file has conflict markers of a merge. Nothing was changed.',
    why: 'Two branches changed it, and git left both sides in the file. Each side can hold receipts that the other lacks.',
    fix: 'Run `ses-migrate checklist merge`, which unites both sides in the file. As a merge driver it prevents the conflict, see docs/commands.md.',
  },
  'checklist/settings-differ': {
    meaning: 'Both versions of the checklist changed the same setting, each to another value.',
    why: 'Receipts of both are united; which value of a setting is right, only a person knows. Nothing was dropped: git as the caller gets the file with the setting between conflict markers.',
    fix: 'Run `ses-migrate checklist merge` with --ours or --theirs, as the message shows.',
  },
  'checklist/foreign': {
    meaning: 'The two checklists are of different migrations and were not merged.',
    why: 'They name another domain, another Region or another AWS account.',
    fix: 'Keep them in two files, and name the one that is meant with --checklist.',
  },
  'checklist/bad-value': {
    meaning: 'The checklist file has a value that the flags do not accept. Nothing was changed.',
    why: 'The file was edited by hand, by a merge or by a pull request. Its values go into DNS records, policies and command lines, so they are checked as flags are; the message names the value by its path in the JSON.',
    fix: 'Correct the value in the file, or remove it and give the flag again.',
    exit: [EXIT.usage],
  },
  'checklist/newer-version': {
    meaning: 'A newer ses-migrate wrote the checklist.',
    why: 'Its version is one that this program does not know. Nothing was changed.',
    fix: 'Use the newer ses-migrate.',
  },
  'checklist/locked': {
    meaning: 'Another run holds the lock of this checklist. Nothing was changed.',
    why: 'A run that changes something holds the lock from its first look to its last receipt. The lock names the process; a lock of a process that has ended on this machine is taken over automatically.',
    fix: 'Run the command again when the other run has ended, or wait for it with --wait-for-lock. Remove the lock file only if you know that its process no longer runs.',
    exit: [EXIT.unknown],
  },
  'checklist/not-written': {
    meaning: 'The checklist could not be written; the file is unchanged.',
    why: 'The disk is full, the folder is missing or this user cannot write there.',
    fix: 'Do what the message says, then run the same command again.',
  },
  'checklist/account-not-known': {
    meaning:
      'The checklist names an account, and the account of the credentials could not be read. No changes were made.',
    why: 'AWS STS did not answer or refused the call. A change could be made in the wrong account.',
    fix: 'Remove the cause that the message names, then run the command again; --dry-run shows the plan meanwhile.',
    exit: [EXIT.credentials, EXIT.unknown],
  },
  'checklist/other-account': {
    meaning: 'The checklist is about another AWS account than these credentials.',
    why: 'A profile or a variable selects another account than in the last run that changed something.',
    fix: 'Use credentials of that account (--profile), or another file (--checklist FILE).',
  },
  'file/exists': {
    meaning: 'The file for the secret already exists.',
    why: 'Settings are merged into an existing .env file. A file in another format would be replaced completely.',
    fix: 'Name another file with --file, or add --confirm FILE: the existing file is kept as FILE.backup.',
  },
  'file/not-understood': {
    meaning: 'The settings file could not be changed as a whole, so it was not changed at all.',
    why: 'A part of its mail settings was not recognized, it chooses another mailer, its sender is not covered by the new login, or its format is not NAME=value. Half of a change would stop the mail of the application.',
    fix: 'Set the lines that the message shows yourself, or name the variables that the application reads with --names.',
    exit: [EXIT.act],
  },
  'file/shadowed': {
    meaning: 'Another settings file of the same folder sets the same variables.',
    why: 'Applications read .env.local after .env, so the old values there would count.',
    fix: 'Name both files: --file .env --file .env.local.',
    exit: [EXIT.act],
  },
  'file/not-read-back': {
    meaning: 'The file does not hold the new login after it was written; its old content is back.',
    why: 'Something else writes the file at the same time, or its format is not what its name says.',
    fix: 'Write the settings to a file of their own with --file.',
    exit: [EXIT.act],
  },
  'file/symlink': {
    meaning: 'The name for the secret is a symbolic link.',
    why: 'A link can lead the secret to a place that others can read.',
    fix: 'Name another file with --file.',
  },
  'file/not-a-file': {
    meaning: 'The name for the secret is a folder, a device or a pipe.',
    why: 'A secret is written to a regular file of mode 0600 only.',
    fix: 'Name another file with --file.',
  },
  'file/other-owner': {
    meaning: 'The file for the secret belongs to another user.',
    why: 'It would become yours, and its current reader could no longer read it.',
    fix: 'Run the command as that user, or name another file with --file.',
  },
  'file/in-git': {
    meaning: 'git would commit the file for the secret.',
    why: 'It is in a repository and is tracked there, or not ignored; or git could not tell.',
    fix: 'Add it to .gitignore, name a file outside the repository with --file, or add --confirm FILE.',
  },
  'file/not-written': {
    meaning: 'The file for the secret could not be written; it is unchanged.',
    why: 'The disk is full, the folder is missing or this user cannot write there. A key that was made for it is deleted again.',
    fix: 'Do what the message says, then run the same command again.',
  },
  'store/exists': {
    meaning: 'A parameter or secret of that name already exists.',
    why: '--yes never replaces what others put there.',
    fix: 'Name another one with --secret-name, or add --confirm NAME: it gets a new version.',
    exit: [EXIT.act],
  },
  'store/taken': {
    meaning: 'The secret cannot be saved under this name in the store.',
    why: 'It is scheduled for deletion, or is a parameter that is not encrypted.',
    fix: 'Name another one with --secret-name.',
    exit: [EXIT.act],
  },
  cancelled: {
    meaning: 'You answered no, or pressed Ctrl-C or Ctrl-D.',
    why: 'The changes shown above as done are done; nothing else was changed.',
    fix: 'Run the same command again when you are ready: it continues from the current state.',
    exit: [EXIT.cancelled],
  },
};
