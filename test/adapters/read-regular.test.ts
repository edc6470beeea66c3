/** What can stand where a file is expected: nothing of it is waited for, and none fills the memory. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFiles } from '../../src/adapters/files.ts';
import { linesOf } from '../../src/adapters/lines.ts';
import { LARGEST_FILE, readRegular } from '../../src/adapters/read-regular.ts';
import { takeLock } from '../../src/adapters/store/lock.ts';

let dir: string;
let server: Server;
const at = (name: string) => join(dir, name);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ses-migrate-unfit-'));
  execFileSync('mkfifo', [at('pipe')]);
  mkdirSync(at('folder'));
  symlinkSync(at('pipe'), at('link-to-pipe'));
  symlinkSync('/dev/zero', at('link-to-device'));
  symlinkSync(at('link-to-pipe'), at('link-to-link'));
  symlinkSync(at('loop'), at('loop'));
  symlinkSync(at('folder'), at('link-to-folder'));
  writeFileSync(at('sparse'), '');
  truncateSync(at('sparse'), 8 * LARGEST_FILE);
  server = createServer();
  await new Promise<void>((done) => server.listen(at('socket'), done));
});
afterAll(() => {
  server.close();
  rmSync(dir, { recursive: true });
});

const UNFIT = [
  'pipe',
  'link-to-pipe',
  'link-to-link',
  'link-to-device',
  'folder',
  'link-to-folder',
  'loop',
  'socket',
  'sparse',
  'pipe/below',
  'missing',
] as const;

const files = createFiles({ stdin: process.stdin });

test.each(UNFIT)(
  '--eml, --use-case-file, .env, .env.backup, the path of a receipt: %s',
  async (name) => {
    await expect(files.read(at(name))).rejects.toMatchObject({
      code: expect.stringMatching(/^usage\/(unreadable-file|no-file)$/),
      exitCode: 2,
      message: expect.stringContaining(at(name)),
    });
  },
);

test.each(UNFIT.filter((name) => name !== 'sparse'))('a list of domains: %s', async (name) => {
  await expect(linesOf(at(name)).next()).rejects.toThrow();
});

test.each(['/dev/zero', '/dev/random', '/dev/full', '/dev/tty'])('the device %s', async (path) => {
  await expect(files.read(path)).rejects.toMatchObject({ exitCode: 2 });
});

test.each(['pipe', 'link-to-device', 'folder'])(
  'a lock that is %s is not waited for',
  async (name) => {
    const options = { now: () => new Date(), command: null, waitMs: 0 };
    await expect(takeLock(at(name), options)).rejects.toThrow();
  },
);

test('a file is read whole, through links, and where stat tells no size', async () => {
  writeFileSync(at('file'), 'text');
  symlinkSync(at('file'), at('link'));
  expect(String(await readRegular(at('link')))).toBe('text');
  expect(String(await readRegular('/proc/self/stat'))).toContain(String(process.pid));
  await expect(readRegular(at('file'), 3)).rejects.toThrow('larger than');
  expect(String(await readRegular(at('file'), 4))).toBe('text');
});
