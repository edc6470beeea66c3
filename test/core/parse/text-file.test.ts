import { expect, test } from 'vitest';
import { readText, utf8Text } from '../../../src/core/parse/text-file.ts';

const TEXT = 'Grüße, 안녕\r\n';
const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-16, little endian', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
  ['UTF-16, big endian', bigEndian(`\uFEFF${TEXT}`)],
])('%s is read as it was written, without the mark', (_encoding, bytes) => {
  expect(readText(bytes, 'list.txt')).toBe(TEXT);
});

test('an empty file, and one of a single byte, are text', () => {
  expect(readText(Buffer.alloc(0), 'list.txt')).toBe('');
  expect(readText(Buffer.from('a'), 'list.txt')).toBe('a');
});

test.each([
  ['UTF-16', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
  ['Latin-1', Buffer.from('KEY=Grüße', 'latin1')],
])('what is written back must not be %s: the way out is told', (_encoding, bytes) => {
  expect(() => utf8Text(bytes, '.env')).toThrow(
    expect.objectContaining({
      code: 'usage/encoding',
      exitCode: 2,
      message: '.env is not UTF-8 text.',
      fix: 'Save .env as UTF-8, then run the command again.',
    }),
  );
});

test('what is written back keeps its byte order mark', () => {
  expect(utf8Text(Buffer.from('\uFEFFKEY=1'), '.env')).toBe('\uFEFFKEY=1');
});
