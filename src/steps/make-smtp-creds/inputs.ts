import { STORES } from '../../core/aws/secret-stores.ts';
import { CHOICES } from '../../core/checklist-choices.ts';
import { usage } from '../../core/model/errors.ts';
import { durationText, parseDuration } from '../../core/parse/duration.ts';
import { parseAccessKeyId, parsePolicyArn, parseTag, tagText } from '../../core/parse/iam.ts';
import { defaultSecretName, storeIn } from '../../core/smtp-credentials/secret-store.ts';
import { FORMS } from '../../core/smtp-credentials/settings-formats.ts';
import { defineInput, defineInputs, type OptionsOf } from '../input.ts';
import type { Situation } from '../step.ts';
import { checkTogether } from './flag-rules.ts';

/** Milliseconds. */
export const DEFAULT_UNUSED = 7 * 86_400_000;
/** Milliseconds; IAM tells a use hours later. */
const SHORTEST_UNUSED = 86_400_000;

export const sendsBy = defineInput({
  key: 'sendsBy',
  flag: '--sends-by <way>',
  summary: 'how your applications send: api needs no SMTP credentials (default: both)',
  ...CHOICES.sendsBy,
  choice: 'sendsBy',
});

/** Where the secret goes; asked in a terminal, else the screen (or the JSON) gets it. */
export const handoverFile = defineInput({
  key: 'file',
  flag: '--file <file>',
  summary: 'write the settings there, mode 0600, instead of showing them',
  optional: true,
  question: {
    message: 'File for the SMTP settings (- shows them here)',
    suggestion: './ses-smtp.env',
  },
});

export const makeSmtpCredsInputs = defineInputs([
  {
    key: 'userName',
    flag: '--user-name <name>',
    summary: 'IAM user to create or adopt (default: ses-smtp-<domain>)',
    ...CHOICES.smtpUser,
    choice: 'smtpUser',
  },
  {
    key: 'from',
    flag: '--from <pattern>',
    summary: 'address, or *@domain, that the user may send from (default: *@<domain>)',
    ...CHOICES.senders,
    choice: 'senders',
  },
  {
    key: 'scope',
    flag: '--scope <scope>',
    summary: 'identity: the policy names the identity and configuration set (default: any)',
    ...CHOICES.senderScope,
    choice: 'senderScope',
  },
  {
    key: 'permissionsBoundary',
    flag: '--permissions-boundary <arn>',
    summary: 'managed policy that limits the user, set as it is created',
    parse: parsePolicyArn,
  },
  {
    key: 'tag',
    flag: '--tag <key=value>',
    summary: 'tag of the user, set as it is created',
    parse: parseTag,
    format: tagText,
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
    key: 'key',
    flag: '--key <id>',
    summary: 'with --retire or --rotate: a key that this checklist did not hand over may go, too',
    parse: parseAccessKeyId,
    repeatable: true,
  },
  {
    key: 'unusedFor',
    flag: '--unused-for <duration>',
    summary: `with --retire: for how long nothing may have used it (default: ${durationText(DEFAULT_UNUSED)})`,
    parse: parseUnusedFor,
    format: durationText,
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
]);

export type MakeSmtpCredsOptions = OptionsOf<typeof makeSmtpCredsInputs>;
export type CredsSituation = Situation<MakeSmtpCredsOptions>;

/** Under which name a store of secrets keeps them; null: they go to none. */
export function secretNameOf(
  { output, secretName }: Pick<MakeSmtpCredsOptions, 'output' | 'secretName'>,
  domain: string,
): string | null {
  const store = storeIn(output ?? null);
  return store === null ? null : (secretName ?? defaultSecretName(store, domain));
}

/** Throws Failure `usage/…` where flags do not go together. */
export function checkFlags(answers: MakeSmtpCredsOptions): void {
  checkTogether(answers, makeSmtpCredsInputs);
}

function parseUnusedFor(text: string): number {
  const ms = parseDuration(text);
  if (ms >= SHORTEST_UNUSED) return ms;
  throw usage(
    'unused-for',
    `${JSON.stringify(text)} is too short: IAM may tell hours later that a key was used.`,
    'Use 1d or more.',
  );
}
