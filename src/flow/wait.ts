import type { Clock } from '../ports/index.ts';

/** Milliseconds: the first and shortest pause, its growth, and the longest one. */
const FIRST = 1_000;
const GROWTH = 1.5;
const LONGEST = 60_000;

/** SES looks for records for 72 hours (SES Developer Guide, mail-from); no wait is of use beyond. */
export const LONGEST_WAIT = 72 * 3_600_000;

export interface Waiting<T> {
  /** Milliseconds; the wait ends then, and the last look stands. */
  readonly limit: number;
  readonly look: (signal: AbortSignal) => Promise<T>;
  readonly settled: (seen: T) => boolean;
  /** Milliseconds until something moves, where that is known; null: it may move at any time. */
  readonly movesIn?: (seen: T) => number | null;
  /** Hears when the next look comes. */
  readonly onPause: (seen: T, pauseMs: number) => void;
}

/** Looks until `settled`: when something is known to move, else with growing pauses. Ctrl-C ends it as a cancelled command. */
export function waitFor<T>(clock: Clock, waiting: Waiting<T>): Promise<T> {
  return clock.interruptible((signal) => waitUntil(clock, waiting, signal));
}

async function waitUntil<T>(clock: Clock, waiting: Waiting<T>, signal: AbortSignal): Promise<T> {
  const { limit, look, settled, movesIn, onPause } = waiting;
  const end = clock.now().getTime() + limit;
  let pause = FIRST;
  let seen = await look(signal);
  while (!settled(seen)) {
    const left = end - clock.now().getTime();
    if (left <= 0) return seen;
    const known = movesIn?.(seen) ?? null;
    const wish = known === null ? pause : Math.min(Math.max(known, FIRST), LONGEST);
    const ms = Math.min(wish, left);
    onPause(seen, ms);
    await clock.sleep(ms, signal);
    // What moved draws more after it, so the pauses begin anew.
    pause = known === null ? Math.min(pause * GROWTH, LONGEST) : FIRST;
    seen = await look(signal);
  }
  return seen;
}
