import { expect, test } from 'vitest';
import { waitFor } from '../../src/flow/wait.ts';
import { fakePorts } from '../helpers/ports.ts';

const HOUR = 3_600_000;

/** Waits until the look of this number; 0: never settled. */
function wait(until: number, limit: number, onLook: (looks: number) => void = () => undefined) {
  const fakes = fakePorts();
  const told: number[] = [];
  let looks = 0;
  const result = waitFor(fakes.ports.clock, {
    limit,
    look: async () => {
      looks += 1;
      onLook(looks);
      return looks;
    },
    settled: (seen) => seen === until,
    onPause: (_seen, ms) => told.push(ms),
  });
  return { fakes, told, result };
}

test('settled at the first look: no pause at all', async () => {
  const { fakes, result } = wait(1, HOUR);
  expect(await result).toBe(1);
  expect(fakes.sleeps).toEqual([]);
});

test('pauses grow up to a minute, and each is reported before it is slept', async () => {
  const { fakes, told, result } = wait(14, HOUR);
  expect(await result).toBe(14);
  expect(told).toEqual(fakes.sleeps);
  expect(fakes.sleeps[0]).toBe(1000);
  for (const [index, ms] of fakes.sleeps.slice(1).entries())
    expect(ms).toBeGreaterThanOrEqual(fakes.sleeps[index] ?? 0);
  expect(fakes.sleeps.at(-1)).toBe(60_000);
});

test('the limit ends it with one last look, and is not slept over', async () => {
  const { fakes, result } = wait(0, 60_000);
  expect(await result).toBe(fakes.sleeps.length + 1);
  const slept = fakes.sleeps.reduce((sum, ms) => sum + ms);
  expect(Math.abs(slept - 60_000)).toBeLessThan(2);
});

test('a limit of nothing is one look', async () => {
  const { fakes, result } = wait(0, 0);
  expect(await result).toBe(1);
  expect(fakes.sleeps).toEqual([]);
});

test('Ctrl-C ends it as a cancelled command', async () => {
  const { fakes, result } = wait(0, HOUR, (looks) => {
    if (looks === 3) fakes.interrupt();
  });
  await expect(result).rejects.toMatchObject({ exitCode: 130 });
  expect(fakes.sleeps).toHaveLength(2);
});

test('where it is known when something moves, the look comes then: not sooner, and within a minute', async () => {
  const fakes = fakePorts();
  // After each look: known, known too soon, known far away, and then nothing is known any more.
  const moves = [7_000, 10, 3_600_000, null, null];
  let looks = 0;
  await waitFor(fakes.ports.clock, {
    limit: HOUR,
    look: async () => {
      looks += 1;
      return looks;
    },
    settled: (seen) => seen > moves.length,
    changesIn: (seen) => moves[seen - 1] ?? null,
    onPause: () => undefined,
  });
  expect(fakes.sleeps).toEqual([7_000, 1_000, 60_000, 1_000, 1_500]);
});

test('no pause goes beyond the limit, though nothing moves before', async () => {
  const fakes = fakePorts();
  await waitFor(fakes.ports.clock, {
    limit: 5_000,
    look: async () => 0,
    settled: () => false,
    changesIn: () => 50_000,
    onPause: () => undefined,
  });
  expect(fakes.sleeps).toEqual([5_000]);
});

test('a reader that went away ends it at once, with what was seen last', async () => {
  const gone = new AbortController();
  const { ports } = fakePorts();
  let looks = 0;
  const clock = {
    ...ports.clock,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('slept no longer')));
        gone.abort();
      }),
  };
  const look = async () => {
    looks += 1;
    return looks;
  };
  const rest = { settled: () => false, onPause: () => undefined };
  const seen = await waitFor(clock, { limit: HOUR, look, ...rest, endWith: gone.signal });
  expect([seen, looks]).toEqual([1, 1]);
});
