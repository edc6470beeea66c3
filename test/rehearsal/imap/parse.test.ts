import { expect, test } from 'vitest';
import {
  announcedLiteral,
  imapString,
  inSequenceSet,
  parseCommand,
} from '../../../src/rehearsal/imap/parse.ts';

test.each([
  ['a1 NOOP', 'NOOP', []],
  ['a1 login me "se cret"', 'LOGIN', ['me', 'se cret']],
  ['a1 LOGIN "a\\"b" "c\\\\d"', 'LOGIN', ['a"b', 'c\\d']],
  ['a1 LIST "" "*"', 'LIST', ['', '*']],
  ['a1 UID FETCH 1:* (UID FLAGS)', 'UID', ['FETCH', '1:*', ['UID', 'FLAGS']]],
  [
    'a1 FETCH 1 (BODY.PEEK[HEADER.FIELDS (To From)] UID)',
    'FETCH',
    ['1', ['BODY.PEEK[HEADER.FIELDS (To From)]', 'UID']],
  ],
  ['a1 FETCH 1 BODY[]<0.10>', 'FETCH', ['1', 'BODY[]<0.10>']],
  ['a1 SEARCH OR (FROM a) NOT SEEN', 'SEARCH', ['OR', ['FROM', 'a'], 'NOT', 'SEEN']],
])('%s', (line, name, args) => {
  expect(parseCommand([line], [])).toEqual({ tag: 'a1', name, args });
});

test('a literal takes the place where it was announced', () => {
  const lines = ['a1 LOGIN {2}', ' {7+}', ''];
  expect(parseCommand(lines, ['me', 'se"c\r\nt'])).toEqual({
    tag: 'a1',
    name: 'LOGIN',
    args: ['me', 'se"c\r\nt'],
  });
});

test.each([
  ['', '*'],
  ['a1', '*'],
  ['a1 FETCH (1', 'a1'],
  ['a1 LOGIN "me', 'a1'],
  ['a1 FETCH 1)', 'a1'],
  ['* NOOP', '*'],
])('%j is no command', (line, tag) => {
  expect(() => parseCommand([line], [])).toThrow(expect.objectContaining({ tag }));
});

test.each([
  ['a LOGIN {3}', 3],
  ['a LOGIN {3+}', 3],
  ['a LOGIN {x}', null],
  ['a LOGIN {3} x', null],
])('%s announces %s octets', (line, octets) => {
  expect(announcedLiteral(line)).toBe(octets);
});

test.each([
  ['1', [1]],
  ['2:4', [2, 3, 4]],
  ['4:2', [2, 3, 4]],
  ['*', [5]],
  ['4:*', [4, 5]],
  ['9:*', [5]],
  ['1,3,5', [1, 3, 5]],
])('the set %s of five messages is %j', (set, expected) => {
  const isIn = inSequenceSet(set, 5);
  expect([1, 2, 3, 4, 5].filter((number) => isIn?.(number))).toEqual(expected);
});

test.each(['', 'a', '1:', ':2', '1,,2', '1:2:3'])('%j is no set', (set) => {
  expect(inSequenceSet(set, 5)).toBeNull();
});

test.each([
  ['plain', '"plain"'],
  ['', '""'],
  ['a"b', '{3}\r\na"b'],
  ['a\\b', '{3}\r\na\\b'],
  ['gr\xfc', '{3}\r\ngr\xfc'],
])('%j is written as %j', (text, written) => {
  expect(imapString(text)).toBe(written);
});
