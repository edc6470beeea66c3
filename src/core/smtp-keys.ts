import { type Checklist, intentOf, type Receipt, receiptsOf } from './checklist.ts';
import type { AccessKey, SmtpUser } from './world.ts';

/** Name of the inline policy this tool writes. */
export const POLICY_NAME = 'ses-smtp-send';

const LOGINS = new Set(['proved-login', 'login-refused']);

/** Keys that IAM has, made after an intent that has no result: their secret is lost. */
export function orphanedKeys(user: SmtpUser, checklist: Checklist): readonly AccessKey[] {
  const intent = intentOf(checklist, 'make-smtp-creds');
  if (intent?.what !== 'create-access-key' || intent.facts.user !== user.name) return [];
  const before = String(intent.facts.keysBefore ?? '').split(',');
  return user.keys.filter((key) => !before.includes(key.id));
}

/** The active key that was handed over; null when there is none. */
export function activeKey(user: SmtpUser, checklist: Checklist): AccessKey | null {
  const known = new Set(handovers(checklist).map((receipt) => receipt.facts.accessKeyId));
  return user.keys.find((key) => key.active && known.has(key.id)) ?? null;
}

/** Receipts of keys that were handed over, oldest first. */
export function handovers(checklist: Checklist): readonly Receipt[] {
  return receiptsOf(checklist, 'make-smtp-creds').filter((each) => each.what === 'handed-over');
}

/** The newest receipt that says whether this key logged in; a message taken over SMTP says so, too. */
export function lastLogin(checklist: Checklist, keyId: string): Receipt | null {
  const tried = receiptsOf(checklist, 'make-smtp-creds').filter((each) => LOGINS.has(each.what));
  const sent = receiptsOf(checklist, 'send-test').filter((each) => each.what === 'sent');
  const ofKey = [...tried, ...sent].filter((each) => each.facts.accessKeyId === keyId);
  return ofKey.sort((a, b) => a.at.localeCompare(b.at)).at(-1) ?? null;
}
