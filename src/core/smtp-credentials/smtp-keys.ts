import type { AccessKey, SmtpUser } from '../aws/iam-user.ts';
import { type Checklist, intentsOf, receiptsOf } from '../checklist.ts';
import type { ReceiptOf } from '../checklist-receipts.ts';
import type { World } from '../world.ts';

/** Name of the inline policy this tool writes. */
export const POLICY_NAME = 'ses-smtp-send';

const LOGINS = ['proved-login', 'login-refused', 'login-not-tried'] as const;
type Login = ReceiptOf<(typeof LOGINS)[number] | 'sent'>;

/** The user, its keys, and what a broken run may have left where it was told to put the settings. */
export type KeysSeen = Pick<World, 'smtpUser' | 'keysInPlace'>;

/**
 * Keys that IAM has, made after an intent that has no result, and that are not in the place the intent names:
 * their secret is lost.
 */
export function orphanedKeys(seen: KeysSeen, checklist: Checklist): readonly AccessKey[] {
  const { keysInPlace } = seen;
  if (!keysInPlace.ok) return [];
  return keysOfBrokenRun(seen, checklist).filter(({ id }) => !keysInPlace.value.includes(id));
}

/** The key of a run that ended after it handed it over and before it noted that; null: none. */
export function unrecordedKey(seen: KeysSeen, checklist: Checklist): AccessKey | null {
  const { keysInPlace } = seen;
  if (!keysInPlace.ok) return null;
  return keysOfBrokenRun(seen, checklist).find(({ id }) => keysInPlace.value.includes(id)) ?? null;
}

/** The keys of a broken run where the place that may have them cannot be read. */
export function undecidedKeys(seen: KeysSeen, checklist: Checklist): readonly AccessKey[] {
  return seen.keysInPlace.ok ? [] : keysOfBrokenRun(seen, checklist);
}

function keysOfBrokenRun({ smtpUser }: KeysSeen, checklist: Checklist): readonly AccessKey[] {
  const user = smtpUser.ok ? smtpUser.value : null;
  if (user === null) return [];
  const recorded = handovers(checklist).map((receipt) => receipt.facts.accessKeyId);
  const before = brokenCreations(checklist)
    .filter(({ facts }) => facts.user === user.name)
    .map(({ facts }) => facts.keysBefore.split(','));
  return user.keys.filter(
    ({ id }) => !recorded.includes(id) && before.some((ids) => !ids.includes(id)),
  );
}

/** Whether a run that ended before it recorded its key may have made this one. */
export function isOfBrokenRun(seen: KeysSeen, checklist: Checklist, key: AccessKey): boolean {
  return keysOfBrokenRun(seen, checklist).includes(key);
}

/** What runs were about to do that ended between the making of a key and its hand-over; oldest first. */
export function brokenCreations(checklist: Checklist) {
  return intentsOf(checklist, 'make-smtp-creds', 'create-access-key');
}

/** The newest of them; null: none. */
export function brokenCreation(checklist: Checklist) {
  return brokenCreations(checklist).at(-1) ?? null;
}

/** The active key that was handed over last; null when there is none. */
export function activeKey(user: SmtpUser, checklist: Checklist): AccessKey | null {
  for (const { facts } of handovers(checklist).toReversed()) {
    const key = user.keys.find(({ id, active }) => active && id === facts.accessKeyId);
    if (key !== undefined) return key;
  }
  return null;
}

/** Keys that were handed over before the one in use, active or not. */
export function oldKeys(user: SmtpUser, checklist: Checklist): readonly AccessKey[] {
  const inUse = activeKey(user, checklist);
  const known = handovers(checklist).map((receipt) => receipt.facts.accessKeyId);
  return user.keys.filter((key) => key !== inUse && known.includes(key.id));
}

/**
 * Keys of the user that this checklist never handed over, and that no broken run of it made: of another Region or
 * checklist, or made by hand.
 */
export function foreignKeys(seen: KeysSeen, checklist: Checklist): readonly AccessKey[] {
  const user = seen.smtpUser.ok ? seen.smtpUser.value : null;
  const known = handovers(checklist).map((receipt) => receipt.facts.accessKeyId);
  const broken = keysOfBrokenRun(seen, checklist);
  return (user?.keys ?? []).filter((key) => !known.includes(key.id) && !broken.includes(key));
}

/** Receipts of keys that were handed over, oldest first. */
export function handovers(checklist: Checklist): readonly ReceiptOf<'handed-over'>[] {
  return receiptsOf(checklist, 'make-smtp-creds', 'handed-over');
}

/** The newest receipt that says whether this key logged in; a message taken over SMTP says so, too. */
export function lastLogin(checklist: Checklist, keyId: string): Login | null {
  const tried = receiptsOf(checklist, 'make-smtp-creds', ...LOGINS);
  const sent = receiptsOf(checklist, 'send-test', 'sent');
  const ofKey = [...tried, ...sent].filter((each) => each.facts.accessKeyId === keyId);
  return ofKey.sort((a, b) => a.at.localeCompare(b.at)).at(-1) ?? null;
}

export function isProven(login: Login | null): boolean {
  return login?.what === 'proved-login' || login?.what === 'sent';
}
