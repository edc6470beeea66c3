import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { CHECKLIST_SCHEMA, type Checklist } from '../../core/checklist.ts';
import { parseChecklist } from '../../core/checklist-parse.ts';
import type { Store } from '../../ports/index.ts';
import { atomicWrite } from '../atomic-write.ts';
import { inPlaceNote, writeFailure } from '../write-failure.ts';
import { type HeldLock, takeLock, withLock } from './lock.ts';
import { readChecklist, resolveLink } from './read.ts';

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
 * The checklist file at `path`. A symbolic link is followed: its target is read and replaced, and lock
 * (`.lock`) and the state before (`.backup`) lie beside the target.
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
  const locked = async (file: string, work: () => Promise<Checklist>): Promise<Checklist> =>
    // A held lock that was removed by hand protects nothing: another run may have taken it.
    held !== null && (await held.isOurs())
      ? work()
      : withLock(lockOf(file), { now, command, waitMs: lockWaitMs }, work);
  return {
    path,
    writer: { run: randomUUID(), host: hostname(), pid: process.pid },
    load: async () => (await readChecklist(await resolveLink(path)))?.checklist ?? null,
    update(change) {
      const write = lastWrite.then(async () => {
        const file = await resolveLink(path);
        return writing(file, () => locked(file, () => replace(file, change, noteInPlace(file))));
      });
      // Within one run the lock keeps nobody out, so writes wait for each other here.
      lastWrite = write.catch(() => undefined);
      return write;
    },
    async hold() {
      if (held !== null) throw new Error('the checklist is already held by this run');
      const file = await resolveLink(path);
      const lock = await writing(file, () =>
        takeLock(lockOf(file), { now, command, waitMs: ONE_WRITE }),
      );
      held = lock;
      return async () => {
        held = null;
        await lock.release();
      };
    },
  };
}

function lockOf(file: string): string {
  return `${file}.lock`;
}

async function writing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw writeFailure('checklist/not-written', '--checklist', file, error);
  }
}

async function replace(file: string, change: Change, onInPlace: () => void): Promise<Checklist> {
  const current = await readChecklist(file);
  const text = serialize(numbered(current?.checklist ?? null, change(current?.checklist ?? null)));
  const written = parseChecklist(text); // never write what could not be read again
  const mode = current?.mode ?? 0o644;
  if (current) await atomicWrite(`${file}.backup`, current.bytes, { mode, replace: true });
  await atomicWrite(file, Buffer.from(text), { mode, replace: true, onInPlace });
  return written;
}

/** Lineage and serial are the store's to set, whatever `change` made of them. */
function numbered(current: Checklist | null, next: Checklist): Checklist {
  return {
    ...next,
    $schema: CHECKLIST_SCHEMA,
    lineage: current?.lineage ?? (next.lineage || randomUUID()),
    serial: (current?.serial ?? 0) + 1,
  };
}

function serialize(checklist: Checklist): string {
  return `${JSON.stringify(checklist, null, 2)}\n`;
}
