import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createStore } from '../../../src/adapters/store/index.ts';
import { type Checklist, emptyChecklist, withChoice } from '../../../src/core/checklist.ts';
import { parseChecklist } from '../../../src/core/checklist-parse.ts';
import type { Store } from '../../../src/ports/index.ts';
import { childCommand, folder, jsonOf, useChildren } from './children.ts';

useChildren();

let dir: string;
let file: string;
let store: Store;
let backup: string;
const WRITTEN = [
  '.ses-migrate/.gitignore',
  '.ses-migrate/ses-migrate.json.backup',
  'ses-migrate.json',
];

/** Paths of the files in a folder and below it. */
function filesIn(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((each) => !each.isDirectory())
    .map((each) => relative(path, join(each.parentPath, each.name)))
    .sort();
}

beforeEach(() => {
  dir = folder();
  file = join(dir, 'ses-migrate.json');
  backup = join(dir, '.ses-migrate', 'ses-migrate.json.backup');
  store = createStore(file, { now: () => new Date() });
});

const named = (domain: string) => (current: Checklist | null) => ({
  ...(current ?? emptyChecklist()),
  domain,
});
const onDisk = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

test('there is none at first, and looking makes none', async () => {
  expect(await store.load()).toBeNull();
  expect(readdirSync(dir)).toEqual([]);
});

test('the first write makes a lineage, and every other one a backup of the state before', async () => {
  const first = await store.update((current) => {
    expect(current).toBeNull();
    return emptyChecklist();
  });
  expect(first.lineage).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  expect(filesIn(dir)).toEqual(['.ses-migrate/.gitignore', 'ses-migrate.json']);
  const firstBytes = readFileSync(file, 'utf8');

  const second = await store.update((current) => {
    expect(current).toEqual(first);
    return { ...withChoice(first, 'dns', 'manual'), lineage: 'other' };
  });
  expect(second).toEqual({ ...first, choices: { dns: 'manual' } });
  expect(await store.load()).toEqual(second);
  expect(readFileSync(backup, 'utf8')).toBe(firstBytes);

  await store.update(named('acme.example'));
  expect(parseChecklist(readFileSync(backup, 'utf8'))).toEqual(second);
  expect(filesIn(dir)).toEqual(WRITTEN);
});

test('two checklists have two lineages; a given one is kept', async () => {
  const other = createStore(join(dir, 'other.json'), { now: () => new Date() });
  const third = createStore(join(dir, 'third.json'), { now: () => new Date() });
  const ours = await store.update(() => emptyChecklist());
  expect((await other.update(() => emptyChecklist())).lineage).not.toBe(ours.lineage);
  expect((await third.update(() => emptyChecklist('given'))).lineage).toBe('given');
});

test('a change that throws writes nothing and lets go of the lock', async () => {
  await store.update(named('acme.example'));
  const before = readFileSync(file);
  const bug = new Error('bug');
  const failing = store.update(() => {
    throw bug;
  });
  await expect(failing).rejects.toBe(bug);
  expect(readFileSync(file)).toEqual(before);
  expect(filesIn(dir)).toEqual(['.ses-migrate/.gitignore', 'ses-migrate.json']);
});

test('what could not be read again is not written', async () => {
  await expect(store.update(() => ({ ...emptyChecklist(), domain: 7 as never }))).rejects.toThrow(
    /domain/,
  );
  expect(filesIn(dir)).toEqual(['.ses-migrate/.gitignore']);
});

test('the file is 0644 whatever the umask, and a mode given to it stays', async () => {
  const umask = process.umask(0o077);
  await store.update(named('acme.example')).finally(() => process.umask(umask));
  expect(statSync(file).mode & 0o777).toBe(0o644);
  chmodSync(file, 0o600);
  await store.update(named('acme.example'));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(backup).mode & 0o777).toBe(0o600);
});

test('a symbolic link stays one: its target is written, and backup and lock are beside that', async () => {
  const target = join(dir, 'dotfiles', 'state.json');
  mkdirSync(join(dir, 'dotfiles'));
  await createStore(target, { now: () => new Date() }).update(named('one.example'));
  symlinkSync(join('dotfiles', 'state.json'), file);
  const written = await store.update((current) => {
    expect(filesIn(join(dir, 'dotfiles'))).toContain('.ses-migrate/state.json.lock');
    return named('two.example')(current);
  });
  expect(written.domain).toBe('two.example');
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(onDisk(target).domain).toBe('two.example');
  expect(filesIn(join(dir, 'dotfiles'))).toEqual([
    '.ses-migrate/.gitignore',
    '.ses-migrate/state.json.backup',
    'state.json',
  ]);
  expect(readdirSync(dir).sort()).toEqual(['dotfiles', 'ses-migrate.json']);
});

test('a link to nothing is no missing checklist', async () => {
  symlinkSync('nowhere.json', file);
  for (const look of [() => store.load(), () => store.update(named('x.example'))]) {
    await expect(look()).rejects.toMatchObject({
      code: 'checklist/unreadable',
      exitCode: 1,
      message: expect.stringContaining(`${file} is a symbolic link`),
    });
  }
  expect(readdirSync(dir)).toEqual(['ses-migrate.json']);
});

test('a file edited on Windows is read: byte order mark and CRLF', async () => {
  const written = await store.update(named('acme.example'));
  const text = readFileSync(file, 'utf8').replaceAll('\n', '\r\n');
  writeFileSync(file, `\uFEFF${text}`);
  expect(await store.load()).toEqual(written);
  expect(await store.update(named('acme.example'))).toEqual(written);
});

test.each<[what: string, bytes: string | Buffer, code: string, message: string]>([
  ['empty', '', 'unreadable', 'It is empty.'],
  ['cut short', '{"$schema":"urn:ses-migrate:che', 'unreadable', 'cut short'],
  ['of another program', '{"name":"acme"}', 'unreadable', 'not written by ses-migrate'],
  ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), 'unreadable', 'not UTF-8'],
  ['newer', '{"$schema":"urn:ses-migrate:checklist:9","version":9}', 'newer-version', 'version 9'],
])('a file that is %s is named and not touched', async (_, bytes, code, message) => {
  writeFileSync(file, bytes);
  const before = readFileSync(file);
  const changed = () => expect.unreachable('change was called');
  for (const look of [() => store.load(), () => store.update(changed)]) {
    await expect(look()).rejects.toMatchObject({
      code: `checklist/${code}`,
      exitCode: 1,
      message: expect.stringMatching(new RegExp(`^The checklist ${file} .*${message}`)),
      fix: expect.not.stringContaining('.backup'),
    });
  }
  expect(readFileSync(file)).toEqual(before);
  expect(filesIn(dir)).toEqual(['.ses-migrate/.gitignore', 'ses-migrate.json']);
});

test('a file far larger than a checklist is not read', async () => {
  writeFileSync(file, '');
  truncateSync(file, 65 * 1024 * 1024);
  await expect(store.load()).rejects.toMatchObject({
    code: 'checklist/bad-value',
    exitCode: 2,
    message: expect.stringContaining('65 MiB'),
  });
});

test.each([
  ['of this version', () => backup],
  ['of an older one', () => `${file}.backup`],
])('the backup %s is offered when there is one', async (_what, place) => {
  await store.update(named('acme.example'));
  writeFileSync(file, '{');
  writeFileSync(place(), 'kept');
  await expect(store.load()).rejects.toMatchObject({ fix: expect.stringContaining(place()) });
  expect(readFileSync(place(), 'utf8')).toBe('kept');
});

test('a folder and a named pipe are no checklists', async () => {
  mkdirSync(join(dir, 'folder.json'));
  execFileSync('mkfifo', [join(dir, 'pipe.json')]);
  for (const name of ['folder.json', 'pipe.json']) {
    const odd = createStore(join(dir, name), { now: () => new Date() });
    await expect(odd.load()).rejects.toMatchObject({
      code: 'checklist/unreadable',
      message: expect.stringContaining('not a regular file'),
    });
  }
});

test('without its folder there is no checklist, and none is written', async () => {
  const away = createStore(join(dir, 'none', 'a.json'), { now: () => new Date() });
  expect(await away.load()).toBeNull();
  await expect(away.update(() => emptyChecklist())).rejects.toMatchObject({
    code: 'checklist/not-written',
    exitCode: 1,
    message: expect.stringContaining(`the folder ${join(dir, 'none')} does not exist`),
  });
  expect(readdirSync(dir)).toEqual([]);
});

test('a folder that this user is not allowed to write in is named', async () => {
  chmodSync(dir, 0o555);
  const user = process.getuid?.() === 0 ? { uid: 65534 } : {}; // root may write anywhere
  expect(await jsonOf(childCommand('once', file), user)).toMatchObject({
    code: 'checklist/not-written',
    exitCode: 1,
    message: expect.stringContaining(`is not allowed to write to the folder ${dir}`),
    fix: expect.stringContaining('--checklist'),
  });
  expect(readdirSync(dir)).toEqual([]);
});

test('a file that this user may not read is not taken for a missing one', async () => {
  writeFileSync(file, '{}', { mode: 0o200 });
  const user = process.getuid?.() === 0 ? { uid: 65534 } : {};
  chmodSync(dir, 0o777);
  expect(await jsonOf(childCommand('once', file), user)).toMatchObject({
    code: 'checklist/unreadable',
    message: expect.stringContaining('EACCES'),
  });
  expect(readFileSync(file, 'utf8')).toBe('{}');
});

test('a file that is a mount of its own is written in place, and that is said once', async () => {
  await store.update(() => ({ ...emptyChecklist(), region: 'eu-west-1' }));
  // Longer than what comes, so that the rest of it has to go.
  writeFileSync(file, `${readFileSync(file, 'utf8')}${' '.repeat(5_000)}`);
  const before = statSync(file).ino;
  const mounted = ['-rm', 'sh', '-c', 'mount --bind "$0" "$0" && exec "$@"', file];
  const told = await jsonOf(['unshare', ...mounted, ...childCommand('once', file)]);
  expect(told).toEqual({ notes: [expect.stringContaining(`Mount the folder ${dir} instead`)] });
  expect(statSync(file).ino).toBe(before);
  expect(await store.load()).toMatchObject({ domain: 'one.example' });
  expect(readFileSync(file, 'utf8').endsWith('}\n')).toBe(true);
  expect(filesIn(dir)).toEqual(WRITTEN);
});
