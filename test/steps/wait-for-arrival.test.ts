import { expect, test } from 'vitest';
import { type Arrival, waitForArrival } from '../../src/steps/wait-for-arrival.ts';
import { fakePorts } from '../helpers/ports.ts';

/** Waits for the look number `arrives`, 4 s between looks. */
async function wait(arrives: number, change: Partial<Arrival<number>> = {}) {
  const fakes = fakePorts();
  const shown: [seen: number, pause: number][] = [];
  let looks = 0;
  const arrival: Arrival<number> = {
    limit: 10_000,
    look: async () => {
      looks += 1;
      return looks;
    },
    hasArrived: (seen) => seen === arrives,
    pause: () => 4_000,
    onPause: (seen, pause) => shown.push([seen, pause]),
    ...change,
  };
  const { signal } = new AbortController();
  const seen = await waitForArrival(fakes.ports.clock, arrival, signal);
  return { seen, looks, shown, sleeps: fakes.sleeps };
}

test('what is there already is not waited for', async () => {
  expect(await wait(1, { limit: 0 })).toEqual({ seen: 1, looks: 1, shown: [], sleeps: [] });
});

test('looks after each pause, and tells of each', async () => {
  expect(await wait(3)).toMatchObject({
    seen: 3,
    shown: [
      [1, 4_000],
      [2, 4_000],
    ],
    sleeps: [4_000, 4_000],
  });
});

test('the last pause is cut to the time that is left, and one look comes after it', async () => {
  expect(await wait(99)).toMatchObject({ seen: 4, sleeps: [4_000, 4_000, 2_000] });
});

test('a rest of its own is taken in place of the clock, and may end early', async () => {
  const rests: number[] = [];
  const rest = async (ms: number, _signal: AbortSignal, seen: number) => void rests.push(ms + seen);
  expect(await wait(3, { rest })).toMatchObject({ seen: 3, sleeps: [] });
  expect(rests).toEqual([4_001, 4_002]);
});

test('the pause may follow from what was seen', async () => {
  expect((await wait(4, { pause: (seen) => seen * 1_000 })).sleeps).toEqual([1_000, 2_000, 3_000]);
});

test.each(['look', 'rest'] as const)('an error of %s ends the wait', async (where) => {
  const broken = () => Promise.reject(new Error('gone'));
  await expect(wait(9, { [where]: broken })).rejects.toThrow('gone');
});
