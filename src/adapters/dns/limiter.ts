import { setTimeout as delay } from 'node:timers/promises';

/** Runs a task as soon as the limits allow it, first come first served. */
export type Limiter = <T>(task: () => Promise<T>) => Promise<T>;

/** A token bucket: `burst` tasks may start at once, then so many a second. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Milliseconds that only go forward, and a way to let some pass. */
export interface Timer {
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

const REAL: Timer = { now: () => performance.now(), sleep: (ms) => delay(ms) };

/** At most `limit` tasks that run at a time, and no more starts than `rate` allows; null: as fast as they end. */
export function createLimiter(
  limit: number,
  rate: Rate | null = null,
  timer: Timer = REAL,
): Limiter {
  const inFlight = createGate(limit);
  if (rate === null) return inFlight;
  const turn = createTurns(rate, timer);
  return async (task) => {
    const wait = turn();
    if (wait > 0) await timer.sleep(wait);
    return inFlight(task);
  };
}

function createGate(limit: number): Limiter {
  // A queue with a moving head: thousands wait here in a fleet, and a shift would move all of them.
  const waiting: (() => void)[] = [];
  let head = 0;
  let running = 0;
  return async (task) => {
    if (running < limit) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      // The place goes straight to the next in line, so `running` stays as it is.
      const next = waiting[head];
      if (next === undefined) {
        running -= 1;
        waiting.length = 0;
        head = 0;
      } else {
        head += 1;
        next();
      }
    }
  };
}

/** Each call takes the next token and tells in how many milliseconds it is there. */
function createTurns({ perSecond, burst }: Rate, timer: Timer): () => number {
  const interval = 1000 / perSecond;
  let spent = Number.NEGATIVE_INFINITY;
  return () => {
    const now = timer.now();
    // `spent` is when the bucket would be full again if nobody asked any more.
    spent = Math.max(spent, now) + interval;
    return Math.max(0, spent - now - burst * interval);
  };
}
