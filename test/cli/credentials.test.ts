/** Credentials that cannot be lost: the tool is killed, or SES refuses the login; each time it says where things stand. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readSettings } from '../../src/core/smtp-credentials/settings-reader.ts';
import { BIN, openSandbox } from '../helpers/cli.ts';
import { closeRecorders, openRecorder } from './recorder.ts';
import { findingsOf, shareWorld, type Team } from './world.ts';

// Thirty programs on a machine that may be slow.
vi.setConfig({ testTimeout: 120_000 });

const DOMAIN = 'acme.example';
const world = shareWorld({ domain: DOMAIN, region: 'eu-west-1', speed: 200 });
afterAll(closeRecorders);
const inDomain = { SES_MIGRATE_DOMAIN: DOMAIN };
const SEND = ['send-test', '--from', `a@${DOMAIN}`, '--scenario', 'success', '--via', 'smtp'];

beforeAll(() => world().team().run(['verify-domain', DOMAIN, '--yes', '--wait=2m']));

/** Kills the tool, and returns when it is dead. */
type Kill = () => Promise<void>;
/** Puts something in the tool's way that kills it; the variables that lead it there. */
type Trap = (kill: Kill, team: Team) => Promise<Record<string, string>>;

async function killed(args: readonly string[], trap: Trap, team = world().team(inDomain)) {
  let kill: Kill = () => Promise.reject(new Error('killed before it was started'));
  const sandbox = openSandbox({ ...team.env, ...(await trap(() => kill(), team)) });
  const child = spawn(process.execPath, [BIN, ...args, '--yes'], {
    cwd: team.folder,
    env: sandbox.env,
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  expect(await ended).toEqual([null, 'SIGKILL']);
  sandbox.close({ args, cwd: team.folder });
  return team;
}

/** When AWS has done the operation, and before the tool hears of it. */
function whenAnswered(operation: string): Trap {
  return async (kill) => ({
    AWS_ENDPOINT_URL: await openRecorder(world().env.AWS_ENDPOINT_URL ?? '', async (answered) => {
      if (answered.operation === operation) await kill();
    }),
  });
}

/** When it has reached the SMTP server, which says nothing. */
const whenLoggingIn: Trap = async (kill) => {
  const server = createServer(() => void kill().then(() => server.close()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { SES_MIGRATE_SMTP: `127.0.0.1:${address.port}` };
};

/**
 * When the file is written, and before the checklist knows: killed at the login, with the checklist as it was when
 * IAM had made the key.
 */
async function killedUnrecorded(args: readonly string[]): Promise<Team> {
  const url = world().env.AWS_ENDPOINT_URL ?? '';
  let unrecorded = '';
  const team = await killed(args, async (kill, at) => ({
    ...(await whenLoggingIn(kill, at)),
    AWS_ENDPOINT_URL: await openRecorder(url, async ({ operation }) => {
      if (operation === 'CreateAccessKey') unrecorded = at.read('ses-migrate.json');
    }),
  }));
  writeFileSync(team.path('ses-migrate.json'), unrecorded);
  return team;
}

function make(user: string, ...flags: readonly string[]): readonly string[] {
  return ['make-smtp-creds', '--user-name', user, ...flags];
}

const told = (report: Parameters<typeof findingsOf>[0]) =>
  findingsOf(report).map(({ code, message }) => `${code}: ${message}`);

/** Lines of a plan that change something. */
const moves = ({ data }: { readonly data: Readonly<Record<string, unknown>> }) =>
  (data.changes as readonly { op: string; what: string }[])
    .filter(({ op }) => op !== '=')
    .map(({ op, what }) => `${op} ${what}`);

test.concurrent('when the user is made: it is adopted', async () => {
  const again = make('killed-user', '--file', 'smtp.env');
  const team = await killed(again, whenAnswered('CreateUser'));
  const report = await team.report([...again, '--yes']);
  expect(report).toMatchObject({ exitCode: 0, status: 'done' });
  expect(moves(report)[0]).toBe('+ policy ses-smtp-send');
});

test.concurrent('when the file is written: the key is known to be in it, and its login is tried', async () => {
  const again = make('killed-file', '--file', 'smtp.env');
  const team = await killedUnrecorded(again);
  const given = readSettings(team.read('smtp.env'));
  const words = `Key ${given?.username} is in smtp.env, but the run that wrote it ended before it recorded that.`;

  const status = await team.report(['status']);
  expect(told(status)).toContain(`smtp/hand-over-unrecorded: ${words}`);
  const before = team.read('smtp.env');
  const { stdout, exitCode } = await team.run([...again, '--yes']);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(new RegExp(`key\\s+${given?.username},\\s+login\\s+proven`)),
  });
  expect(team.read('smtp.env')).toBe(before);
  expect((await team.report(again)).data).toMatchObject({
    accessKeyId: given?.username,
    writtenTo: 'smtp.env',
  });
});

test.concurrent.each([
  ['ssm', 'PutParameter', '/killed/ssm'],
  ['secrets-manager', 'CreateSecret', 'killed/smtp'],
])(
  'when %s has the secret: it is asked, the key is kept, and send-test uses it',
  async (store, operation, name) => {
    const again = make(`killed-${store}`, '--output', store, '--secret-name', name);
    const team = await killed(again, whenAnswered(operation));
    const [finding = ''] = told(await team.report(['status'])).filter((each) => /^smtp/.test(each));
    expect(finding).toMatch(/^smtp\/hand-over-unrecorded: Key AKIA\w+ is in /);
    expect(finding).toContain(`is in ${store}:${name}, but the run that wrote it ended`);
    const report = await team.report([...again, '--yes']);
    expect(report).toMatchObject({ exitCode: 0, status: 'done' });
    expect(finding).toContain(String(report.data.accessKeyId));
    expect(report.data).toMatchObject({ writtenTo: `${store}:${name}` });
    expect(moves(report)).toEqual([]);
    expect(await team.report([...SEND, '--yes'])).toMatchObject({ exitCode: 0 });
  },
);

test.concurrent('while it logs in: all is handed over, and only the proof is missing', async () => {
  const again = make('killed-login', '--file', 'smtp.env');
  const team = await killed(again, whenLoggingIn);
  const given = readSettings(team.read('smtp.env'));
  const report = await team.report([...again, '--yes']);
  expect(report).toMatchObject({ exitCode: 0, data: { accessKeyId: given?.username } });
  expect(findingsOf(report)).toMatchObject([
    {
      code: 'smtp/login-not-proven',
      fix: expect.stringContaining('send-test --via smtp'),
    },
  ]);
  expect(await team.report([...SEND, '--yes'])).toMatchObject({ exitCode: 0 });
  expect(told(await team.report(again))).toEqual([]);
});

test.concurrent('when a second key is made: it is named, and the first works on meanwhile', async () => {
  const first = make('killed-rotation', '--file', 'smtp.env');
  const team = world().team(inDomain);
  await team.run([...first, '--yes']);
  const before = team.read('smtp.env');
  const rotate = [...first, '--rotate', '--confirm', 'killed-rotation'];
  await killed(rotate, whenAnswered('CreateAccessKey'), team);
  expect(team.read('smtp.env')).toBe(before);
  expect(await team.report([...SEND, '--yes'])).toMatchObject({ exitCode: 0 });

  const refused = await team.report([...rotate, '--yes']);
  const [orphan = ''] = refused.error?.message.match(/AKIA\w{16}/) ?? [];
  expect(refused).toMatchObject({ exitCode: 2, error: { code: 'usage/confirm' } });
  // The line to copy has all that was typed, and the name that was missing.
  const line = `ses-migrate ${rotate.slice(0, 5).join(' ')} --rotate --confirm killed-rotation --yes --confirm ${orphan}`;
  expect(refused.error?.fix).toContain(line);
  const mended = await team.report(line.split(' ').slice(1));
  expect(mended).toMatchObject({ exitCode: 0, status: 'done' });
  const now = readSettings(team.read('smtp.env'))?.username;
  expect([readSettings(before)?.username, orphan]).not.toContain(now);
  expect(mended.data.keys).toMatchObject([
    { id: readSettings(before)?.username, active: true },
    { id: now, active: true, inUse: true },
  ]);
});

test.concurrent('a login that SES refuses is explained on the screen and in the JSON', async () => {
  const team = world().team(inDomain);
  await team.run([...make('refused', '--file', 'smtp.env'), '--yes']);
  const { username = '', password } = readSettings(team.read('smtp.env')) ?? {};
  const env = {
    SES_MIGRATE_SMTP_USERNAME: username,
    SES_MIGRATE_SMTP_PASSWORD: `"${password?.reveal()}" `,
  };
  const { stdout, stderr, exitCode } = await team.run([...SEND, '--yes'], { env });
  expect(exitCode, stderr).toBe(1);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'The SMTP password contains spaces, a line end or quotes that do not belong to it; without them, SES accepts the login. [smtp/stray-characters] → Remove them where the value is stored.',
  );
  const unknown = { ...env, SES_MIGRATE_SMTP_USERNAME: 'AKIAIOSFODNN7EXAMPLE' };
  const report = await team.report([...SEND, '--yes'], { env: unknown });
  expect(report.exitCode).toBe(1);
  expect(findingsOf(report)).toMatchObject([
    { code: 'smtp/unknown-key', found: '535 Authentication Credentials Invalid' },
  ]);
});
