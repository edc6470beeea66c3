import type { Clock } from '../ports.ts';

/** Milliseconds: the first pause, its growth, and the longest one. */
const FIRST = 1_000;
const GROWTH = 1.5;
const LONGEST = 30_000;

/** SES looks for records for 72 hours (SES Developer Guide, mail-from); no wait is of use beyond. */
export const LONGEST_WAIT = 72 * 3_600_000;

export interface Wait {
  /** Milliseconds; the wait ends then, and the last look stands. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** Looks until `settled`, with growing pauses. `onPause` hears when the next look comes. */
export async function waitFor<T>(
  clock: Clock,
  wait: Wait,
  look: () => Promise<T>,
  settled: (seen: T) => boolean,
  onPause: (seen: T, pauseMs: number) => void,
): Promise<T> {
  const end = clock.now().getTime() + wait.limit;
  let pause = FIRST;
  let seen = await look();
  while (!settled(seen)) {
    const left = end - clock.now().getTime();
    if (left <= 0) return seen;
    const ms = Math.min(pause, left);
    onPause(seen, ms);
    await clock.sleep(ms, wait.signal);
    pause = Math.min(pause * GROWTH, LONGEST);
    seen = await look();
  }
  return seen;
}
