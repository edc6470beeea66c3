import { expect, test } from 'vitest';
import { createClock } from '../../src/rehearsal/world.ts';

test('world time is real time and what was added to it', () => {
  const clock = createClock();
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(60_000);
  const before = clock.now();
  clock.advance(3_600_000);
  clock.advance(3_600_000);
  expect(clock.now() - before).toBeGreaterThanOrEqual(7_200_000);
  expect(clock.now() - before).toBeLessThan(7_260_000);
});

test('world time does not go back', () => {
  const clock = createClock();
  expect(() => clock.advance(-1)).toThrow('the clock cannot advance by -1 ms');
  expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
});
