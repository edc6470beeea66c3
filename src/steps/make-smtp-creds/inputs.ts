import { STORES } from '../../core/aws/secret-stores.ts';
import { usage } from '../../core/model/errors.ts';
import { parseAddress } from '../../core/parse/address.ts';
import { parseDomain } from '../../core/parse/domain.ts';
import { parseDuration } from '../../core/parse/duration.ts';
import { defaultSecretName, storeIn } from '../../core/smtp-credentials/secret-store.ts';
import { FORMS } from '../../core/smtp-credentials/settings-formats.ts';
import { type Answers, type Input, textOf } from '../input.ts';
import { checkTogether } from './flag-rules.ts';
import { parseBoundary, parseTag } from './user.ts';

/** IAM: user names are up to 64 of these characters (IAM API reference, CreateUser). */
const USER_NAME = /^[\w+=,.@-]{1,64}$/;

export const DEFAULT_UNUSED = '7d';
/** Milliseconds; IAM tells a use hours later. */
const SHORTEST_UNUSED = 86_400_000;

export const sendsBy: Input = {
  key: 'sendsBy',
  flag: '--sends-by <way>',
  summary: 'how your applications send: api needs no SMTP credentials (default: both)',
  values: ['api', 'smtp', 'both'],
  choice: 'sendsBy',
};

/** Where the secret goes; asked in a terminal, else the screen (or the JSON) gets it. */
export const handoverFile: Input = {
  key: 'file',
  flag: '--file <file>',
  summary: 'write the settings there, mode 0600, instead of showing them',
  optional: true,
  question: {
    message: 'File for the SMTP settings (- shows them here)',
    suggestion: './ses-smtp.env',
  },
};

export const makeSmtpCredsInputs: readonly Input[] = [
  {
    key: 'userName',
    flag: '--user-name <name>',
    summary: 'IAM user to create or adopt (default: ses-smtp-<domain>)',
    parse: parseUserName,
    choice: 'smtpUser',
  },
  {
    key: 'from',
    flag: '--from <pattern>',
    summary: 'address, or *@domain, that the user may send from (default: *@<domain>)',
    parse: parseSenders,
    choice: 'senders',
  },
  {
    key: 'scope',
    flag: '--scope <scope>',
    summary: 'identity: the policy names the identity and configuration set (default: any)',
    values: ['any', 'identity'],
    choice: 'senderScope',
  },
  {
    key: 'permissionsBoundary',
    flag: '--permissions-boundary <arn>',
    summary: 'managed policy that limits the user, set as it is created',
    parse: parseBoundary,
  },
  {
    key: 'tag',
    flag: '--tag <key=value>',
    summary: 'tag of the user, set as it is created',
    parse: parseTag,
    repeatable: true,
  },
  {
    key: 'output',
    flag: '--output <form>',
    summary: 'form of the settings, or the store in AWS that takes them (default: env)',
    values: [...FORMS, ...STORES],
  },
  handoverFile,
  {
    key: 'names',
    flag: '--names <file-or-list>',
    summary: 'variable names: an .env file to learn them from, or a comma list',
  },
  {
    key: 'secretName',
    flag: '--secret-name <name>',
    summary: 'name in Kubernetes or in the store (default: ses-smtp and the domain)',
  },
  sendsBy,
  {
    key: 'rotate',
    flag: '--rotate',
    summary: 'make a second key and hand it over; the old one stays active',
  },
  {
    key: 'retire',
    flag: '--retire',
    summary: 'deactivate the old key when nothing uses it any more; delete it in a later run',
  },
  {
    key: 'unusedFor',
    flag: '--unused-for <duration>',
    summary: `with --retire: for how long nothing may have used it (default: ${DEFAULT_UNUSED})`,
    parse: parseUnusedFor,
  },
  {
    key: 'fromSecretStdin',
    flag: '--from-secret-stdin',
    summary: 'only derive the password from a secret access key on stdin',
  },
  {
    key: 'noLoginCheck',
    flag: '--no-login-check',
    summary: 'do not prove the login over STARTTLS',
  },
];

/** Under which name a store of secrets keeps them; null: they go to none. */
export function secretNameOf(answers: Answers, domain: string): string | null {
  const store = storeIn(textOf(answers, 'output'));
  if (store === null) return null;
  return textOf(answers, 'secretName') ?? defaultSecretName(store, domain);
}

/** Throws Failure `usage/…` where flags do not go together. */
export function checkFlags(answers: Answers): void {
  checkTogether(answers, makeSmtpCredsInputs);
}

function parseUnusedFor(text: string): string {
  if (parseDuration(text) >= SHORTEST_UNUSED) return text.trim();
  throw usage(
    'unused-for',
    `${JSON.stringify(text)} is too short: IAM may tell hours later that a key was used.`,
    'Use 1d or more.',
  );
}

function parseUserName(text: string): string {
  if (USER_NAME.test(text)) return text;
  throw usage(
    'bad-user-name',
    `${JSON.stringify(text)} is no IAM user name.`,
    'Use 1 to 64 of A-Z a-z 0-9 + = , . @ _ -.',
  );
}

/** `*@domain` or one address: what `ses:FromAddress` is compared with. */
function parseSenders(text: string): string {
  return text.startsWith('*@') ? `*@${parseDomain(text.slice(2))}` : parseAddress(text).address;
}
