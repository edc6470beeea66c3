import { setTimeout as delay } from 'node:timers/promises';
import { cancelled } from '../core/model/errors.ts';
import type { Clock } from '../ports/index.ts';

/** Milliseconds. One Ctrl-C can arrive twice: from the terminal and through npm. */
const SECOND_THOUGHT = 1_000;
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
    let first: number | null = null;
    const stop = (signal: NodeJS.Signals) => {
      abort.abort();
      first ??= performance.now();
      if (performance.now() - first < SECOND_THOUGHT) return;
      listen('off');
      process.kill(process.pid, signal);
    };
    // Not `once`: the second one must find it as well.
    const listen = (how: 'on' | 'off') => {
      for (const signal of SIGNALS) process[how](signal, stop);
    };
    listen('on');
    try {
      return await run(abort.signal);
    } finally {
      listen('off');
    }
  },
};
