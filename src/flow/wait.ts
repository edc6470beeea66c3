import type { Clock } from '../ports/index.ts';
import { waitForArrival } from '../steps/wait-for-arrival.ts';

/** Milliseconds: the first and shortest pause, its growth, and the longest one. */
const FIRST = 1_000;
const GROWTH = 1.5;
const LONGEST = 60_000;

/** SES checks for records for 72 hours (SES Developer Guide, mail-from); a longer wait is useless. */
export const LONGEST_WAIT = 72 * 3_600_000;

export interface Waiting<T> {
  /** Milliseconds; the wait ends then, with what the last look saw. */
  readonly limit: number;
  readonly look: (signal: AbortSignal) => Promise<T>;
  readonly settled: (seen: T) => boolean;
  /** Milliseconds until something can change, where that is known; null: at any time. */
  readonly changesIn?: (seen: T) => number | null;
  /** Ends the wait when it aborts, with what the last look saw. */
  readonly endWith?: AbortSignal;
  /** Called before each pause, with its length. */
  readonly onPause: (seen: T, pauseMs: number) => void;
}

/** Looks until `settled`: when something is expected to change, or else with growing pauses. Ctrl-C cancels the command. */
export function waitFor<T>(clock: Clock, waiting: Waiting<T>): Promise<T> {
  const { limit, look, settled, changesIn, onPause, endWith } = waiting;
  let growing = FIRST;
  const pause = (seen: T): number => {
    const known = changesIn?.(seen) ?? null;
    const ms = known === null ? growing : Math.min(Math.max(known, FIRST), LONGEST);
    // One change often follows another, so the pauses grow from the first one again.
    growing = known === null ? Math.min(growing * GROWTH, LONGEST) : FIRST;
    return ms;
  };
  const ends = endWith === undefined ? {} : { endWith };
  const arrival = { limit, look, hasArrived: settled, pause, onPause, ...ends };
  return clock.interruptible((signal) => waitForArrival(clock, arrival, signal));
}
