import { Secret } from '../core/model/secret.ts';
import { storeOf } from '../core/smtp-credentials/secret-store.ts';
import type { SettingNames } from '../core/smtp-credentials/settings.ts';
import { readSettings } from '../core/smtp-credentials/settings-reader.ts';
import type { Ports, SmtpLogin } from './index.ts';

type Rooms = Pick<Ports, 'secrets' | 'files'>;

/**
 * What lies at the place that a receipt or an intent of a hand-over names, a file or a store; null: nothing.
 * Throws Failure or PortError where it cannot be read.
 */
export async function textAt({ secrets, files }: Rooms, place: string): Promise<Secret | null> {
  const stored = storeOf(place);
  if (stored !== null) return secrets.readSecret(stored.store, stored.name);
  if (!(await files.exists(place))) return null;
  return new Secret((await files.read(place)).toString('utf8'));
}

/** User name and password there; null when it has not both. `names`: of its variables, where a flag gives them. */
export async function loginAt(
  rooms: Rooms,
  place: string,
  names: SettingNames = {},
): Promise<SmtpLogin | null> {
  const text = await textAt(rooms, place);
  return text === null ? null : readSettings(text.reveal(), names);
}
