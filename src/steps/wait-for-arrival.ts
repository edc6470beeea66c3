import type { Clock } from '../ports/index.ts';

/** A thing that comes by itself: a message, a click, an entry of a queue, a lock that becomes free. */
export interface Arrival<T> {
  /** Milliseconds; the wait ends then, with what the last look saw. */
  readonly limit: number;
  readonly look: (signal: AbortSignal) => Promise<T>;
  readonly hasArrived: (seen: T) => boolean;
  /** Milliseconds until the next look; it is cut to the time that is left. */
  readonly pause: (seen: T) => number;
  /** Hears when the next look comes, to show what is waited for. */
  readonly onPause: (seen: T, pauseMs: number) => void;
  /** Ends the wait when it aborts, with what the last look saw: nobody reads what is found any more. */
  readonly endWith?: AbortSignal;
  /** Lets the pause pass; a mailbox ends it early when it hears of mail. Default: the clock. */
  readonly rest?: (ms: number, signal: AbortSignal, seen: T) => Promise<void>;
}

/** Looks at once and after each pause, until it has arrived or the time is over; returns the last look. */
export async function waitForArrival<T>(
  clock: Clock,
  arrival: Arrival<T>,
  signal: AbortSignal,
): Promise<T> {
  const { limit, look, hasArrived, pause, onPause, endWith } = arrival;
  const rest = arrival.rest ?? ((ms, either) => clock.sleep(ms, either));
  const end = clock.now().getTime() + limit;
  for (;;) {
    const seen = await look(signal);
    const left = end - clock.now().getTime();
    if (hasArrived(seen) || left <= 0) return seen;
    const ms = Math.min(pause(seen), left);
    onPause(seen, ms);
    if (endWith === undefined) await rest(ms, signal, seen);
    else await restUntil(endWith, signal, (either) => rest(ms, either, seen));
    if (endWith?.aborted === true) return seen;
  }
}

/** A pause that either signal ends; only `signal` cancels the command. */
async function restUntil(
  endWith: AbortSignal,
  signal: AbortSignal,
  rest: (either: AbortSignal) => Promise<void>,
): Promise<void> {
  try {
    await rest(AbortSignal.any([signal, endWith]));
  } catch (error) {
    if (signal.aborted || !endWith.aborted) throw error;
  }
}
