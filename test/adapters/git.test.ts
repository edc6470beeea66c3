import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gitView } from '../../src/adapters/git.ts';

let dir: string;
const before = { ...process.env };
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ses-migrate-'));
});
afterEach(() => {
  Object.assign(process.env, before);
  delete process.env.GIT_DIR;
  rmSync(dir, { recursive: true });
});

function git(...args: string[]): void {
  execFileSync('git', ['-C', dir, ...args], { stdio: 'ignore' });
}

test('outside of a repository nothing is committed', async () => {
  expect(await gitView(join(dir, '.env'))).toBe('private');
});

test('in a repository: ignored, not ignored, tracked; there or not yet', async () => {
  git('init');
  mkdirSync(join(dir, 'app'));
  writeFileSync(join(dir, '.gitignore'), '.env\n*.secret\n!kept.secret\n');
  writeFileSync(join(dir, 'app/smtp.env'), '');
  writeFileSync(join(dir, 'tracked.secret'), '');
  git('add', '--force', 'tracked.secret');
  const seen = async (name: string) => gitView(join(dir, name));
  expect(await seen('.env')).toBe('private');
  expect(await seen('app/.env')).toBe('private');
  expect(await seen('app/smtp.env')).toBe('not-ignored');
  expect(await seen('.env.backup')).toBe('not-ignored');
  expect(await seen('kept.secret')).toBe('not-ignored');
  // A pattern does not help where git has the file already.
  expect(await seen('tracked.secret')).toBe('tracked');
  // A name that git would read as an option.
  expect(await seen('-x')).toBe('not-ignored');
  expect(await seen('.git/smtp.env')).toBe('private');
});

test('what a hook sets for another repository does not count', async () => {
  git('init');
  process.env.GIT_DIR = join(dir, 'elsewhere');
  expect(await gitView(join(dir, '.env'))).toBe('not-ignored');
});

test('without git nothing is committed', async () => {
  git('init');
  process.env.PATH = dir;
  expect(await gitView(join(dir, '.env'))).toBe('private');
});

test('a git that fails has not said that the file is ignored', async () => {
  git('init');
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'git'),
    '#!/bin/sh\necho "fatal: detected dubious ownership" >&2\nexit 128\n',
  );
  chmodSync(join(bin, 'git'), 0o755);
  process.env.PATH = `${bin}:${before.PATH}`;
  expect(await gitView(join(dir, '.env'))).toBe('unknown');
});
