import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Checklist } from '../../core/checklist.ts';
import { parseChecklist } from '../../core/checklist-parse.ts';
import { withSums } from '../../core/checklist-sums.ts';
import { checklistText } from '../../core/checklist-text.ts';
import type { Store } from '../../ports/index.ts';
import { atomicWrite } from '../atomic-write.ts';
import { errnoOf } from '../errno.ts';
import { inPlaceNote, writeFailure } from '../write-failure.ts';
import { withLast, writeLast } from './last.ts';
import { type HeldLock, takeLock, withLock } from './lock.ts';
import { leavePlace, makePlace, type Place, placeOf } from './place.ts';
import { readChecklist, removeOlderBackup, resolveLink } from './read.ts';

export interface StoreOptions {
  readonly now: () => Date;
  /** Told to another run that finds the checklist locked, e.g. `ses-migrate verify-domain`. */
  readonly command?: string;
  /** How long one write waits for another run, in milliseconds; default 5000. */
  readonly lockWaitMs?: number;
  /** Hears what a person should know about the file, once. */
  readonly note?: (text: string) => void;
}

/** Milliseconds: the lock of a single write is over by then, and a run that holds it longer is named at once. */
const ONE_WRITE = 300;

type Change = (current: Checklist | null) => Checklist;

/**
 * The checklist file at `path`. A symbolic link is followed: its target is read and replaced, and what belongs to
 * it alone (`place.ts`) lies beside the target.
 */
export function createStore(path: string, options: StoreOptions): Store {
  const { now, command = null, lockWaitMs = 5000 } = options;
  let held: HeldLock | null = null;
  let hasNoted = false;
  const noteInPlace = (file: string) => (): void => {
    if (!hasNoted) options.note?.(inPlaceNote(file));
    hasNoted = true;
  };
  let lastWrite: Promise<unknown> = Promise.resolve();
  const lockOptions = (place: Place, waitMs: number) => ({
    ...{ now, command, waitMs },
    older: place.older.lock,
  });
  const locked = async (place: Place, work: () => Promise<Checklist>): Promise<Checklist> =>
    // A held lock that was removed by hand protects nothing: another run may have taken it.
    held !== null && (await held.isOurs())
      ? work()
      : withLock(place.lock, lockOptions(place, lockWaitMs), work);
  return {
    path,
    writer: { run: randomUUID(), host: hostname(), pid: process.pid },
    load: async () => {
      const place = placeOf(await resolveLink(path));
      return withLast(place, (await readChecklist(place))?.checklist ?? null);
    },
    update(change) {
      const write = lastWrite.then(async () => {
        const place = placeOf(await resolveLink(path));
        return writing(place, () =>
          locked(place, () => replace(place, change, noteInPlace(place.file))),
        );
      });
      // Within one run the lock keeps nobody out, so writes wait for each other here.
      lastWrite = write.catch(() => undefined);
      return write;
    },
    async hold() {
      if (held !== null) throw new Error('the checklist is already held by this run');
      const place = placeOf(await resolveLink(path));
      const lock = await writing(place, () => takeLock(place.lock, lockOptions(place, ONE_WRITE)));
      held = lock;
      return async () => {
        held = null;
        await lock.release();
        await leavePlace(place);
      };
    },
  };
}

async function writing<T>(place: Place, work: () => Promise<T>): Promise<T> {
  try {
    await makePlace(place);
    // Another run that came to nothing removes the folder that it made.
    return await work().catch(async (error: unknown) => {
      if (errnoOf(error) !== 'ENOENT') throw error;
      await makePlace(place);
      return work();
    });
  } catch (error) {
    throw writeFailure('checklist/not-written', '--checklist', place.file, error);
  }
}

async function replace(place: Place, change: Change, onInPlace: () => void): Promise<Checklist> {
  const current = await readChecklist(place);
  const before = await withLast(place, current?.checklist ?? null);
  const next = withLineage(before, change(before));
  const text = checklistText(withSums(next));
  const written = parseChecklist(text); // never write what could not be read again
  const mode = current?.mode ?? 0o644;
  const hasNewReport = JSON.stringify(before?.last ?? null) !== JSON.stringify(next.last);
  // A look that only found a newer report leaves the file, which is under version control, as it is.
  if (!hasNewReport || current === null || current.bytes.toString('utf8') !== text) {
    const options = { mode, replace: true, temporaryIn: place.folder };
    if (current) await atomicWrite(place.backup, current.bytes, options);
    await atomicWrite(place.file, Buffer.from(text), { ...options, onInPlace });
    if (current) await removeOlderBackup(place);
  }
  if (hasNewReport) await writeLast(place, next, mode);
  return { ...written, last: next.last };
}

/** The lineage is the store's to set, whatever `change` made of it. */
function withLineage(current: Checklist | null, next: Checklist): Checklist {
  return { ...next, lineage: current?.lineage ?? (next.lineage || randomUUID()) };
}
