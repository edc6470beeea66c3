import type { ChecklistFiles } from '../../ports/index.ts';
import { atomicWrite } from '../atomic-write.ts';
import { writeFailure } from '../write-failure.ts';
import { withLock } from './lock.ts';
import { checklistsNear } from './near.ts';
import { makePlace, placeOf } from './place.ts';
import { readText, resolveLink } from './read.ts';

/** Milliseconds: a run that holds the lock longer is named at once. */
const ONE_WRITE = 300;

/** Checklists as texts, for a merge: git's own temporary files too, beside which nothing is left. */
export function createChecklistFiles(now: () => Date, command: string): ChecklistFiles {
  return {
    near: checklistsNear,
    read: async (path) => (await readText(await resolveLink(path))).text,
    async write(path, text, { isOurs }) {
      const file = await resolveLink(path);
      try {
        const { text: before, mode } = await readText(file);
        const replace = { mode, replace: true };
        if (!isOurs) return await atomicWrite(file, Buffer.from(text), replace);
        const place = placeOf(file);
        await makePlace(place);
        const options = { now, command, waitMs: ONE_WRITE, older: place.older.lock };
        await withLock(place.lock, options, async () => {
          const inPlace = { ...replace, temporaryIn: place.folder };
          await atomicWrite(place.backup, Buffer.from(before), inPlace);
          await atomicWrite(file, Buffer.from(text), inPlace);
        });
      } catch (error) {
        throw writeFailure('checklist/not-written', '--checklist', file, error);
      }
    },
  };
}
