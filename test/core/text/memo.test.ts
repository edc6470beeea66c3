import { expect, test } from 'vitest';
import { createMemo } from '../../../src/core/text/memo.ts';

/** A memo of two places, and the keys it made a value for. */
function counted() {
  const memo = createMemo<string>(2);
  const made: string[] = [];
  const get = (key: string) =>
    memo(key, () => {
      made.push(key);
      return key.toUpperCase();
    });
  return { get, made };
}

test('a value is made once for each key', () => {
  const { get, made } = counted();
  expect(['a', 'b', 'a', 'b'].map(get)).toEqual(['A', 'B', 'A', 'B']);
  expect(made).toEqual(['a', 'b']);
});

test('it never grows beyond its places', () => {
  const { get, made } = counted();
  ['a', 'b', 'c', 'a', 'c'].map(get);
  expect(made).toEqual(['a', 'b', 'c', 'a']);
});

test('what throws is tried again', () => {
  const memo = createMemo<string>(2);
  const fails = () => {
    throw new Error('not yet');
  };
  expect(() => memo('a', fails)).toThrow('not yet');
  expect(memo('a', () => 'A')).toBe('A');
});
