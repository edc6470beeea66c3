/** How the tool behaves off a terminal: streams, colour, stdin, dry runs. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { BIN, IDLE, openSandbox, type RunOptions, run } from '../helpers/cli.ts';
import { openProgram, openPty } from '../helpers/pty.ts';
import { shareWorld, type Team } from './world.ts';

const DOMAIN = 'acme.example';
const world = shareWorld({ domain: DOMAIN, speed: 200 });
const ESC = '\x1b';

describe('stdin', () => {
  /** Each lacks something that only a person could say. */
  const UNFINISHED = [
    ['verify-domain', DOMAIN],
    ['request-production'],
    ['make-smtp-creds', '--output', 'env'],
    ['send-test'],
  ];
  const STDIN: readonly (readonly [string, RunOptions])[] = [
    ['/dev/null', {}],
    ['a pipe with "y"', { stdin: 'y\ny\ny\n' }],
    ['an idle pipe', { stdin: IDLE }],
    ['/dev/null, in CI', { env: { CI: 'true' } }],
  ];

  describe.each(STDIN)('%s', (what, options) => {
    test.concurrent.each(UNFINISHED.map((args) => [args.join(' '), args] as const))(
      '%s ends without success, and nothing is changed',
      async (_line, args) => {
        const team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
        const { exitCode, stdout, stderr } = await team.run(args, options);
        expect({ what, exitCode, stdout }).toEqual({ what, exitCode: 2, stdout: '' });
        expect(stderr).not.toBe('');
        expect(readdirSync(team.folder)).toEqual([]);
      },
    );
  });

  // An idle pipe in its place: test/adapters/files.test.ts.
  test.each(['', 'two words'])('%j is no secret key', async (stdin) => {
    const result = await world().team().run(['make-smtp-creds', '--from-secret-stdin'], { stdin });
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test('closed from the start', async () => {
    const team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
    const sandbox = openSandbox(team.env);
    const line = `exec "$0" "${BIN}" request-production <&-`;
    const child = spawn('sh', ['-c', line, process.execPath], {
      cwd: team.folder,
      env: sandbox.env,
    });
    const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    sandbox.close({ said: { stderr }, cwd: team.folder });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('--mail-type'),
    });
  });

  test('CI is not asked even in a terminal; the signal that decided is named', async () => {
    const team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN, CI: 'true' });
    const pty = openPty(['request-production'], { env: team.env, cwd: team.folder });
    expect((await pty.done).exitCode).toBe(2);
    expect(pty.screen()).toMatch(/--mail-type.*CI is set/);
  });

  test('nothing of all this changed anything', async () => {
    expect(await world().writes()).toEqual([]);
  });
});

describe('streams', () => {
  let team: Team;
  beforeAll(async () => {
    team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
    await team.run(['verify-domain', '--yes']);
    await world().pass('1h');
  });

  test.concurrent.each([
    ['status', '--markdown'],
    ['check-dns', '--wait=30s'],
  ])('stdout of %s %s is the result alone', async (...args) => {
    const said = await team.run(args);
    const quiet = await team.run([...args, '--quiet']);
    expect(said.stdout).toMatch(/\S/);
    // What changes from run to run is the time of SES's last look.
    const timeless = (text: string) => text.replace(/\d\d\d\d-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
    expect(timeless(quiet.stdout)).toBe(timeless(said.stdout));
    expect(quiet.stderr).toBe('');
  });

  test.concurrent('account, identity and Region are said before a change, to people', async () => {
    const args = ['make-smtp-creds', '--dry-run', '--file', 'smtp.env'];
    const { stdout, stderr } = await team.run(args);
    for (const named of ['123456789012', 'arn:aws:iam::123456789012:user/operator', 'us-east-1'])
      expect(stderr).toContain(named);
    expect(stdout).not.toContain('user/operator');
  });

  test.concurrent.each<[Record<string, string>, string[], boolean]>([
    [{}, [], false],
    [{}, ['--color'], true],
    [{ FORCE_COLOR: '1' }, [], true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, [], false],
    [{ FORCE_COLOR: '1' }, ['--no-color'], false],
    [{ FORCE_COLOR: '0' }, [], false],
    [{ NO_COLOR: '1' }, ['--color'], false],
    [{ FORCE_COLOR: '1' }, ['--json'], false],
  ])('colour with %j and %j: %s', async (env, flags, colour) => {
    const sandbox = openSandbox({ ...team.env, ...env });
    const child = spawn(process.execPath, [BIN, 'status', '--offline', ...flags], {
      cwd: team.folder,
      env: sandbox.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const stdout = await text(child.stdout);
    sandbox.close({ said: { stdout }, cwd: team.folder });
    expect(stdout.includes(ESC)).toBe(colour);
    // Colour tells nothing that the words do not.
    if (!flags.includes('--json'))
      expect(stripVTControlCharacters(stdout)).toMatch(/done +verify-domain/);
  });

  test('a reader that goes away ends the output, not the run', async () => {
    const sandbox = openSandbox(team.env);
    const line = `"$0" "${BIN}" status | true; exit 0`;
    const child = spawn('sh', ['-c', line, process.execPath], {
      cwd: team.folder,
      env: sandbox.env,
    });
    const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    sandbox.close({ said: { stderr }, cwd: team.folder });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});

/** Runs this line of a shell, in which `ses` is the program, in a terminal of its own or in pipes. */
function inShell(line: string): readonly string[] {
  return ['sh', '-c', `ses() { "${process.execPath}" "${BIN}" "$@"; }; ${line}`];
}

describe('what is wrong is named all at once', () => {
  test.each([
    [['verify-domain', 'acme', '--yes']],
    [['status', '--domain', 'acme']],
    [['check-dns', 'acme', '--domain', 'ACME']],
  ])('a domain that is none and the missing Region: %j', async (args) => {
    const { exitCode, stderr } = await run(args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/"acme" has no dot[\s\S]*Missing: --region/i);
    expect(stderr).toMatch(/--region <region>/);
    expect(stderr).not.toMatch(/^.*ses-migrate .*\bacme\b(?!\.)/m);
  });
});

describe('a watch', () => {
  const LINES = [
    `ses check-dns ${DOMAIN} --watch | head -1`,
    `ses check-dns ${DOMAIN} --watch --json | head -1`,
    'ses status --watch | head -1',
  ];

  // No time limit of ours: where it does not end, the test does not either.
  test.each(LINES)('ends when nobody reads it any more: %s', async (line) => {
    const team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
    const sandbox = openSandbox(team.env);
    const [file = '', ...args] = inShell(line);
    const child = spawn(file, args, { cwd: team.folder, env: sandbox.env });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    sandbox.close({ said: { stdout, stderr }, cwd: team.folder });
    expect(stdout).toMatch(
      line.includes('--json') ? /^\{.*\}\n$/ : /^Checked [\d-]+ [\d:]+ UTC\n$/,
    );
    expect(stderr).not.toMatch(/EPIPE|bug|at /);
  });

  test('ends in a terminal, too, where its live table is', async () => {
    const team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
    const [line = ''] = LINES;
    const pty = openProgram(inShell(line), { env: team.env, cwd: team.folder });
    expect((await pty.done).exitCode).toBe(0);
    expect(pty.screen()).toMatch(/^Checked [\d-]+ [\d:]+ UTC$/m);
  });
});

describe('in a terminal', () => {
  test('JSON stays whole: nothing else is drawn between its lines', async () => {
    const team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
    const args = ['check-dns', DOMAIN, '--watch', '--wait=8s', '--json'];
    const pty = openPty(args, { env: team.env, cwd: team.folder, cols: 20_000 });
    await pty.done;
    const lines = pty
      .screen()
      .split('\n')
      .filter((line) => line.trim() !== '');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ version: 1 });
  });

  test.each<[Record<string, string>, string[]]>([
    [{ NO_COLOR: '1' }, []],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, ['--color']],
    [{}, ['--no-color']],
  ])('no colour with %j %j, neither of the spinner nor of questions', async (env, flags) => {
    const team = world().team(env);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape is looked for.
    const colored = /\x1b\[[\d;]*[1-9][\d;]*m/;
    const wait = openPty(['check-dns', DOMAIN, '--watch', '--wait=3s', ...flags], {
      env: team.env,
      cwd: team.folder,
    });
    await wait.done;
    expect(wait.raw()).not.toMatch(colored);
    const ask = openPty(['verify-domain', ...flags], { env: team.env, cwd: team.folder });
    await ask.until(/Which domain/);
    ask.key('ctrl-c');
    await ask.done;
    expect(ask.raw()).not.toMatch(colored);
  });

  test('--quiet leaves out notes and progress; what a question is about stays', async () => {
    const team = world().team();
    const args = ['verify-domain', 'quiet.example', '--quiet', '--region', 'us-east-1'];
    const pty = openPty(args, { env: team.env, cwd: team.folder });
    const screen = await pty.until(/\? (?!.*Which).*\(y\/N\)/);
    expect(screen).toMatch(/Account 123456789012, Region us-east-1/);
    expect(screen).toMatch(/\+ +identity/);
    expect(screen).not.toMatch(/Reading AWS/);
    pty.key('ctrl-c');
    await pty.done;
  });
});

describe('--dry-run', () => {
  test.each([
    [['verify-domain', '--mail-from', 'bounce']],
    [
      [
        'request-production',
        '--mail-type',
        'transactional',
        '--website',
        DOMAIN,
        '--contact',
        `a@${DOMAIN}`,
        '--use-case-file',
        'use-case.txt',
      ],
    ],
    [['make-smtp-creds', '--file', 'smtp.env']],
    [['send-test', '--from', `a@${DOMAIN}`, '--scenario', 'success', '--via', 'api']],
  ])('%j plans and does nothing, even with --yes', async (args) => {
    const team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
    writeFileSync(team.path('use-case.txt'), 'Receipts.');
    const writes = await world().writes();
    const { data } = await team.report([...args, '--dry-run', '--yes']);
    const ops = (data.changes as { op: string }[]).map(({ op }) => op);
    expect(ops.filter((op) => op !== '=')).not.toEqual([]);
    expect(await world().writes()).toEqual(writes);
    expect(readdirSync(team.folder)).toEqual(['use-case.txt']);
  });
});
