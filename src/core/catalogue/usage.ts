import type { Area } from './words.ts';

/** What was typed, before anything was changed. */
export const USAGE: Area = {
  'usage/unknown-command': {
    meaning: 'There is no such command.',
    why: 'Nothing is guessed and run.',
    fix: 'Take the name that is proposed, or one of `ses-migrate --help`.',
  },
  'usage/unknown-option': {
    meaning: 'The command has no such flag.',
    why: 'It is mistyped, or belongs to another command.',
    fix: 'Take the flag that is proposed, or one of `ses-migrate COMMAND --help`.',
  },
  'usage/option-missing-argument': {
    meaning: 'A flag that takes a value has none.',
    why: 'The value was forgotten, or a variable in a script is empty.',
    fix: 'Give the value behind the flag.',
  },
  'usage/excess-arguments': {
    meaning: 'More words than the command takes.',
    why: 'Often an unquoted pattern or a value with a space.',
    fix: 'Quote the value, or run the command once for each.',
  },
  'usage/export-format': {
    meaning: '`export` does not write this format, or not with this flag.',
    why: 'The format is missing or mistyped, or --soa was given with another one than zone.',
    fix: 'Take one of the formats that the message lists.',
  },
  'usage/unused-for': {
    meaning: '--unused-for is shorter than a day.',
    why: 'IAM may tell hours later that a key was used; a key in use could be taken for an unused one.',
    fix: 'Use 1d or more.',
  },
  'usage/rotate-or-retire': {
    meaning: '--rotate and --retire were given together.',
    why: 'The old key is retired when the new one is in use everywhere, which takes days.',
    fix: 'Run make-smtp-creds --rotate now and --retire later.',
  },
  'usage/flags-apart': {
    meaning: 'Two flags were given that do not go together.',
    why: 'One of them would do nothing, which a script would not notice.',
    fix: 'Leave out the one that is not meant.',
  },
  'usage/sends-by-api': {
    meaning: '--rotate or --retire was given where the applications send over the API alone.',
    why: '--sends-by api was chosen once, and the checklist remembers it: the step is skipped.',
    fix: 'Add --sends-by both if some applications send over SMTP.',
  },
  'usage/unknown-code': {
    meaning: '`explain` does not know this code.',
    why: 'It is mistyped, or of another version.',
    fix: 'Run `ses-migrate explain` for the list.',
  },
  'usage/confirm': {
    meaning: 'The plan replaces or removes something that is there.',
    why: '`--yes` consents to creating alone; what exists has to be named.',
    fix: 'Read the plan, then add `--confirm NAME` with the names that the message lists.',
  },
  'usage/bad-rehearsal': {
    meaning:
      'The rehearsal has no such situation or fault, or the file of --policy holds no policy.',
    why: 'It is mistyped, or of another version.',
    fix: 'Take one of those that the message lists, or a file that print-policy wrote.',
  },
  'usage/missing': {
    meaning: 'Something that is needed was not given, and nobody can be asked.',
    why: 'Without a terminal, in CI, with --json or --no-input no question is asked. All that is missing is named at once.',
    fix: 'Copy the command line of the message and fill it in.',
  },
  'usage/domains-file': {
    meaning:
      'A line of --domains-file is no domain, the list is empty, or it was given with what it excludes.',
    why: 'The whole list is read before anything is asked, so that a typo does not show after an hour. One domain stands on a line; # begins a comment.',
    fix: 'Correct the lines that the message names, or put # before them. Give domains in the file or on the command line, not both.',
  },
  'usage/encoding': {
    meaning: 'A file is not UTF-8 text, so that it cannot be read, or not be written back whole.',
    why: 'A byte of another encoding would be lost in what is written. Lists and texts that are only read may be UTF-16 with a byte order mark, too.',
    fix: 'Save the file as UTF-8: in an editor, or with `iconv -f latin1 -t utf-8`.',
  },
  'usage/mfa': {
    meaning: 'The AWS profile asks for an MFA code, and nobody can be asked.',
    why: 'The profile assumes a role with a device of its own.',
    fix: 'Run it in a terminal, or sign in first and use the credentials of that session.',
  },
  'usage/consent': {
    meaning: 'The command would change something, and nobody can be asked.',
    why: 'No default is ever "yes".',
    fix: 'Add --yes to do it, or --dry-run to see the plan alone.',
  },
  'usage/other-domain': {
    meaning: 'The checklist is about another domain.',
    why: 'One checklist holds one migration: one domain in one Region.',
    fix: 'Name a checklist for this domain with --checklist FILE, or run in another folder.',
  },
  'usage/other-region': {
    meaning: 'The checklist is about another Region.',
    why: 'One checklist holds one migration. The Region comes from --region, AWS_REGION, AWS_DEFAULT_REGION or the profile.',
    fix: 'Give --region with the Region of the checklist, or another file with --checklist.',
  },
};
