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
  const delayOf = createTokenBucket(rate, timer);
  return async (task) => {
    const wait = delayOf();
    if (wait > 0) await timer.sleep(wait);
    return inFlight(task);
  };
}

/** Places in a queue that are given back at a time. */
const CHUNK = 500;

function createGate(limit: number): Limiter {
  // A queue with a moving head: thousands wait here in a fleet, and each shift would move all of them.
  const waiting: (() => void)[] = [];
  let head = 0;
  let running = 0;
  const leave = (): void => {
    running -= 1;
    const next = waiting[head];
    head += 1;
    if (next === undefined || head === CHUNK) {
      waiting.splice(0, head);
      head = 0;
    }
    next?.();
  };
  const run = <T>(task: () => Promise<T>): Promise<T> => {
    running += 1;
    const result = task();
    result.then(leave, leave);
    return result;
  };
  return (task) =>
    running < limit ? run(task) : new Promise((resolve) => waiting.push(() => resolve(run(task))));
}

/** Each call takes the next token and tells in how many milliseconds it is there. */
function createTokenBucket({ perSecond, burst }: Rate, timer: Timer): () => number {
  const interval = 1000 / perSecond;
  let spent = Number.NEGATIVE_INFINITY;
  return () => {
    const now = timer.now();
    // `spent` is when the bucket would be full again if nobody asked any more.
    spent = Math.max(spent, now) + interval;
    return Math.max(0, spent - now - burst * interval);
  };
}
