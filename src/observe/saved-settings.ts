import { rightsTo } from '../core/aws/permissions.ts';
import type { SavedSettings, SettingsFound } from '../core/aws/saved-place.ts';
import { Failure } from '../core/model/errors.ts';
import type { Seen } from '../core/model/types.ts';
import { passwordForm } from '../core/smtp-credentials/login-clues.ts';
import { samePlace } from '../core/smtp-credentials/saved-settings.ts';
import { storeOf } from '../core/smtp-credentials/secret-store.ts';
import { keyIdsIn, settingsIn } from '../core/smtp-credentials/settings-reader.ts';
import { handovers } from '../core/smtp-credentials/smtp-keys.ts';
import type { Ports } from '../ports/index.ts';
import { textAt } from '../ports/settings-place.ts';
import { see } from './see.ts';
import { source } from './source.ts';

/** The last key and the one before it, which stays for a time after a rotation; each can be in several places. */
const KEYS = 2;

/** Each place is a value of its own: one that cannot be read says nothing of another. */
export const savedSettings = source({
  key: 'savedSettings',
  rights: rightsTo('ssm:GetParameter', 'secretsmanager:GetSecretValue'),
  async read({ ports, scope }) {
    const named = scope.places ?? [];
    const saved = handovers(scope.checklist).filter(({ facts }) => facts.writtenTo !== null);
    const keys = [...new Set(saved.map(({ facts }) => facts.accessKeyId).toReversed())];
    const recent = saved.filter(({ facts }) => keys.slice(0, KEYS).includes(facts.accessKeyId));
    const places = [...named, ...recent.flatMap(({ facts }) => facts.writtenTo ?? [])].filter(
      (place, index, all) => all.findIndex((each) => samePlace(each, place)) === index,
    );
    const looks = places.map(async (place): Promise<SavedSettings> => {
      const last = saved.findLast(({ facts }) => samePlace(facts.writtenTo ?? '', place));
      const isHere = last?.facts.machine === ports.store.writer.host;
      return {
        place,
        named: named.some((each) => samePlace(each, place)),
        here: storeOf(place) !== null || isHere,
        found: await lookAt(ports, place),
      };
    });
    return { ok: true, value: await Promise.all(looks) };
  },
});

/** null: nothing is there. A file that cannot be read is not one that is missing. */
async function lookAt(ports: Ports, place: string): Promise<Seen<SettingsFound | null>> {
  try {
    return await see(async () => {
      const text = await textAt(ports, place);
      return text === null ? null : describe(text.reveal());
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ok: false, code: 'failed', message: error.message };
  }
}

function describe(text: string): SettingsFound {
  const { host, username, password } = settingsIn(text);
  const form = password === null ? null : passwordForm(password);
  return { host, username, password: form, keyIds: keyIdsIn(text) };
}
