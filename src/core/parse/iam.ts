import { usage } from '../model/errors.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** `key=value` as IAM takes it (IAM API reference, Tag). Throws Failure `usage/bad-value`. */
export function parseTag(text: string): Tag {
  const match = /^([\p{L}\p{N} _.:/+@-]{1,128})=([\p{L}\p{N} _.:/=+@-]{0,256})$/u.exec(text);
  if (match !== null) return { key: match[1] ?? '', value: match[2] ?? '' };
  throw usage('bad-value', `invalid tag: ${JSON.stringify(text)}.`, 'Write --tag KEY=VALUE.');
}

/** The same as parseTag takes it. */
export function tagText({ key, value }: Tag): string {
  return `${key}=${value}`;
}

/** The ARN of a managed policy. Throws Failure `usage/bad-value`. */
export function parsePolicyArn(text: string): string {
  if (/^arn:aws[\w-]*:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/.test(text)) return text;
  throw usage(
    'bad-value',
    `invalid ARN of a managed policy: ${JSON.stringify(text)}.`,
    'The form is arn:aws:iam::123456789012:policy/NAME.',
  );
}

/** The id of an access key (IAM API reference, AccessKey: 16 to 128 word characters). Throws Failure `usage/bad-value`. */
export function parseAccessKeyId(text: string): string {
  if (/^\w{16,128}$/.test(text)) return text;
  throw usage(
    'bad-value',
    `invalid access key ID: ${JSON.stringify(text)}.`,
    'It begins with AKIA.',
  );
}

/** IAM: user names are up to 64 of these characters (IAM API reference, CreateUser). Throws `usage/bad-user-name`. */
export function parseUserName(text: string): string {
  if (/^[\w+=,.@-]{1,64}$/.test(text)) return text;
  throw usage(
    'bad-user-name',
    `${JSON.stringify(text)} is not a valid IAM user name.`,
    'Use 1 to 64 of A-Z a-z 0-9 + = , . @ _ -.',
  );
}
