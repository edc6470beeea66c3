import type { Scheduler, WorldClock } from './contract.ts';

/** World time starts as real time and only ever runs ahead of it. */
export function createClock(): WorldClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`the clock cannot advance by ${ms} ms`);
      ahead += ms;
    },
  };
}

export function createScheduler(): Scheduler {
  const timers = new Set<NodeJS.Timeout>();
  return {
    later(ms, run) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        void run();
      }, ms);
      timer.unref();
      timers.add(timer);
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
