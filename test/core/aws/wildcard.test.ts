import { expect, test } from 'vitest';
import { matchesWildcard } from '../../../src/core/aws/wildcard.ts';

test.each<[pattern: string, text: string, matches: boolean]>([
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['*', 'any\nthing', true],
  ['?', '', false],
  ['?', 'a', true],
  ['?', 'ab', false],
  ['a*', 'a', true],
  ['a*c', 'abbc', true],
  ['a*c', 'abbd', false],
  ['a*b*c', 'axbyc', true],
  ['a*b*c', 'acb', false],
  ['*.example', 'acme.example', true],
  ['*@acme.example', 'hello@acme.example', true],
  ['*@acme.example', 'hello@acme.example.org', false],
  ['***', 'x', true],
  ['a.c', 'abc', false],
  ['a[b]', 'a[b]', true],
  ['Case', 'case', false],
  [
    'arn:aws:ses:*:123456789012:configuration-set/*',
    'arn:aws:ses:eu-west-1:123456789012:configuration-set/main',
    true,
  ],
  [
    'arn:aws:ses:*:123456789012:configuration-set/?',
    'arn:aws:ses:eu-west-1:123456789012:configuration-set/main',
    false,
  ],
])('%j matches %j: %s', (pattern, text, matches) => {
  expect(matchesWildcard(pattern, text)).toBe(matches);
});

test('a pattern that would make a regular expression go back for years is judged at once', () => {
  expect(matchesWildcard(`${'*a'.repeat(200)}*b`, 'a'.repeat(5_000))).toBe(false);
});
