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
import type { PlaceOf } from './places.ts';

export { onlyStore } from './places.ts';

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
  summary: 'write the settings to this file (mode 0600); can be repeated: one key, several files',
  repeatable: true,
  optional: true,
  question: {
    message: 'File for the SMTP settings (- shows them here)',
    suggestion: './ses-smtp.env',
  },
});

/** Without a terminal, and where no form was named for a pipe: a log is no place for a password. */
export const neededFile = defineInput({ ...handoverFile, optional: false });

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
    summary: 'address or *@domain to allow in From (repeatable; default: *@<domain>)',
    ...CHOICES.senders,
    repeatable: true,
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
    summary: 'managed policy that limits the user, set when the user is created',
    parse: parsePolicyArn,
  },
  {
    key: 'tag',
    flag: '--tag <key=value>',
    summary: 'tag of the user, set when the user is created',
    parse: parseTag,
    format: tagText,
    repeatable: true,
  },
  {
    key: 'output',
    flag: '--output <form>',
    summary:
      'format of the settings, or the AWS store to save them in; can be repeated (default: env)',
    repeatable: true,
    values: [...FORMS, ...STORES],
  },
  handoverFile,
  {
    key: 'names',
    flag: '--names <file-or-list>',
    summary: 'variable names: an .env file to read them from, or a comma-separated list',
  },
  {
    key: 'secretName',
    flag: '--secret-name <name>',
    summary: 'name of the secret in Kubernetes or the store (default: ses-smtp and the domain)',
  },
  {
    key: 'namespace',
    flag: '--namespace <name>',
    summary: 'with --output kubernetes: namespace of the Secret (default: that of kubectl)',
    parse: parseNamespace,
  },
  sendsBy,
  {
    key: 'rotate',
    flag: '--rotate',
    summary: 'create a second key and save it; the old key stays active',
  },
  {
    key: 'retire',
    flag: '--retire',
    summary: 'deactivate the old key when it is no longer used; delete it in a later run',
  },
  {
    key: 'key',
    flag: '--key <id>',
    summary: 'with --retire or --rotate: also a key that this checklist did not save',
    parse: parseAccessKeyId,
    repeatable: true,
  },
  {
    key: 'unusedFor',
    flag: '--unused-for <duration>',
    summary: `with --retire: how long the key must have been unused (default: ${durationText(DEFAULT_UNUSED)})`,
    parse: parseUnusedFor,
    format: durationText,
  },
  {
    key: 'fromSecretStdin',
    flag: '--from-secret-stdin',
    summary: 'derive the password from a secret access key on stdin, and do nothing else',
  },
  {
    key: 'noLoginCheck',
    flag: '--no-login-check',
    summary: 'skip the login over STARTTLS that verifies the credentials',
  },
]);

export type MakeSmtpCredsOptions = OptionsOf<typeof makeSmtpCredsInputs>;
export type CredsSituation = Situation<MakeSmtpCredsOptions>;
/** The same for one of the places that `--file` and `--output` name. */
export type PlaceOptions = PlaceOf<MakeSmtpCredsOptions>;
export type PlaceSituation = Situation<PlaceOptions>;

/** The one pattern of `--from`; undefined where there are none or several. */
export function onlySender(from: MakeSmtpCredsOptions['from']): string | undefined {
  const patterns = from?.flatMap((each) => each.split(' ')) ?? [];
  return patterns.length === 1 ? patterns[0] : undefined;
}

/** Under which name a store of secrets keeps them; null: they go to none. */
export function secretNameOf(
  { output, secretName }: { readonly output?: string; readonly secretName?: string },
  domain: string,
): string | null {
  const store = storeIn(output ?? null);
  return store === null ? null : (secretName ?? defaultSecretName(store, domain));
}

/** Throws Failure `usage/…` where flags do not go together. */
export function checkFlags(answers: MakeSmtpCredsOptions): void {
  checkTogether(answers, makeSmtpCredsInputs);
}

/** RFC 1123 label (Kubernetes documentation, object names). */
function parseNamespace(text: string): string {
  if (/^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text)) return text;
  throw usage(
    'bad-namespace',
    `${JSON.stringify(text)} is not a valid name of a Kubernetes namespace.`,
    'Use at most 63 lower-case letters, digits and -, beginning and ending with a letter or digit.',
  );
}

function parseUnusedFor(text: string): number {
  const ms = parseDuration(text);
  if (ms >= SHORTEST_UNUSED) return ms;
  throw usage(
    'unused-for',
    `${JSON.stringify(text)} is too short: IAM can report the use of a key hours later.`,
    'Use 1d or more.',
  );
}
