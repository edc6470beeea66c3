import { describe, expect, test } from 'vitest';
import { orderOf } from '../../src/transport/order.ts';
import type { Leg, Split } from '../../src/transport/types.ts';

const LEGS: readonly Leg[] = ['old', 'ses', 'last'].map((name) => ({
  name,
  transport: { name: 'SMTP', send() {} },
}));
const PEOPLE = Array.from({ length: 2_000 }, (_each, index) => `user${index}@inbox.example`);

const names = (split: Split | undefined, to: string) =>
  orderOf(LEGS, split, to).map(({ name }) => name);
const dealt = (split: Split) => PEOPLE.filter((to) => names(split, to)[0] === 'ses');

test('without a split the order is the one given', () => {
  expect(names(undefined, 'a@b.example')).toEqual(['old', 'ses', 'last']);
});

describe('a split', () => {
  test.each([0, 100])('of %i %% is nobody or everybody', (percent) => {
    expect(dealt({ percent })).toHaveLength(percent === 0 ? 0 : PEOPLE.length);
  });

  test('deals about the share, and who was dealt stays so as it grows', () => {
    const [ten, half] = [dealt({ percent: 10 }), dealt({ percent: 50 })];
    expect(ten.length).toBeGreaterThan(PEOPLE.length * 0.07);
    expect(ten.length).toBeLessThan(PEOPLE.length * 0.13);
    expect(ten.filter((to) => !half.includes(to))).toEqual([]);
  });

  test('turns round the first two and keeps the rest', () => {
    expect(names({ percent: 100 }, 'a@b.example')).toEqual(['ses', 'old', 'last']);
  });

  test('is the same for an address in capitals, and another with another seed', () => {
    const split = { percent: 50 };
    for (const to of PEOPLE.slice(0, 50))
      expect(names(split, to.toUpperCase())).toEqual(names(split, to));
    expect(dealt({ percent: 50, seed: 'other' })).not.toEqual(dealt(split));
  });

  test('that a function gives is asked for each message, and checked', () => {
    let percent = 0;
    const split = { percent: () => percent };
    expect(names(split, 'a@b.example')[0]).toBe('old');
    percent = 100;
    expect(names(split, 'a@b.example')[0]).toBe('ses');
    percent = Number.NaN;
    expect(() => names(split, 'a@b.example')).toThrow(RangeError);
  });
});
