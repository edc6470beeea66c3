import type { Secret } from '../model/secret.ts';

/**
 * What a password looks like. `derived`: as SES derives it, 33 octets of which the first is the version 4;
 * `legacy`: the same with version 2, made before 2019-01-10; `secret`: a secret access key, 40 characters
 * (SES Developer Guide, smtp-credentials; IAM User Guide, id_credentials_access-keys).
 */
export type PasswordForm = 'derived' | 'legacy' | 'secret' | 'other';

export function passwordForm(password: Secret): PasswordForm {
  const text = password.reveal();
  if (/^[A-Za-z0-9+/]{40}$/.test(text)) return 'secret';
  if (!/^[A-Za-z0-9+/]{44}$/.test(text)) return 'other';
  const [version] = Buffer.from(text, 'base64');
  if (version === 4) return 'derived';
  return version === 2 ? 'legacy' : 'other';
}

/** A long-term access key id (IAM User Guide, unique identifiers). */
export function looksLikeKeyId(text: string): boolean {
  return /^AKIA[A-Z0-9]{12,124}$/.test(text);
}

/** Without what comes along when a value is copied: white space anywhere, quotes around it. */
export function withoutStray(text: string): string {
  const joined = text.replace(/\s+/g, '');
  return /^(["'`])(.*)\1$/.exec(joined)?.[2] ?? joined;
}
