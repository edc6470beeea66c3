import type { WorldClock } from '../../src/rehearsal/contract.ts';

/**
 * World time that stands still until a test moves it. Like that of a rehearsal it is never behind the real
 * one: clients sign by what they learnt of either.
 */
export function frozenClock(): WorldClock {
  let now = Date.parse('2100-01-04T10:00:00Z');
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}
