import { randomUUID } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, Failure } from '../../core/model/errors.ts';
import { atomicWrite } from '../atomic-write.ts';
import { errnoOf } from '../errno.ts';
import { type Holder, isDead, parseHolder, thisProcess } from './holder.ts';

export interface LockOptions {
  readonly now: () => Date;
  /** What this run is, for the message to the one who has to wait. */
  readonly command: string | null;
  /** How long to wait for a live holder, in milliseconds. */
  readonly waitMs: number;
}

/** What stands in the way; `holder` is null when the lock file does not say. */
interface Blocker {
  readonly path: string;
  readonly holder: Holder | null;
}

/**
 * Runs `work` while `lock` exists as ours. Another run holds it for milliseconds, so a live one is waited
 * for, then Failure `checklist/locked`. Rejects with the system error when the lock cannot be written.
 */
export async function withLock<T>(
  lock: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const me = await thisProcess(randomUUID(), options.now(), options.command);
  const mine = `${JSON.stringify(me, null, 2)}\n`;
  const deadline = performance.now() + options.waitMs;
  for (;;) {
    const blocker = await acquire(lock, mine);
    if (blocker === null) break;
    if (performance.now() >= deadline) throw locked(blocker);
    await sleep(5 + Math.random() * 20);
  }
  try {
    return await work();
  } finally {
    if ((await readText(lock)) === mine) await rm(lock);
  }
}

/**
 * Takes the lock, or tells what stands in the way.
 *
 * A dead holder is followed by one taker only: the right to replace holding `id` is itself a lock,
 * `<lock>.<id>`, and it becomes the new lock by the rename that replaces the dead one. So the lock is
 * never absent in between, and a taker that dies on the way is followed by the same rule.
 */
async function acquire(lock: string, mine: string): Promise<Blocker | null> {
  if (await createOnce(lock, mine)) return null;
  const held = await readText(lock);
  const holder = held === null ? null : parseHolder(held);
  if (holder === null || !(await isDead(holder))) return { path: lock, holder };
  const claim = `${lock}.${holder.id}`;
  const blocker = await acquire(claim, mine);
  if (blocker !== null) return blocker;
  if ((await readText(lock)) !== held) {
    await rm(claim); // another taker was through before our claim
    return { path: lock, holder: null };
  }
  await rename(claim, lock);
  return null;
}

async function createOnce(path: string, text: string): Promise<boolean> {
  try {
    await atomicWrite(path, Buffer.from(text), { mode: 0o644, replace: false });
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function locked({ path, holder }: Blocker): Failure {
  const who =
    holder === null
      ? `The lock ${path} does not say who holds it.`
      : `Held by process ${holder.pid} on host ${holder.host} since ${holder.startedAt}` +
        `${holder.command === null ? '' : ` (${holder.command})`}.`;
  return new Failure('checklist/locked', `Another run is changing this checklist. ${who}`, {
    exitCode: EXIT.act,
    fix: `Wait until it ends, then run this again. If you know that it no longer runs, remove ${path}`,
  });
}
