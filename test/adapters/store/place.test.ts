/** What belongs to one machine lies where git does not see it; what an older version left is respected and removed. */

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { thisProcess } from '../../../src/adapters/store/holder.ts';
import { createStore } from '../../../src/adapters/store/index.ts';
import { type Checklist, emptyChecklist } from '../../../src/core/checklist.ts';
import type { KeptReport } from '../../../src/core/model/types.ts';
import type { Store } from '../../../src/ports/index.ts';
import { deadPid, folder, useChildren } from './children.ts';

useChildren();

const OLD = new URL('../../../fixtures/checklists/620f7ed-complete.json', import.meta.url);
const REPORT: KeptReport = {
  version: 1,
  ...{ command: 'status', status: 'done', exitCode: 0, steps: [], next: [] },
  ...{ target: { domain: 'acme.example', region: 'eu-west-1', account: null }, data: {} },
};

let dir: string;
let file: string;
let store: Store;
beforeEach(() => {
  dir = folder();
  file = join(dir, 'ses-migrate.json');
  store = createStore(file, { now: () => new Date(), lockWaitMs: 0 });
});
const named = (domain: string) => (current: Checklist | null) => ({
  ...(current ?? emptyChecklist()),
  domain,
});

test('git sees the checklist only, during a run and after it', async () => {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: dir, encoding: 'utf8' });
  git('init', '-q');
  const release = await store.hold();
  await store.update(named('one.example'));
  await store.update((current) => ({ ...named('two.example')(current), last: REPORT }));
  const seen = () => git('status', '--porcelain', '--untracked-files=all');
  expect(seen()).toBe('?? ses-migrate.json\n');
  await release();
  git('add', '-A');
  expect(seen()).toBe('A  ses-migrate.json\n');
  expect(readdirSync(join(dir, '.ses-migrate')).sort()).toEqual([
    '.gitignore',
    'ses-migrate.json.backup',
    'ses-migrate.json.last.json',
  ]);
});

test('a new report is found again, and leaves the checklist and its backup as they are', async () => {
  await store.update(named('one.example'));
  const before = readFileSync(file, 'utf8');
  await store.update((current) => ({ ...named('one.example')(current), last: REPORT }));
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(existsSync(join(dir, '.ses-migrate/ses-migrate.json.backup'))).toBe(false);
  expect((await store.load())?.last).toEqual(REPORT);
  expect(JSON.parse(readFileSync(file, 'utf8')).last).toBe('.ses-migrate/');
});

test.each<[string, (last: string) => void]>([
  [
    'of another checklist that was here',
    (last) =>
      writeFileSync(last, readFileSync(last, 'utf8').replace('"lineage": "', '"lineage": "x')),
  ],
  ['that is cut short', (last) => writeFileSync(last, '{')],
  ['that is no report', (last) => writeFileSync(last, '{"lineage":null,"report":7}')],
])('a report %s is none, and no error', async (_what, spoil) => {
  await store.update((current) => ({ ...named('one.example')(current), last: REPORT }));
  spoil(join(dir, '.ses-migrate/ses-migrate.json.last.json'));
  expect((await store.load())?.last).toBeNull();
});

test('a file of version 1 gives its report on, and its backup beside the file is removed', async () => {
  writeFileSync(file, readFileSync(OLD));
  writeFileSync(`${file}.backup`, readFileSync(OLD));
  const before = JSON.parse(readFileSync(OLD, 'utf8'));
  expect((await store.load())?.last).toEqual(before.last);
  expect(readdirSync(dir).sort()).toEqual(['ses-migrate.json', 'ses-migrate.json.backup']);
  await store.update((current) => current ?? emptyChecklist());
  expect(readdirSync(dir).sort()).toEqual(['.ses-migrate', 'ses-migrate.json']);
  const after = await store.load();
  expect(after).toMatchObject({ version: 2, lineage: before.lineage, choices: before.choices });
  expect(
    JSON.parse(readFileSync(join(dir, '.ses-migrate/ses-migrate.json.backup'), 'utf8')),
  ).toEqual(before);
});

test('a file of that name that is no checklist stays', async () => {
  await store.update(named('one.example'));
  writeFileSync(`${file}.backup`, 'my own notes');
  await store.update(named('two.example'));
  expect(readFileSync(`${file}.backup`, 'utf8')).toBe('my own notes');
});

test('a live lock of an older version keeps this one out; a dead one is removed', async () => {
  const me = await thisProcess(crypto.randomUUID(), new Date(0), 'ses-migrate send-test');
  writeFileSync(`${file}.lock`, JSON.stringify(me));
  await expect(store.hold()).rejects.toMatchObject({
    code: 'checklist/locked',
    fix: expect.stringContaining(`remove ${file}.lock`),
  });
  writeFileSync(`${file}.lock`, JSON.stringify({ ...me, pid: await deadPid() }));
  await (await store.hold())();
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test.each([
  ['a link', (path: string) => symlinkSync(folder(), path)],
  ['a file', (path: string) => writeFileSync(path, '')],
])('%s in place of the folder is refused, and nothing is written', async (_what, put) => {
  put(join(dir, '.ses-migrate'));
  await expect(store.update(named('one.example'))).rejects.toMatchObject({
    code: 'checklist/not-written',
    exitCode: 1,
    message: expect.stringContaining('.ses-migrate is not a folder'),
  });
  expect(readdirSync(dir)).toEqual(['.ses-migrate']);
});

test('a run that wrote nothing leaves nothing', async () => {
  await (await store.hold())();
  expect(readdirSync(dir)).toEqual([]);
});

test('the folder is as open as the one it is in, and a .gitignore of the team in it stays', async () => {
  const team = join(dir, 'team');
  mkdirSync(team);
  execFileSync('chmod', ['2775', team]);
  const shared = createStore(join(team, 'a.json'), { now: () => new Date() });
  await shared.update(named('one.example'));
  expect(statSync(join(team, '.ses-migrate')).mode & 0o7777).toBe(0o2775);
  writeFileSync(join(team, '.ses-migrate/.gitignore'), '*.lock\n');
  await shared.update(named('two.example'));
  expect(readFileSync(join(team, '.ses-migrate/.gitignore'), 'utf8')).toBe('*.lock\n');
});
