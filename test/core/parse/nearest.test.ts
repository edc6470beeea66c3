import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../../src/core/parse/nearest.ts';
import { STEPS } from '../../../src/steps/index.ts';

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['kitten', 'sitting', 3],
  ['stauts', 'status', 1],
  ['ab', 'ba', 1],
  ['ca', 'abc', 3],
  ['same', 'same', 0],
])('distance of %j and %j is %d', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

const COMMANDS = [...STEPS.map(({ id }) => id), 'status', 'rehearse', 'explain'];

test.each([
  ['stauts', ['status']],
  ['STATUS', ['status']],
  ['chekdns', ['check-dns']],
  ['verify', ['verify-domain']],
  ['send', ['send-test']],
  ['publish', []],
  ['x', []],
  ['', []],
])('%j may have been %j', (typed, commands) => {
  expect(nearest(typed, COMMANDS)).toEqual(commands);
});

test('gives the nearest first, and no more than asked for', () => {
  const names = ['eu-west-3', 'eu-east-1', 'eu-west-1', 'us-west-1', 'eu-west-2'];
  expect(nearest('eu-west-1', names, 1)).toEqual(['eu-west-1']);
  expect(nearest('eu-west-1', names)).toEqual(['eu-west-1', 'eu-west-3', 'eu-west-2']);
});
