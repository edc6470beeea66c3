/** Stopping by other means than Ctrl-C at a question: Ctrl-D, a "no", a signal while waiting or working. */

import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeRecorders, openRecorder } from '../cli/recorder.ts';
import { countsOf, shareWorld, type Team } from '../cli/world.ts';
import { BIN } from '../helpers/cli.ts';
import { openProgram } from '../helpers/pty.ts';
import { answerAll, expectEnd, isAsked, isBusy, openTool, type Question } from './person.ts';
import { DOMAIN, NO_SUBJECT, STILL } from './script.ts';

const SIZE = { cols: 100, rows: 40 };
const world = shareWorld({ domain: DOMAIN, dns: 'manual', speed: STILL });
afterAll(closeRecorders);
const inDomain = { SES_MIGRATE_DOMAIN: DOMAIN };

const SEND = ['send-test', '--from', `a@${DOMAIN}`, '--scenario', 'success', '--via', 'smtp'];

describe('Ctrl-D ends as Ctrl-C does', () => {
  test.each<[string, string[], Record<string, string>]>([
    ['Which domain', [], NO_SUBJECT],
    ['In which AWS Region', [], { ...NO_SUBJECT, ...inDomain }],
    ['Make these changes in SES', [], inDomain],
    ['Which website', ['request-production', '--mail-type', 'transactional'], inDomain],
  ])('at "%s"', async (asks, args, env) => {
    const team = world().team(env);
    const writes = await world().writes();
    const pty = openTool(team, SIZE, args);
    await isAsked(pty, { asks, answer: '' });
    pty.key('ctrl-d');
    await expectEnd(pty, 130);
    expect(await world().writes()).toEqual(writes);
    expect(existsSync(team.path('ses-migrate.json'))).toBe(false);
  });
});

describe('"no" at a consent', () => {
  test.each<[string, string[], string]>([
    ['Make these changes in SES', ['verify-domain'], 'n'],
    ['Make these changes in SES', ['verify-domain'], ''],
    ['Make these changes in IAM', ['make-smtp-creds', '--file', 'smtp.env'], 'n'],
  ])('"%s" of %j answered with "%s": 130, and nothing changed', async (asks, args, answer) => {
    const team = world().team(inDomain);
    const writes = await world().writes();
    const pty = openTool(team, SIZE, args);
    await isAsked(pty, { asks, answer });
    pty.type(answer);
    pty.key('enter');
    expect(await expectEnd(pty, 130)).toMatch(/Cancelled\. No changes were made/);
    expect(await world().writes()).toEqual(writes);
    expect(existsSync(team.path('smtp.env'))).toBe(false);
    expect(existsSync(team.path('ses-migrate.json'))).toBe(false);
  });
});

describe('at a step that waits for DNS', () => {
  const WHAT_NOW: Question = { asks: 'check-dns: what now', answer: '' };
  let team: Team;
  beforeAll(async () => {
    team = world().team(inDomain);
    await team.run(['verify-domain', '--yes']);
  });

  test('Ctrl-C ends the wait with 130, and the same command waits again', async () => {
    const writes = await world().writes();
    for (let run = 0; run < 2; run += 1) {
      const pty = openTool(team, SIZE);
      await answerAll(pty, [WHAT_NOW]);
      await isBusy(pty, 'check-dns');
      pty.key('ctrl-c');
      expect(await expectEnd(pty, 130)).toMatch(/Stopped waiting/);
    }
    expect(await world().writes()).toEqual(writes);
  });

  test.each(['SIGTERM', 'SIGHUP'])('%s ends it with 130, too', async (signal) => {
    const line = 'echo "pid $$"; exec "$0" "$@"';
    const command = ['sh', '-c', line, process.execPath, BIN];
    const pty = openProgram(command, { ...SIZE, env: team.env, cwd: team.folder });
    await answerAll(pty, [WHAT_NOW]);
    await isBusy(pty, 'check-dns');
    process.kill(Number(/^pid (\d+)$/m.exec(pty.screen())?.[1]), signal);
    expect(await pty.done).toMatchObject({ exitCode: 130 });
  });

  test('"do another step first" goes to the next one that is open', async () => {
    const pty = openTool(team, SIZE);
    await isAsked(pty, WHAT_NOW);
    pty.key('down');
    pty.key('down');
    await pty.until(/^❯ do another/m);
    await answerAll(pty, [WHAT_NOW]);
    await isAsked(pty, { asks: 'Make these changes in account', answer: '' });
    pty.key('ctrl-c');
    await expectEnd(pty, 130);
  });

  test('"stop" ends with the checklist, and with its exit code', async () => {
    const pty = openTool(team, SIZE);
    await isAsked(pty, WHAT_NOW);
    pty.key('up');
    await pty.until(/^❯ stop/m);
    await answerAll(pty, [WHAT_NOW]);
    const { exitCode } = await team.run(['status']);
    expect(await expectEnd(pty, exitCode ?? 0)).toMatch(/^status .*acme\.example/m);
  });
});

describe('at a password', () => {
  const open = shareWorld({ domain: DOMAIN, speed: 200 });

  test('Ctrl-C and Ctrl-D: 130, and no character of it on the screen', async () => {
    const team = open().team(inDomain);
    await team.run(['verify-domain', '--yes', '--wait=60s']);
    for (const key of ['ctrl-c', 'ctrl-d'] as const) {
      const pty = openTool(team, SIZE, SEND);
      await answerAll(pty, [
        { asks: 'Send', answer: 'y' },
        { asks: 'SMTP user name', answer: 'AKIAIOSFODNN7EXAMPLE' },
      ]);
      await isAsked(pty, { asks: 'SMTP password', answer: '' });
      pty.typeSecret('hunter2');
      await pty.until(/\*{7}/);
      pty.key(key);
      expect(await expectEnd(pty, 130)).not.toContain('hunter2');
    }
    expect(await open().inbox()).toEqual([]);
  });
});

test('Ctrl-C in the middle of a change: that change is finished and remembered, the next is not begun', async () => {
  let reached: () => void = () => undefined;
  const atWork = new Promise<void>((resolve) => {
    reached = resolve;
  });
  let goOn: () => void = () => undefined;
  const interrupted = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const url = await openRecorder(world().env.AWS_ENDPOINT_URL ?? '', async ({ operation }) => {
    if (operation !== 'CreateUser') return;
    reached();
    await interrupted;
  });
  const team = world().team({ ...inDomain, AWS_ENDPOINT_URL: url });
  const pty = openTool(team, SIZE, [
    'make-smtp-creds',
    '--file',
    'smtp.env',
    '--user-name',
    'held',
  ]);
  await answerAll(pty, [{ asks: 'Make these changes in IAM', answer: 'y' }]);
  await atWork;
  pty.key('ctrl-c');
  // The terminal shows what was typed as soon as the tool has been told.
  await pty.until(/\^C/);
  goOn();
  await expectEnd(pty, 130);
  const counts = countsOf(await world().writes());
  expect(counts).toMatchObject({ CreateUser: 1 });
  expect(counts).not.toHaveProperty('PutUserPolicy');
  const checklist = JSON.parse(team.read('ses-migrate.json'));
  expect(checklist.steps['make-smtp-creds']).toMatchObject({
    intent: null,
    receipts: [{ what: 'created-user', facts: { user: 'held' } }],
  });

  // Taken up again, the user is there already.
  const next = await team.report(['make-smtp-creds', '--file', 'smtp.env', '--dry-run']);
  expect(next.data.changes).toMatchObject([
    { op: '=', what: 'IAM user held' },
    { op: '+', what: expect.stringContaining('policy') },
    { op: '+', what: expect.stringContaining('access key') },
    { op: '+', what: 'file smtp.env' },
  ]);
});
