import type { Clock } from '../ports/index.ts';

/** Milliseconds between two questions to SES, which allows one a second (SES quotas, 2026-11). */
const SES_INTERVAL = 1_000;

/** Takes the items in order, so many at a time; no new one once the signal aborts. */
export async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  signal: AbortSignal,
  run: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (signal.aborted) return;
      await run(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

/** Lets callers through one by one, an interval apart; false: Ctrl-C came first. */
export function createTurns(clock: Clock): (signal: AbortSignal) => Promise<boolean> {
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
