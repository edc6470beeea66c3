import type { Area } from './words.ts';

/** What was typed, before anything was changed. */
export const USAGE: Area = {
  'usage/unknown-command': {
    meaning: 'The command does not exist.',
    why: 'A similar command is proposed, never run.',
    fix: 'Use the proposed name, or one from `ses-migrate --help`.',
  },
  'usage/unknown-option': {
    meaning: 'The command does not have this flag.',
    why: 'It is mistyped, or belongs to another command.',
    fix: 'Use the proposed flag, or one from `ses-migrate COMMAND --help`.',
  },
  'usage/option-missing-argument': {
    meaning: 'A flag that takes a value has none.',
    why: 'The value is missing, or a variable in a script is empty.',
    fix: 'Give the value after the flag.',
  },
  'usage/excess-arguments': {
    meaning: 'The command has too many arguments.',
    why: 'Often an unquoted pattern or a value with a space.',
    fix: 'Quote the value, or run the command once for each.',
  },
  'usage/export-format': {
    meaning: '`export` does not write this format, or not with this flag.',
    why: 'The format is missing or mistyped, or --soa was given with another one than zone.',
    fix: 'Use one of the formats that the message lists.',
  },
  'usage/unused-for': {
    meaning: '--unused-for is shorter than a day.',
    why: 'IAM can report the use of a key hours later; a key in use could look unused.',
    fix: 'Use 1d or more.',
  },
  'usage/rotate-or-retire': {
    meaning: '--rotate and --retire were given together.',
    why: 'The old key is retired when the new one is in use everywhere, which takes days.',
    fix: 'Run make-smtp-creds --rotate now and --retire later.',
  },
  'usage/flags-apart': {
    meaning: 'Two flags cannot be combined.',
    why: 'One of them would do nothing, which a script would not notice.',
    fix: 'Leave one of them out.',
  },
  'usage/sends-by-api': {
    meaning: '--rotate or --retire was given although the applications send only over the API.',
    why: '--sends-by api was chosen, and the checklist remembers it: the step is skipped.',
    fix: 'Add --sends-by both if some applications send over SMTP.',
  },
  'usage/unknown-code': {
    meaning: '`explain` does not know this code.',
    why: 'It is mistyped, or of another version.',
    fix: 'Run `ses-migrate explain` for the list.',
  },
  'usage/confirm': {
    meaning: 'The plan replaces or removes something that exists.',
    why: '`--yes` consents only to creating; what exists must be named.',
    fix: 'Read the plan, then add `--confirm NAME` with the names that the message lists.',
  },
  'usage/bad-rehearsal': {
    meaning:
      'The rehearsal does not have this situation or fault, or the file of --policy contains no policy.',
    why: 'It is mistyped, or of another version.',
    fix: 'Use one that the message lists, or a file that print-policy wrote.',
  },
  'usage/missing': {
    meaning: 'A required input is missing, and the tool cannot prompt.',
    why: 'Without a terminal, in CI, with --json or --no-input the tool never prompts. All missing inputs are named at once.',
    fix: 'Copy the command line of the message and fill it in.',
  },
  'usage/domains-file': {
    meaning:
      'A line of --domains-file is not a domain, the list is empty, or it was combined with a flag that it excludes.',
    why: 'The whole list is read before the first query, so that a typo is found at once. Each line has one domain; # starts a comment.',
    fix: 'Correct the lines that the message names, or put # before them. Give domains in the file or on the command line, not both.',
  },
  'usage/encoding': {
    meaning:
      'A file is not UTF-8 text, so it cannot be read, or cannot be written back completely.',
    why: 'A byte of another encoding would be lost. Lists and texts that are only read can also be UTF-16 with a byte order mark.',
    fix: 'Save the file as UTF-8: in an editor, or with `iconv -f latin1 -t utf-8`.',
  },
  'usage/mfa': {
    meaning: 'The AWS profile needs an MFA code, and the tool cannot prompt.',
    why: 'The profile assumes a role with an MFA device.',
    fix: 'Run it in a terminal, or sign in first and use the credentials of that session.',
  },
  'usage/consent': {
    meaning: 'The command would change something, and the tool cannot prompt for consent.',
    why: 'No default is ever "yes".',
    fix: 'Add --yes to apply it, or --dry-run to see only the plan.',
  },
  'usage/checklist-elsewhere': {
    meaning: 'The domain has a checklist in another folder, and none is in this one.',
    why: 'A second checklist would know nothing of the keys, messages and settings of the first one.',
    fix: 'Add --checklist with the file that the message names. To begin a second one on purpose, name that with --checklist.',
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
