import { expect, test } from 'vitest';
import {
  agoInWords,
  idleTime,
  spanInWords,
  useInWords,
} from '../../../src/core/smtp-credentials/key-use.ts';
import { failed, key, ok } from '../../helpers/world.ts';

const AS_OF = '2026-11-22T10:00:00.000Z';
const HOUR = 3_600_000;
const USED = key('A', true, {
  lastUse: ok({ at: '2026-11-19T10:00:00.000Z', service: 'ses', region: 'eu-west-1' }),
});

test('a key is idle since its last use, one that was never used since it was made, by the clock of AWS', () => {
  expect(idleTime(USED, AS_OF)).toBe(72 * HOUR);
  expect(idleTime(key('A'), AS_OF)).toBe(48 * HOUR);
  expect(idleTime(key('A', true, { lastUse: failed('denied') }), AS_OF)).toBeNull();
});

test('a use that may not be read is not called none', () => {
  expect(useInWords(USED, AS_OF)).toBe('last used 3 days ago (ses, eu-west-1)');
  expect(useInWords(key('A'), AS_OF)).toBe('never used');
  expect(useInWords(key('A', true, { lastUse: failed('denied') }), AS_OF)).toContain('denied');
});

test.each([
  [0, 'within the last hour'],
  [HOUR, '1 hour ago'],
  [47 * HOUR, '47 hours ago'],
  [49 * HOUR, '2 days ago'],
])('%i ms is %s', (ms, words) => {
  expect(agoInWords(ms)).toBe(words);
});

test.each([
  [24 * HOUR, '1 day'],
  [168 * HOUR, '7 days'],
  [36 * HOUR, '36 hours'],
])('%i ms is a span of %s', (ms, words) => {
  expect(spanInWords(ms)).toBe(words);
});
