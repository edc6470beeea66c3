import { setTimeout as delay } from 'node:timers/promises';
import { cancelled } from '../core/errors.ts';
import type { Clock } from '../ports.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Real time. An interrupted sleep is a cancelled command. */
export const realClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted === true)
        throw cancelled('Stopped waiting. Run the same command to go on.');
      throw error;
    }
  },
  async interruptible(run) {
    const abort = new AbortController();
    const stop = () => abort.abort();
    // Not `once`: where ora finds its own listener to be the last one left, it ends the process by the signal.
    for (const signal of SIGNALS) process.on(signal, stop);
    try {
      return await run(abort.signal);
    } finally {
      for (const signal of SIGNALS) process.off(signal, stop);
    }
  },
};
