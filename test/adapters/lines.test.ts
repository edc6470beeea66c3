import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createFiles } from '../../src/adapters/files.ts';

const dir = mkdtempSync(join(tmpdir(), 'ses-migrate-lines-'));
afterAll(() => rmSync(dir, { recursive: true }));
const files = createFiles({ stdin: process.stdin });

async function linesOf(content: string | Uint8Array, take = Number.POSITIVE_INFINITY) {
  const path = join(dir, 'a.txt');
  writeFileSync(path, content);
  const lines: string[] = [];
  for await (const line of files.lines(path)) {
    lines.push(line);
    if (lines.length === take) break;
  }
  return lines;
}

test.each([
  ['', []],
  ['a', ['a']],
  ['a\nb', ['a', 'b']],
  ['a\r\nb\r\n', ['a', 'b']],
  ['a\rb\r', ['a', 'b']],
  ['a\n\n\nb\n', ['a', '', '', 'b']],
  ['\uFEFFa\nb', ['a', 'b']],
  ['ü\nпочта.рф', ['ü', 'почта.рф']],
])('%j', async (text, lines) => {
  expect(await linesOf(text)).toEqual(lines);
});

test('UTF-16 as PowerShell writes it', async () => {
  expect(await linesOf(Buffer.from('\uFEFFa\r\nü\r\n', 'utf16le'))).toEqual(['a', 'ü']);
});

test('ends and characters that fall between two pieces of the file', async () => {
  // The file is read in pieces of 64 KiB.
  for (const before of [65_533, 65_534, 65_535]) {
    const first = 'x'.repeat(before);
    expect(await linesOf(`${first}\r\nüü\r\nend`)).toEqual([first, 'üü', 'end']);
    expect(await linesOf(`${first}ü\rend`)).toEqual([`${first}ü`, 'end']);
  }
});

test('a list that is long is not read further than it is taken', async () => {
  const many = 'acme.example\n'.repeat(200_000);
  expect(await linesOf(`${many}\n`, 3)).toEqual(Array(3).fill('acme.example'));
  expect(await linesOf(many)).toHaveLength(200_000);
});

test.each([
  ['latin1', Buffer.from('m\xfcller.example', 'latin1')],
  ['a character that is cut at the end', Buffer.from('ü').subarray(0, 1)],
  ['a character that is cut at the end of a line', Buffer.from([0x61, 0x0a, 0xc3])],
])('%s is refused', async (_what, bytes) => {
  await expect(linesOf(bytes)).rejects.toMatchObject({ code: 'usage/encoding', exitCode: 2 });
});

test('a line of more than 1 MiB is refused', async () => {
  await expect(linesOf('x'.repeat(1_200_000))).rejects.toMatchObject({
    code: 'usage/line-too-long',
  });
});

test('what is not there or is a folder is said as it is for a whole file', async () => {
  const first = (path: string) => files.lines(path)[Symbol.asyncIterator]().next();
  await expect(first(join(dir, 'none'))).rejects.toMatchObject({ code: 'usage/no-file' });
  await expect(first(dir)).rejects.toMatchObject({ code: 'usage/unreadable-file' });
});
