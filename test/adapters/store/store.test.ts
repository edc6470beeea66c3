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
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createStore } from '../../../src/adapters/store/index.ts';
import { type Checklist, emptyChecklist, withChoice } from '../../../src/core/checklist.ts';
import type { Store } from '../../../src/ports/index.ts';
import { childCommand, folder, jsonOf, useChildren } from './children.ts';

useChildren();

let dir: string;
let file: string;
let store: Store;
beforeEach(() => {
  dir = folder();
  file = join(dir, 'ses-migrate.json');
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

test('the first write makes a lineage, every write a serial and a backup of the state before', async () => {
  const first = await store.update((current) => {
    expect(current).toBeNull();
    return { ...emptyChecklist(), serial: 41 };
  });
  expect(first.lineage).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  expect(first.serial).toBe(1);
  expect(readdirSync(dir)).toEqual(['ses-migrate.json']);
  const firstBytes = readFileSync(file, 'utf8');

  const second = await store.update((current) => {
    expect(current).toEqual(first);
    return { ...withChoice(first, 'dns', 'manual'), lineage: 'other', serial: 0 };
  });
  expect(second).toEqual({ ...first, serial: 2, choices: { dns: 'manual' } });
  expect(await store.load()).toEqual(second);
  expect(readFileSync(`${file}.backup`, 'utf8')).toBe(firstBytes);

  await store.update(named('acme.example'));
  expect(onDisk(`${file}.backup`)).toEqual(second);
  expect(readdirSync(dir)).toEqual(['ses-migrate.json', 'ses-migrate.json.backup']);
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
  expect(readdirSync(dir)).toEqual(['ses-migrate.json']);
});

test('what could not be read again is not written', async () => {
  await expect(
    store.update(() => ({ ...emptyChecklist(), serial: Number.NaN, domain: undefined as never })),
  ).rejects.toThrow(/domain/);
  expect(readdirSync(dir)).toEqual([]);
});

test('the file is 0644 whatever the umask, and a mode given to it stays', async () => {
  const umask = process.umask(0o077);
  await store.update(named('acme.example')).finally(() => process.umask(umask));
  expect(statSync(file).mode & 0o777).toBe(0o644);
  chmodSync(file, 0o600);
  await store.update(named('acme.example'));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(`${file}.backup`).mode & 0o777).toBe(0o600);
});

test('a symbolic link stays one: its target is written, with backup and lock beside it', async () => {
  const target = join(dir, 'dotfiles', 'state.json');
  mkdirSync(join(dir, 'dotfiles'));
  await createStore(target, { now: () => new Date() }).update(named('one.example'));
  symlinkSync(join('dotfiles', 'state.json'), file);
  const written = await store.update((current) => {
    expect(readdirSync(join(dir, 'dotfiles'))).toContain('state.json.lock');
    return named('two.example')(current);
  });
  expect(written.serial).toBe(2);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(onDisk(target).domain).toBe('two.example');
  expect(readdirSync(join(dir, 'dotfiles')).sort()).toEqual(['state.json', 'state.json.backup']);
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
  expect((await store.update(named('acme.example'))).serial).toBe(2);
});

test.each<[what: string, bytes: string | Buffer, code: string, message: string]>([
  ['empty', '', 'unreadable', 'It is empty.'],
  ['cut short', '{"$schema":"urn:ses-migrate:che', 'unreadable', 'cut short'],
  ['of another program', '{"name":"acme"}', 'unreadable', 'not written by ses-migrate'],
  ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), 'unreadable', 'not UTF-8'],
  ['newer', '{"$schema":"urn:ses-migrate:checklist:3","version":3}', 'newer-version', 'version 3'],
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
  expect(readdirSync(dir)).toEqual(['ses-migrate.json']);
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

test('the backup is offered when there is one', async () => {
  writeFileSync(file, '{');
  writeFileSync(`${file}.backup`, 'kept');
  await expect(store.load()).rejects.toMatchObject({
    fix: expect.stringContaining(`${file}.backup`),
  });
  expect(readFileSync(`${file}.backup`, 'utf8')).toBe('kept');
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
  expect(await store.load()).toMatchObject({ serial: 3, domain: 'one.example' });
  expect(readFileSync(file, 'utf8').endsWith('}\n')).toBe(true);
  expect(readdirSync(dir).sort()).toEqual(['ses-migrate.json', 'ses-migrate.json.backup']);
});
