import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createStore } from '../../../src/adapters/store/index.ts';
import { type Checklist, emptyChecklist } from '../../../src/core/checklist.ts';
import type { LedgerId } from '../../../src/core/model/types.ts';
import { STEPS } from '../../../src/steps/index.ts';
import { childCommand, ended, folder, jsonOf, startChild, useChildren } from './children.ts';

function factsOf(checklist: Checklist, step: LedgerId): Record<string, unknown>[] {
  return (checklist.steps[step]?.receipts ?? []).map(({ facts }) => ({ ...facts }));
}

useChildren();

const storeOf = (path: string) => createStore(path, { now: () => new Date() });

test('three processes at once: every change of each lands', async () => {
  const file = join(folder(), 'a.json');
  const children = [1, 2, 3].map(() => startChild('add', file, '15'));
  for (const child of children) expect(await ended(child)).toEqual([0, null]);
  const checklist = (await storeOf(file).load()) ?? emptyChecklist();
  const pids = STEPS.flatMap(({ id }) => factsOf(checklist, id)).map(({ pid }) => pid);
  for (const { pid } of children) expect(pids.filter((each) => each === pid)).toHaveLength(15);
});

test('twenty kills while it writes: the state is always one that was written', async () => {
  const dir = folder();
  const file = join(dir, 'a.json');
  let count = 0;
  for (let kill = 0; kill < 20; kill++) {
    const child = startChild('loop', file);
    if (child.stdout) await once(child.stdout, 'data'); // past the lock that the last one left
    await sleep(Math.random() * 30);
    child.kill('SIGKILL');
    await ended(child);
    for (const path of [file, join(dir, '.ses-migrate/a.json.backup')]) {
      const state = (await storeOf(path).load()) ?? emptyChecklist();
      const [facts] = factsOf(state, 'send-test');
      const written = Number(facts?.count);
      expect(facts?.text).toHaveLength((written * 7919) % 60_000);
      if (path === file) {
        expect(written).toBeGreaterThan(count);
        count = written;
      }
    }
  }
  const last = await storeOf(file).update((current) => current ?? emptyChecklist());
  expect(factsOf(last, 'send-test')[0]?.count).toBe(count);
  expect(readdirSync(dir).sort()).toEqual(['.ses-migrate', 'a.json']);
  const strays = readdirSync(join(dir, '.ses-migrate')).filter(
    (name) => !/^(a\.json\.backup|\.gitignore)$/.test(name),
  );
  for (const name of strays) expect(name).toMatch(/\.tmp$/);
});

/** Commands that run another one with little room for files; the last argument of each is the folder. */
const MOUNT = 'mount -t tmpfs -o size=40k tmpfs "$0" && exec "$@" "$0" 100000';
const LIMIT = 'ulimit -f 16 && exec "$@" "$0" 100000';
const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', MOUNT, folder(), 'true']).status === 0;

test.each([
  // A tmpfs where this machine lets us mount one, and a limit of file size, which POSIX has everywhere:
  // both take a part of the write without an error and refuse the rest.
  ...(canMount ? [['a full disk', ['unshare', '-rm', 'sh', '-c', MOUNT], 'ENOSPC'] as const] : []),
  ['a limit of file size', ['sh', '-c', LIMIT], 'EFBIG'] as const,
])('%s: the error is told, the state and its backup stay whole', async (_, command, errno) => {
  expect(await jsonOf([...command, folder(), ...childCommand('grow')])).toEqual({
    code: 'checklist/not-written',
    exitCode: 1,
    message: expect.stringMatching(
      new RegExp(`^No space left .* nothing in it was lost\\. \\(${errno}\\)$`),
    ),
    fix: expect.stringContaining('Free some space'),
    state: 'two.example',
    backup: 'two.example',
    files: [
      '.ses-migrate',
      '.ses-migrate/.gitignore',
      '.ses-migrate/state.json.backup',
      'state.json',
    ],
  });
});
