import { normalize } from 'node:path';
import type { AccessKey, SmtpUser } from '../aws/iam-user.ts';
import type { SavedSettings, SettingsFound } from '../aws/saved-place.ts';
import type { Checklist } from '../checklist.ts';
import type { ReceiptOf } from '../checklist-receipts.ts';
import type { Seen } from '../model/types.ts';
import type { World } from '../world.ts';
import { looksLikeKeyId } from './login-clues.ts';
import { storeOf } from './secret-store.ts';
import { activeKey, handovers, isOfBrokenRun } from './smtp-keys.ts';

/** How two names of a place are compared: `./.env` is `.env`. */
export function samePlace(a: string, b: string): boolean {
  const plain = (place: string) => (storeOf(place) === null ? normalize(place) : place);
  return plain(a) === plain(b);
}

export interface KeyInPlace {
  readonly key: AccessKey;
  readonly place: string;
}

/**
 * The active key of the user that a place holds although no receipt says so: made with another checklist, on another
 * machine or by hand. It is adopted rather than a second key made. null: there is none.
 */
export function adoptableKey(
  world: Pick<World, 'smtpUser' | 'keysInPlace' | 'savedSettings'>,
  checklist: Checklist,
): KeyInPlace | null {
  const user = world.smtpUser.ok ? world.smtpUser.value : null;
  if (user === null || !world.savedSettings.ok) return null;
  for (const { place, found } of namedFirst(world.savedSettings.value)) {
    const key = found.ok && found.value !== null ? keyIn(found.value, user) : null;
    if (key === null || isOfBrokenRun(world, checklist, key)) continue;
    const isKnown = handovers(checklist).some(
      ({ facts }) =>
        facts.accessKeyId === key.id &&
        facts.writtenTo !== null &&
        samePlace(facts.writtenTo, place),
    );
    if (!isKnown) return { key, place };
  }
  return null;
}

function namedFirst(places: readonly SavedSettings[]): readonly SavedSettings[] {
  return [...places.filter(({ named }) => named), ...places.filter(({ named }) => !named)];
}

/** The user name decides; where its variable has an unusual name, any value that is the id of a key. */
function keyIn({ username, keyIds }: SettingsFound, { keys }: SmtpUser): AccessKey | null {
  const isKeyId = username !== null && looksLikeKeyId(username);
  const ids = isKeyId ? [username] : keyIds;
  return keys.find(({ id, active }) => active && ids.includes(id)) ?? null;
}

/** What became of the settings of the key in use, where they were saved. */
export type SavedState =
  | { readonly state: 'shown' | 'there' | 'not-looked' }
  | { readonly state: 'unread'; readonly why: Extract<Seen<never>, { ok: false }> }
  /** `here`: on the machine that wrote the file, or in a store, which is the same from everywhere. */
  | { readonly state: 'missing'; readonly here: boolean; readonly named: boolean }
  | { readonly state: 'other-key'; readonly keyId: string | null }
  | { readonly state: 'changed'; readonly what: 'password' | 'host'; readonly found: string };

export function savedState(
  { savedSettings }: Pick<World, 'savedSettings'>,
  { facts }: ReceiptOf<'handed-over'>,
): SavedState {
  const { writtenTo: place } = facts;
  if (place === null) return { state: 'shown' };
  if (!savedSettings.ok) return { state: 'not-looked' };
  const saved = savedSettings.value.find((each) => samePlace(each.place, place));
  if (saved === undefined) return { state: 'not-looked' };
  const { found, here, named } = saved;
  if (!found.ok) return { state: 'unread', why: found };
  if (found.value === null) return { state: 'missing', here, named };
  const { username, password, host, keyIds } = found.value;
  if (!keyIds.includes(facts.accessKeyId)) {
    const keyId = username ?? keyIds[0] ?? null;
    return { state: 'other-key', keyId };
  }
  // Variables of unusual names hold the key, and nothing more is known of them.
  if (username === null) return { state: 'there' };
  if (password !== 'derived')
    return { state: 'changed', what: 'password', found: password ?? 'none' };
  const isOtherHost = host !== null && host !== '' && host !== facts.host;
  return isOtherHost ? { state: 'changed', what: 'host', found: host } : { state: 'there' };
}

/** The receipts of the key in use, the last one for each place; none: no key is in use. */
export function handoversInUse(
  user: SmtpUser,
  checklist: Checklist,
): readonly ReceiptOf<'handed-over'>[] {
  const key = activeKey(user, checklist);
  const own = handovers(checklist).filter(({ facts }) => facts.accessKeyId === key?.id);
  return own.filter(({ facts: { writtenTo } }, at) =>
    own.slice(at + 1).every((later) => !samePlace(later.facts.writtenTo ?? '', writtenTo ?? '')),
  );
}
