import { setTimeout as delay } from 'node:timers/promises';
import { cancelled } from '../core/model/errors.ts';
import type { Clock } from '../ports/index.ts';
import { handleTermination } from './termination.ts';

/** Milliseconds. One Ctrl-C can arrive twice: from the terminal and through npm. */
const SECOND_THOUGHT = 1_000;

/** Real time. An interrupted sleep is a cancelled command. */
export const realClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted === true)
        throw cancelled('Stopped waiting. Run the same command to continue.');
      throw error;
    }
  },
  async interruptible(run) {
    const abort = new AbortController();
    let first: number | null = null;
    const forget = handleTermination((signal) => {
      abort.abort();
      first ??= performance.now();
      if (performance.now() - first < SECOND_THOUGHT) return;
      forget();
      process.kill(process.pid, signal);
    });
    try {
      return await run(abort.signal);
    } finally {
      forget();
    }
  },
};
