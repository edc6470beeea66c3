import { randomUUID } from 'node:crypto';
import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, Failure } from '../../core/model/errors.ts';
import { atomicWrite } from '../atomic-write.ts';
import { errnoOf } from '../errno.ts';
import { readRegular } from '../read-regular.ts';
import { beforeTermination } from '../termination.ts';
import { type Holder, isDead, parseHolder, thisProcess } from './holder.ts';

export interface LockOptions {
  readonly now: () => Date;
  /** What this run is, for the message to the one who has to wait. */
  readonly command: string | null;
  /** How long to wait for a live holder, in milliseconds. */
  readonly waitMs: number;
  /** Where an older version has its lock: a live one there is waited for too, a dead one is removed. */
  readonly older?: string;
}

/** Bytes; ours has some hundreds. */
const LARGEST_LOCK = 64 * 1024;

/** What is in the way; `holder` is null when the lock file does not say. */
interface Blocker {
  readonly path: string;
  readonly holder: Holder | null;
}

/** A lock that this process holds. */
export interface HeldLock {
  /** False when someone removed the lock by hand, or another run has it by now. */
  isOurs(): Promise<boolean>;
  release(): Promise<void>;
}

/**
 * Takes `lock`. A live holder is waited for, then Failure `checklist/locked`; a dead one is followed.
 * Rejects with the system error when the lock cannot be written.
 */
export async function takeLock(lock: string, options: LockOptions): Promise<HeldLock> {
  const me = await thisProcess(randomUUID(), options.now(), options.command);
  const mine = `${JSON.stringify(me, null, 2)}\n`;
  const isOurs = async () => (await readText(lock)) === mine;
  // Before the lock is there, as a signal may end the process the moment it is.
  const forget = beforeTermination(() => removeNow(lock, mine));
  try {
    await waitForTurn(lock, mine, options);
  } catch (error) {
    forget();
    throw error;
  }
  return {
    isOurs,
    async release() {
      forget();
      if (await isOurs()) await rm(lock);
    },
  };
}

async function waitForTurn(
  lock: string,
  mine: string,
  { waitMs, older }: LockOptions,
): Promise<void> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const blocker = (await olderHolder(older)) ?? (await acquire(lock, mine));
    if (blocker === null) return;
    if (performance.now() >= deadline) throw locked(blocker);
    await sleep(5 + Math.random() * 20);
  }
}

async function olderHolder(older: string | undefined): Promise<Blocker | null> {
  const text = older === undefined ? null : await readText(older);
  if (older === undefined || text === null) return null;
  const holder = parseHolder(text);
  if (holder === null || !(await isDead(holder))) return { path: older, holder };
  await rm(older, { force: true });
  return null;
}

/** At the end of the process nothing asynchronous runs any more. */
function removeNow(lock: string, mine: string): void {
  const there = lstatSync(lock, { throwIfNoEntry: false });
  if (there?.isFile() && readFileSync(lock, 'utf8') === mine) rmSync(lock);
}

/** Runs `work` while `lock` exists as ours; see `takeLock`. */
export async function withLock<T>(
  lock: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const held = await takeLock(lock, options);
  try {
    return await work();
  } finally {
    await held.release();
  }
}

/**
 * Takes the lock, or tells what is in the way.
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
    return (await readRegular(path, LARGEST_LOCK)).toString('utf8');
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
  return new Failure('checklist/locked', `Another run holds the lock of this checklist. ${who}`, {
    exitCode: EXIT.unknown,
    fix: `Run this again when it has ended, or add --wait-for-lock 10m. If you know that it no longer runs, remove ${path}`,
  });
}
