import type { WorldClock } from '../../src/rehearsal/contract.ts';

/** World time that stands still until a test moves it. */
export function frozenClock(): WorldClock {
  let now = Date.parse('2026-11-22T10:00:00Z');
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}
