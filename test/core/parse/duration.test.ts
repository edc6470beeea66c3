import { expect, test } from 'vitest';
import { parseDuration } from '../../../src/core/parse/duration.ts';

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['3d', 259_200_000],
  [' 1s ', 1000],
  ['007m', 420_000],
  ['365d', 31_536_000_000],
])('%j is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  ['', '90s, 10m, 2h, 3d'],
  ['90', 'mean 90s?'],
  ['10M', 'mean 10m?'],
  ['10 min', 'mean 10m?'],
  ['2 hours', 'mean 2h?'],
  ['3days', 'mean 3d?'],
  ['1.5h', '90s, 10m'],
  ['-5m', '90s, 10m'],
  ['1h30m', '90s, 10m'],
  ['5y', '90s, 10m'],
  ['10constructor', '90s, 10m'],
  ['0s', '1s to 365d'],
  ['366d', '1s to 365d'],
  ['99999999999999999999d', '1s to 365d'],
])('refuses %j: %s', (text, fix) => {
  expect(() => parseDuration(text)).toThrow(
    expect.objectContaining({
      code: 'usage/bad-duration',
      message: `invalid duration: ${JSON.stringify(text)}.`,
      fix: expect.stringContaining(fix),
    }),
  );
});
