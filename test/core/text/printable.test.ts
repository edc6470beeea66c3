import { expect, test } from 'vitest';
import { escapeControls, printable } from '../../../src/core/text/printable.ts';

test.each([
  ['escape sequences', '\u001b[31mred\u0007', '\\u{1b}[31mred\\u{7}'],
  ['line ends', 'a\r\nb\u2028c', 'a\\u{d}\\u{a}b\\u{2028}c'],
  ['DEL and C1', '\u007f\u009b1m', '\\u{7f}\\u{9b}1m'],
  [
    'bidi and zero width',
    'a\u202eb\u2066c\u200bd\ufeff',
    'a\\u{202e}b\\u{2066}c\\u{200b}d\\u{feff}',
  ],
  ['lone surrogates and tags', '\ud800x\u{e0041}', '\\u{d800}x\\u{e0041}'],
  ['nothing that people write', 'v=spf1 "é" 漢字 😀 \\', 'v=spf1 "é" 漢字 😀 \\'],
])('%s', (_what, text, safe) => {
  expect(escapeControls(text)).toBe(safe);
  expect(printable(text)).toBe(safe);
});

test('only text for messages is cut, after 300 whole characters', () => {
  expect(printable('😀'.repeat(300))).toBe('😀'.repeat(300));
  expect(printable('😀'.repeat(301))).toBe(`${'😀'.repeat(300)}…`);
  expect(printable('a'.repeat(100_000))).toBe(`${'a'.repeat(300)}…`);
  expect(escapeControls('a'.repeat(1000))).toHaveLength(1000);
});
