import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { parseHolder, thisProcess } from '../../../src/adapters/store/holder.ts';
import { createStore } from '../../../src/adapters/store/index.ts';
import { type Checklist, emptyChecklist, withReceipt } from '../../../src/core/checklist.ts';
import type { LedgerId } from '../../../src/core/model/types.ts';
import { childCommand, deadPid, folder, jsonOf, useChildren } from './children.ts';

function factsOf(checklist: Checklist, step: LedgerId): Record<string, unknown>[] {
  return (checklist.steps[step]?.receipts ?? []).map(({ facts }) => ({ ...facts }));
}

useChildren();

let dir: string;
let file: string;
/** What belongs to the file and is this machine's own. */
let own: string;
let lock: string;
beforeEach(() => {
  dir = folder();
  file = join(dir, 'a.json');
  own = join(dir, '.ses-migrate');
  lock = join(own, 'a.json.lock');
});
const storeOf = (lockWaitMs: number) =>
  createStore(file, {
    now: () => new Date('2026-11-22T10:00:00Z'),
    command: 'verify-domain',
    lockWaitMs,
  });
const update = (lockWaitMs = 0) =>
  storeOf(lockWaitMs).update((current) => current ?? emptyChecklist());

/** This process as a holder, but for `change`. */
async function holder(change: object) {
  return { ...(await thisProcess(randomUUID(), new Date(0), 'send-test')), ...change };
}
/** Names of the files, those of the folder that git ignores too. */
function leftBehind(): readonly string[] {
  const names = [dir, own].flatMap((path) => (existsSync(path) ? readdirSync(path) : []));
  return names.filter((name) => !name.startsWith('.')).sort();
}
const hold = (value: unknown, path = lock) => {
  mkdirSync(own, { recursive: true });
  writeFileSync(path, JSON.stringify(value));
};

test('while a change is made the lock tells who makes it', async () => {
  await storeOf(0).update(() => {
    expect(parseHolder(readFileSync(lock, 'utf8'))).toMatchObject({
      pid: process.pid,
      host: hostname(),
      startedAt: '2026-11-22T10:00:00.000Z',
      command: 'verify-domain',
    });
    return emptyChecklist();
  });
  expect(leftBehind()).toEqual(['a.json']);
});

test.each<[who: string, change: () => object | Promise<object>]>([
  ['a live process, however old its lock', () => ({})],
  ['a live process of which /proc told nothing', () => ({ born: null })],
  ['a process on another host', async () => ({ host: 'other', pid: await deadPid() })],
  [
    'a process in another container',
    async () => ({ pidNamespace: 'pid:[1]', pid: await deadPid() }),
  ],
])('is not taken from %s', async (_, change) => {
  const held = await holder(await change());
  hold(held);
  const before = leftBehind();
  const text = readFileSync(lock, 'utf8');
  await expect(update()).rejects.toMatchObject({
    code: 'checklist/locked',
    exitCode: 5,
    message: expect.stringContaining(
      `process ${held.pid} on host ${held.host} since 1970-01-01T00:00:00.000Z (send-test)`,
    ),
    fix: expect.stringContaining(`remove ${lock}`),
  });
  expect(readFileSync(lock, 'utf8')).toBe(text);
  expect(leftBehind()).toEqual(before);
});

test.each(['', 'pid 5', '{}', '[]', 'null', '{"id":"../../x","pid":1,"host":"h","startedAt":"t"}'])(
  'is not taken from a holder that is not named: %j',
  async (text) => {
    mkdirSync(own);
    writeFileSync(lock, text);
    await expect(update()).rejects.toMatchObject({
      code: 'checklist/locked',
      message: expect.stringContaining('does not say who holds it'),
    });
    expect(readFileSync(lock, 'utf8')).toBe(text);
  },
);

test("is not taken from another user's process, which may not even be asked", async () => {
  hold(await holder({ pid: 1, born: null }));
  const user = process.getuid?.() === 0 ? { uid: 65534 } : {};
  for (const path of [dir, own]) chmodSync(path, 0o777);
  expect(await jsonOf(childCommand('once', file), user)).toMatchObject({
    code: 'checklist/locked',
  });
  expect(leftBehind()).toEqual(['a.json.lock']);
});

test('is taken over from a process that is gone', async () => {
  hold(await holder({ pid: await deadPid() }));
  expect((await update()).lineage).not.toBe('');
  expect(leftBehind()).toEqual(['a.json']);
});

test('is taken over when the pid now belongs to another process, where /proc can tell', async () => {
  hold(await holder({ born: 'another-boot/123' }));
  if (existsSync('/proc/self/stat')) {
    expect((await update()).lineage).not.toBe('');
  } else {
    await expect(update()).rejects.toMatchObject({ code: 'checklist/locked' });
  }
});

test('one taker at a time: a live taker is waited for, a dead one followed', async () => {
  const dead = await holder({ pid: await deadPid() });
  const claim = `${lock}.${dead.id}`;
  hold(dead);
  hold(await holder({}), claim);
  await expect(update()).rejects.toMatchObject({
    code: 'checklist/locked',
    fix: expect.stringContaining(`remove ${claim}`),
  });
  expect(parseHolder(readFileSync(lock, 'utf8'))).toEqual(dead);
  expect(leftBehind()).toEqual(['a.json.lock', `a.json.lock.${dead.id}`]);

  hold(await holder({ pid: await deadPid() }), claim);
  expect((await update()).lineage).not.toBe('');
  expect(leftBehind()).toEqual(['a.json']);
});

test.each(Array.from({ length: 10 }, (_, round) => round))(
  'many at once on a dead lock: every change lands, none twice (round %d)',
  async (round) => {
    hold(await holder({ pid: await deadPid() }));
    // They come apart by some turns of the event loop, so that takers meet at every point of the way.
    const changes = Array.from({ length: 12 }, async (_, n) => {
      for (let turn = 0; turn < n * round; turn++) await setImmediate();
      const receipt = { at: '2026-11-22T10:00:00Z', what: 'n', facts: { n } };
      return storeOf(20_000).update((current) =>
        withReceipt(current ?? emptyChecklist(), 'send-test', receipt),
      );
    });
    const counts = (await Promise.all(changes)).map((each) => factsOf(each, 'send-test').length);
    expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
    const last = await storeOf(0).load();
    const seen = last && factsOf(last, 'send-test').map(({ n }) => n);
    expect(new Set(seen).size).toBe(12);
    expect(leftBehind()).toEqual(['a.json', 'a.json.backup']);
  },
);

test('a lock that someone removed and another took is not released by us', async () => {
  const other = await holder({});
  await storeOf(0).update(() => {
    hold(other);
    return emptyChecklist();
  });
  expect(parseHolder(readFileSync(lock, 'utf8'))).toEqual(other);
});
