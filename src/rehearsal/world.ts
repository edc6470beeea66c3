import type { WorldClock } from './contract.ts';

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
