import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { atomicWrite, writeAll } from '../../src/adapters/atomic-write.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ses-migrate-'));
  file = join(dir, 'a');
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Takes at most `most` bytes a write, as write(2) may. */
function shortWriter(most: number) {
  const taken: number[] = [];
  const write = async (bytes: Uint8Array, offset: number) => {
    const part = bytes.subarray(offset, offset + most);
    taken.push(...part);
    return { bytesWritten: part.length };
  };
  return { taken, write };
}

test.each([1, 3, 7, 1000])('short writes of %d bytes are gone on with', async (most) => {
  const bytes = Buffer.from('0123456789');
  const writer = shortWriter(most);
  await writeAll(writer, bytes);
  expect(Buffer.from(writer.taken)).toEqual(bytes);
});

test('a write that takes nothing is an error, not a loop', async () => {
  await expect(writeAll(shortWriter(0), Buffer.from('x'))).rejects.toThrow('Nothing was written');
});

test('an error in the middle goes up', async () => {
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
  const writer = shortWriter(4);
  const write = (bytes: Uint8Array, offset: number) =>
    offset < 4 ? writer.write(bytes, offset) : Promise.reject(full);
  await expect(writeAll({ write }, Buffer.from('0123456789'))).rejects.toBe(full);
});

test.each([true, false])('writes a new file with the mode (replace: %s)', async (replace) => {
  const umask = process.umask(0o077);
  const done = atomicWrite(file, Buffer.from('new'), { mode: 0o640, replace });
  await done.finally(() => process.umask(umask));
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(statSync(file).nlink).toBe(1);
  expect(readdirSync(dir)).toEqual(['a']);
});

test('replaces only when told to', async () => {
  writeFileSync(file, 'old');
  const kept = atomicWrite(file, Buffer.from('new'), { mode: 0o600, replace: false });
  await expect(kept).rejects.toMatchObject({ code: 'EEXIST' });
  expect(readFileSync(file, 'utf8')).toBe('old');
  await atomicWrite(file, Buffer.from('new'), { mode: 0o600, replace: true });
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(readdirSync(dir)).toEqual(['a']);
});

test('whoever has the old file open continues reading the old one', async () => {
  writeFileSync(file, 'old');
  const before = statSync(file).ino;
  await atomicWrite(file, Buffer.from('new'), { mode: 0o600, replace: true });
  expect(statSync(file).ino).not.toBe(before);
});

test('a link at the name is replaced or refused, never followed', async () => {
  const target = join(dir, 'target');
  symlinkSync(target, file);
  const kept = atomicWrite(file, Buffer.from('x'), { mode: 0o600, replace: false });
  await expect(kept).rejects.toMatchObject({ code: 'EEXIST' });
  await atomicWrite(file, Buffer.from('x'), { mode: 0o600, replace: true });
  expect(existsSync(target)).toBe(false);
});

test('leaves nothing behind when the last step fails', async () => {
  const onFolder = atomicWrite(dir, Buffer.from('x'), { mode: 0o600, replace: true });
  await expect(onFolder).rejects.toMatchObject({ syscall: 'rename' });
  expect(readdirSync(dir)).toEqual([]);
  expect(
    readdirSync(tmpdir()).filter((name) => join(tmpdir(), name).startsWith(`${dir}.`)),
  ).toEqual([]);
});
