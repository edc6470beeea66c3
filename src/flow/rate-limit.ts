import type { Clock } from '../ports/index.ts';

/** Milliseconds between two requests to SES, which allows one a second (SES quotas, 2026-11). */
const SES_INTERVAL = 1_000;

/** Lets callers through one by one, an interval apart; false: Ctrl-C came first. */
export function createRateLimiter(clock: Clock): (signal: AbortSignal) => Promise<boolean> {
  let free = 0;
  return async (signal) => {
    const now = clock.now().getTime();
    const mine = Math.max(free, now);
    free = mine + SES_INTERVAL;
    try {
      if (mine > now) await clock.sleep(mine - now, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return !signal.aborted;
  };
}
