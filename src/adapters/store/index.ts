import { randomUUID } from 'node:crypto';
import { CHECKLIST_SCHEMA, type Checklist } from '../../core/checklist.ts';
import { parseChecklist } from '../../core/checklist-parse.ts';
import type { Store } from '../../ports/index.ts';
import { atomicWrite } from '../atomic-write.ts';
import { writeFailure } from '../write-failure.ts';
import { withLock } from './lock.ts';
import { readChecklist, resolveLink } from './read.ts';

export interface StoreOptions {
  readonly now: () => Date;
  /** Told to another run that finds the checklist locked, e.g. `ses-migrate verify-domain`. */
  readonly command?: string;
  /** How long to wait for another run's write, in milliseconds; default 5000. */
  readonly lockWaitMs?: number;
}

/**
 * The checklist file at `path`. A symbolic link is followed: its target is read and replaced, and lock
 * (`.lock`) and the state before (`.backup`) lie beside the target.
 */
export function createStore(path: string, options: StoreOptions): Store {
  return {
    path,
    load: async () => (await readChecklist(await resolveLink(path)))?.checklist ?? null,
    update: (change) => update(path, options, change),
  };
}

async function update(
  path: string,
  options: StoreOptions,
  change: (current: Checklist | null) => Checklist,
): Promise<Checklist> {
  const file = await resolveLink(path);
  const lock = {
    now: options.now,
    command: options.command ?? null,
    waitMs: options.lockWaitMs ?? 5000,
  };
  try {
    return await withLock(`${file}.lock`, lock, async () => {
      const current = await readChecklist(file);
      const text = serialize(
        numbered(current?.checklist ?? null, change(current?.checklist ?? null)),
      );
      const written = parseChecklist(text); // never write what could not be read again
      const mode = current?.mode ?? 0o644;
      if (current) await atomicWrite(`${file}.backup`, current.bytes, { mode, replace: true });
      await atomicWrite(file, Buffer.from(text), { mode, replace: true });
      return written;
    });
  } catch (error) {
    throw writeFailure('checklist/not-written', '--checklist', file, error);
  }
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
