import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
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
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFiles } from '../../src/adapters/files.ts';
import { Secret } from '../../src/core/model/secret.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ses-migrate-'));
  file = join(dir, '.env');
});
afterEach(() => rmSync(dir, { recursive: true }));

const files = createFiles({ stdin: Readable.from([]) });
const secret = new Secret('SMTP_PASSWORD=größe\n');

const writeTheSecret = (path: string, options: { replace: boolean }) =>
  files.writeSecret(path, secret, options);

test('a secret is written for its owner only, and whole', async () => {
  await files.writeSecret(file, secret, { replace: false });
  expect(readFileSync(file, 'utf8')).toBe(secret.reveal());
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(['.env']);
});

test('an existing file is replaced only when told so, and is then for its owner only', async () => {
  writeFileSync(file, 'old', { mode: 0o644 });
  for (const call of [files.checkWritable, writeTheSecret])
    await expect(call(file, { replace: false })).rejects.toMatchObject({
      code: 'file/exists',
      exitCode: 1,
      message: expect.stringContaining(`${file} already exists`),
    });
  expect(readFileSync(file, 'utf8')).toBe('old');
  await files.checkWritable(file, { replace: true });
  await files.writeSecret(file, secret, { replace: true });
  expect(readFileSync(file, 'utf8')).toBe(secret.reveal());
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a file that is replaced stays whose it was', async () => {
  writeFileSync(file, 'old');
  // Only root can give a file away; everyone else replaces files of their own.
  if (process.getuid?.() === 0) chownSync(file, 4242, 4343);
  const { uid, gid } = statSync(file);
  await files.writeSecret(file, secret, { replace: true });
  expect(readFileSync(file, 'utf8')).toBe(secret.reveal());
  expect(statSync(file)).toMatchObject({ uid, gid });
});

test('a file of another user is not taken from them, and stays as it was', async () => {
  writeFileSync(file, 'old');
  const asOther = createFiles({ stdin: Readable.from([]), uid: statSync(file).uid + 1 });
  const refused = { code: 'file/other-owner', exitCode: 1 };
  await expect(asOther.checkWritable(file, { replace: true })).rejects.toMatchObject(refused);
  await expect(asOther.writeSecret(file, secret, { replace: true })).rejects.toMatchObject(refused);
  expect(readFileSync(file, 'utf8')).toBe('old');
});

test.each([true, false])(
  'refuses a symbolic link, to a file or to nothing (replace: %s)',
  async (replace) => {
    const target = join(dir, 'target');
    symlinkSync(target, file);
    const refused = { code: 'file/symlink', exitCode: 1 };
    await expect(files.writeSecret(file, secret, { replace })).rejects.toMatchObject(refused);
    expect(existsSync(target)).toBe(false);
    writeFileSync(target, 'kept');
    await expect(files.checkWritable(file, { replace })).rejects.toMatchObject(refused);
    await expect(files.writeSecret(file, secret, { replace })).rejects.toMatchObject(refused);
    expect(readFileSync(target, 'utf8')).toBe('kept');
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
  },
);

test('refuses a folder and a device', async () => {
  for (const path of [dir, '/dev/null'])
    await expect(files.writeSecret(path, secret, { replace: true })).rejects.toMatchObject({
      code: 'file/not-a-file',
    });
});

test('names the folder that is not there, before and while writing', async () => {
  const path = join(dir, 'none', '.env');
  for (const call of [files.checkWritable, writeTheSecret])
    await expect(call(path, { replace: false })).rejects.toMatchObject({
      code: 'file/not-written',
      exitCode: 1,
      message: expect.stringContaining(`the folder ${join(dir, 'none')} does not exist`),
      fix: expect.stringContaining('--file'),
    });
});

test('reads bytes', async () => {
  writeFileSync(file, Buffer.from([0, 255, 10]));
  expect(await files.read(file)).toEqual(Buffer.from([0, 255, 10]));
});

test('what cannot be read is named', async () => {
  await expect(files.read(file)).rejects.toMatchObject({
    code: 'usage/no-file',
    exitCode: 2,
    message: `The file ${file} does not exist.`,
  });
  await expect(files.read('none.txt')).rejects.toMatchObject({
    message: 'The file none.txt does not exist.',
    fix: `Full path: ${join(process.cwd(), 'none.txt')}.`,
  });
  await expect(files.read(dir)).rejects.toMatchObject({
    code: 'usage/unreadable-file',
    message: expect.stringContaining('EISDIR'),
    fix: expect.stringContaining('another file'),
  });
});

test('a name is taken by a file, a folder and a link to nothing', async () => {
  writeFileSync(file, '');
  mkdirSync(join(dir, 'folder'));
  symlinkSync('nowhere', join(dir, 'link'));
  for (const name of ['.env', 'folder', 'link'])
    expect(await files.exists(join(dir, name))).toBe(true);
  expect(await files.exists(join(dir, 'none'))).toBe(false);
  expect(await files.exists(join(file, 'below-a-file'))).toBe(false);
});

test('"cannot look" is not "not there"', async () => {
  const loop = join(dir, 'loop');
  symlinkSync('loop', loop);
  await expect(files.exists(join(loop, 'x'))).rejects.toMatchObject({
    code: 'usage/unreadable-file',
    message: expect.stringContaining('ELOOP'),
  });
});

test('stdin is read to its end, characters in two pieces included', async () => {
  const [first, second] = [Buffer.from('grö\n').subarray(0, 3), Buffer.from('grö\n').subarray(3)];
  const stdin = Readable.from([first, second], { objectMode: false });
  expect(await createFiles({ stdin }).readStdin()).toBe('grö\n');
  expect(await createFiles({ stdin: Readable.from([]) }).readStdin()).toBe('');
});

test('stdin as a terminal is refused before anything is read', async () => {
  const stdin = Object.assign(Readable.from(['typed']), { isTTY: true });
  await expect(createFiles({ stdin }).readStdin()).rejects.toMatchObject({
    code: 'usage/stdin-terminal',
    exitCode: 2,
  });
  expect(stdin.readableDidRead).toBe(false);
});

test('an idle stdin ends with an error, not never', async () => {
  const stdin = new PassThrough();
  stdin.write('half');
  await expect(createFiles({ stdin, stdinIdleMs: 20 }).readStdin()).rejects.toMatchObject({
    code: 'usage/stdin-idle',
    exitCode: 2,
  });
  expect(stdin.destroyed).toBe(true);
});

test('an endless stdin ends with an error', async () => {
  const stdin = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(64 * 1024);
    })(),
  );
  await expect(createFiles({ stdin }).readStdin()).rejects.toMatchObject({
    code: 'usage/stdin-too-long',
  });
});
