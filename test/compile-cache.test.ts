import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileCacheFolder } from '../bin/compile-cache.js';

/** Another account of the machine. */
const OTHER = 65534;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ses-migrate-cache-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function folderOf(
  env: Record<string, string> = { HOME: home },
  platform: NodeJS.Platform = 'linux',
) {
  return compileCacheFolder(env, platform);
}

const own = () => join(home, '.cache/ses-migrate');

test("lies in the user's own cache folder, for this user alone", () => {
  expect(folderOf()).toBe(own());
  expect(statSync(own()).mode & 0o777).toBe(0o700);
  expect(folderOf()).toBe(own());
});

test('XDG_CACHE_HOME and LOCALAPPDATA where they are absolute', () => {
  expect(folderOf({ HOME: home, XDG_CACHE_HOME: join(home, 'xdg') })).toBe(
    join(home, 'xdg/ses-migrate'),
  );
  expect(folderOf({ HOME: home, XDG_CACHE_HOME: 'xdg' })).toBe(own());
  expect(folderOf({ LOCALAPPDATA: join(home, 'local') }, 'win32')).toBe(
    join(home, 'local/ses-migrate'),
  );
  expect(folderOf({}, 'win32')).toBeNull();
  expect(folderOf({ LOCALAPPDATA: '.' }, 'win32')).toBeNull();
});

const BY_OTHERS: Readonly<Record<string, () => void>> = {
  'a link to a folder of theirs': () => {
    mkdirSync(join(home, '.cache'));
    mkdirSync(join(home, 'theirs'), { mode: 0o700 });
    symlinkSync(join(home, 'theirs'), own());
  },
  'a folder that others can write to': () => {
    mkdirSync(own(), { recursive: true });
    chmodSync(own(), 0o777);
  },
  'a folder that a group can read': () => {
    mkdirSync(own(), { recursive: true });
    chmodSync(own(), 0o750);
  },
  'a shared folder with the sticky bit around it': () => {
    mkdirSync(own(), { recursive: true, mode: 0o700 });
    chmodSync(join(home, '.cache'), 0o1777);
  },
  'a file': () => {
    mkdirSync(join(home, '.cache'));
    writeFileSync(own(), '');
  },
  'a file in the place of the cache folder': () => writeFileSync(join(home, '.cache'), ''),
};

test.each(Object.entries(BY_OTHERS))('no cache where there is %s', (_name, make) => {
  make();
  expect(folderOf()).toBeNull();
});

test.runIf(process.getuid?.() === 0)('no cache in a folder that belongs to another user', () => {
  mkdirSync(own(), { recursive: true, mode: 0o700 });
  chownSync(own(), OTHER, OTHER);
  expect(folderOf()).toBeNull();
  chownSync(own(), 0, 0);
  expect(folderOf()).toBe(own());
  // sudo that keeps HOME: whoever owns what is around it can put another folder there.
  chownSync(join(home, '.cache'), OTHER, OTHER);
  expect(folderOf()).toBeNull();
});

test('no cache without a home', () => {
  expect(folderOf({ HOME: '' })).toBeNull();
  expect(folderOf({ HOME: '/dev/null' })).toBeNull();
});
