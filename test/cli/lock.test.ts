/** One run at a time changes things with a checklist; those that only read are never kept out. */

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { thisProcess } from '../../src/adapters/store/holder.ts';
import { BIN } from '../helpers/cli.ts';
import { shareWorld, type Team } from './world.ts';

const DOMAIN = 'acme.example';
const world = shareWorld({ domain: DOMAIN, speed: 1000 });
const team = () => world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
const LOCK = '.ses-migrate/ses-migrate.json.lock';

/** This test as another run, which is alive and has the lock. */
async function holdLock(at: Team): Promise<void> {
  const me = await thisProcess(randomUUID(), new Date(0), 'ses-migrate send-test');
  mkdirSync(at.path('.ses-migrate'), { recursive: true });
  writeFileSync(at.path(LOCK), JSON.stringify(me));
}

/** A run as a process of its own, to send signals to. */
function start(at: Team, args: readonly string[], extra: { uid?: number } = {}) {
  const env = { ...process.env, ...at.env };
  const child = spawn(process.execPath, [BIN, ...args], { cwd: at.folder, env, ...extra });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const end = once(child, 'close').then(([exitCode, signal]) => ({ exitCode, signal, said }));
  return { child, end };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(2);
}

describe('two runs at once on one checklist', () => {
  test('make-smtp-creds: one key, and who comes second is told of the first', async () => {
    const at = team();
    expect((await at.run(['verify-domain', '--yes'])).exitCode).not.toBe(5);
    const before = await world().writes();
    const args = ['make-smtp-creds', '--yes', '--file', 'smtp.env', '--confirm', 'smtp.env'];
    const runs = await Promise.all([1, 2, 3].map(() => at.report(args)));
    const made = (await world().writes()).slice(before.length);
    expect(made.filter((name) => name === 'CreateAccessKey')).toHaveLength(1);
    expect(made.filter((name) => name === 'CreateUser')).toHaveLength(1);
    for (const { exitCode, error } of runs.filter((run) => run.exitCode !== 0)) {
      expect(exitCode).toBe(5);
      expect(error?.code).toBe('checklist/locked');
      expect(error?.message).toMatch(/process \d+ on host \S+ since \S+Z \(ses-migrate make-smtp/);
    }
    expect(runs.some((run) => run.exitCode === 0)).toBe(true);
    expect(existsSync(at.path(LOCK))).toBe(false);
  });

  test('verify-domain: the other run changes nothing, and nothing is read from AWS for it', async () => {
    const at = team();
    await holdLock(at);
    const before = await world().requests();
    const { exitCode, error } = await at.report(['verify-domain', '--yes']);
    expect({ exitCode, code: error?.code }).toEqual({ exitCode: 5, code: 'checklist/locked' });
    expect(error?.message).toContain(`process ${process.pid} on host`);
    expect(error?.message).toContain('(ses-migrate send-test)');
    expect(error?.fix).toContain('--wait-for-lock');
    expect(await world().requests()).toEqual(before);
  });

  test('with --wait-for-lock it continues when the other has ended, and over what that one wrote', async () => {
    const at = team();
    await holdLock(at);
    const waiting = at.report(['verify-domain', '--yes', '--wait-for-lock', '40s']);
    await delay(1_500);
    rmSync(at.path(LOCK));
    expect([0, 1, 8]).toContain((await waiting).exitCode);
    await holdLock(at);
    const { error } = await at.report(['verify-domain', '--yes', '--wait-for-lock', '1s']);
    expect(error?.code).toBe('checklist/locked');
  });

  test.each([
    [['status', '--json']],
    [['check-dns', DOMAIN, '--json']],
    [['verify-domain', '--dry-run', '--json']],
    [
      [
        'request-production',
        '--mail-type',
        'transactional',
        '--website',
        'https://acme.example',
        '--draft',
      ],
    ],
    [['export', 'zone']],
    [[]],
  ])('%j only reads, so no lock keeps it out', async (args) => {
    const at = team();
    await holdLock(at);
    const { stdout, stderr } = await at.run(args);
    expect(stdout + stderr).not.toContain('checklist/locked');
    expect(stdout + stderr).not.toContain('Another run');
  });
});

describe('a run that is ended by a signal', () => {
  test.each<[NodeJS.Signals, boolean]>([
    ['SIGKILL', true],
    ['SIGTERM', false],
    ['SIGHUP', false],
  ])('by %s: its lock is left: %s, and the next run is not kept out', async (signal, isLeft) => {
    const at = team();
    const { child, end } = start(at, ['verify-domain', '--yes']);
    await until(() => existsSync(at.path(LOCK)));
    child.kill(signal);
    expect(await end).toMatchObject({ signal });
    expect(existsSync(at.path(LOCK))).toBe(isLeft);
    expect([0, 1, 8]).toContain((await at.run(['verify-domain', '--yes'])).exitCode);
    expect(existsSync(at.path(LOCK))).toBe(false);
  });
});

test.each<NodeJS.Signals>(['SIGTERM', 'SIGHUP'])(
  'a key that is being made when %s comes is handed over before the run ends',
  async (signal) => {
    const at = team();
    await at.run(['verify-domain', '--yes']);
    const args = ['make-smtp-creds', '--yes', '--user-name', `ended-by-${signal}`];
    const { child, end } = start(at, [...args, '--file', 'smtp.env']);
    const isIntended = () => at.read('ses-migrate.json').includes('"what": "create-access-key"');
    await until(isIntended);
    child.kill(signal);
    const { exitCode, signal: endedBy } = await end;
    expect({ endedBy, isCancelled: [0, 130].includes(exitCode) }).toEqual({
      endedBy: null,
      isCancelled: true,
    });
    expect(at.read('smtp.env')).toMatch(/AKIA\w{16}/);
    expect(at.read('ses-migrate.json')).toContain('"what": "handed-over"');
  },
);

describe('where the checklist cannot be written, nothing is read or changed in AWS', () => {
  const NOBODY = 65534;
  const isRoot = process.getuid?.() === 0;

  async function refused(at: Team, args: readonly string[], words: string): Promise<void> {
    const before = await world().requests();
    const { exitCode, said } = await start(
      at,
      ['verify-domain', '--yes', ...args],
      isRoot ? { uid: NOBODY } : {},
    ).end;
    expect(said).toContain(words);
    expect(exitCode).toBe(1);
    expect(await world().requests()).toEqual(before);
  }

  test('a folder in which this user is not allowed to write', async () => {
    const at = team();
    mkdirSync(at.path('theirs'));
    chmodSync(at.folder, 0o755);
    chmodSync(at.path('theirs'), 0o555);
    await refused(at, ['--checklist', 'theirs/a.json'], 'is not allowed to write to the folder');
  });

  test('a path below a file, a folder that is not there, a folder in its place', async () => {
    const at = team();
    chmodSync(at.folder, 0o777);
    writeFileSync(at.path('file'), '');
    mkdirSync(at.path('a.json'));
    await refused(at, ['--checklist', 'file/a.json'], 'cannot be read (ENOTDIR)');
    await refused(at, ['--checklist', 'none/a.json'], 'does not exist');
    await refused(at, ['--checklist', 'a.json'], 'not a regular file');
  });

  test('a file of another user in a folder where only owners may replace: found before the first change', async () => {
    const at = team();
    const before = await world().writes();
    mkdirSync(at.path('shared'));
    writeFileSync(at.path('shared/a.json'), JSON.stringify(EMPTY));
    chmodSync(at.folder, 0o755);
    chmodSync(at.path('shared'), 0o1777);
    const run = start(
      at,
      ['verify-domain', 'new.example', '--yes', '--checklist', 'shared/a.json'],
      isRoot ? { uid: NOBODY } : {},
    );
    const { exitCode, said } = await run.end;
    if (!isRoot) return;
    expect(said).toContain('is not allowed to write to the folder');
    expect(exitCode).toBe(1);
    expect(await world().writes()).toEqual(before);
    expect(statSync(at.path('shared/a.json')).uid).toBe(0);
  });
});

const EMPTY = {
  $schema: 'urn:ses-migrate:checklist:1',
  version: 1,
  lineage: 'b5a3f0d2-6f4e-4d0e-9f0a-2a4de6c6a111',
  serial: 1,
  domain: null,
  region: null,
  account: null,
  choices: {},
  steps: {},
  last: null,
};
