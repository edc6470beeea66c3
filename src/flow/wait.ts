import type { Clock } from '../ports.ts';

/** Milliseconds: the first pause, its growth, and the longest one. */
const FIRST = 1_000;
const GROWTH = 1.5;
const LONGEST = 30_000;

/** SES looks for records for 72 hours (SES Developer Guide, mail-from); no wait is of use beyond. */
export const LONGEST_WAIT = 72 * 3_600_000;

export interface Waiting<T> {
  /** Milliseconds; the wait ends then, and the last look stands. */
  readonly limit: number;
  readonly look: (signal: AbortSignal) => Promise<T>;
  readonly settled: (seen: T) => boolean;
  /** Hears when the next look comes. */
  readonly onPause: (seen: T, pauseMs: number) => void;
}

/** Looks until `settled`, with growing pauses. Ctrl-C ends it as a cancelled command. */
export function waitFor<T>(clock: Clock, waiting: Waiting<T>): Promise<T> {
  return clock.interruptible((signal) => waitUntil(clock, waiting, signal));
}

async function waitUntil<T>(clock: Clock, waiting: Waiting<T>, signal: AbortSignal): Promise<T> {
  const { limit, look, settled, onPause } = waiting;
  const end = clock.now().getTime() + limit;
  let pause = FIRST;
  let seen = await look(signal);
  while (!settled(seen)) {
    const left = end - clock.now().getTime();
    if (left <= 0) return seen;
    const ms = Math.min(pause, left);
    onPause(seen, ms);
    await clock.sleep(ms, signal);
    pause = Math.min(pause * GROWTH, LONGEST);
    seen = await look(signal);
  }
  return seen;
}
