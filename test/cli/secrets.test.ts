/** The secret access key goes nowhere; the SMTP password goes to the one place that was chosen. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/model/secret.ts';
import { smtpPassword } from '../../src/core/smtp-credentials/smtp-password.ts';
import { BIN, openSandbox, type RunResult } from '../helpers/cli.ts';
import { startEchoImap, startEchoSmtp } from '../helpers/echo-servers.ts';
import { openPty } from '../helpers/pty.ts';
import { closeRecorders, openRecorder } from './recorder.ts';
import { countsOf, findingsOf, shareWorld, type Team } from './world.ts';

const REGION = 'eu-west-1';
const world = shareWorld({ region: REGION, speed: 200 });
afterAll(closeRecorders);

/** A team beside a recorder that remembers the secrets IAM gave it. */
async function watchedTeam(): Promise<{ team: Team; secrets: string[] }> {
  const secrets: string[] = [];
  const url = await openRecorder(world().env.AWS_ENDPOINT_URL ?? '', ({ body }) => {
    secrets.push(...secretsIn(body));
  });
  return {
    team: world().team({ AWS_ENDPOINT_URL: url, SES_MIGRATE_DOMAIN: 'acme.example' }),
    secrets,
  };
}

function secretsIn(body: string): string[] {
  return [...body.matchAll(/<SecretAccessKey>([^<]+)</g)].map(([, secret = '']) => secret);
}

/** As it is, and as it may be encoded by someone who passes it on. */
function forms(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, encodeURIComponent(secret), json, base64, Buffer.from(secret).toString('hex')];
}

const holds = (text: string, secret: string) => forms(secret).some((form) => text.includes(form));

/** Names of the outputs and files (with all that lies in the folder) that hold the secret. */
function holders(
  team: Team,
  { stdout, stderr }: Pick<RunResult, 'stdout' | 'stderr'>,
  secret: string,
) {
  const files = readdirSync(team.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const places = [
    { name: 'stdout', text: stdout },
    { name: 'stderr', text: stderr },
    ...files.map((path) => ({
      name: path.slice(team.folder.length + 1),
      text: readFileSync(path, 'utf8'),
    })),
  ];
  return places.filter(({ text }) => holds(text, secret)).map(({ name }) => name);
}

/** The secret key that IAM made in this run is nowhere; the password is in `place` alone. */
function expectOnlyIn(place: string, team: Team, result: RunResult, secrets: readonly string[]) {
  expect(secrets).toHaveLength(1);
  const [secret = ''] = secrets;
  expect(secret).toHaveLength(40);
  const password = smtpPassword(new Secret(secret), REGION).reveal();
  expect(holders(team, result, secret)).toEqual([]);
  expect(holders(team, result, password)).toEqual([place]);
}

const MAKE = ['make-smtp-creds', '--yes', '--user-name'];
const FROM = 'a@acme.example';
const TO = 'b@inbox.example';

test.concurrent.each([
  ['env', ['--file', 'smtp.env'], 'smtp.env'],
  ['json', ['--file', 'smtp.json', '--output', 'json'], 'smtp.json'],
  ['env-verbose', ['--file', 'smtp.env', '--verbose'], 'smtp.env'],
  ['file-json', ['--file', 'smtp.env', '--json'], 'smtp.env'],
  [
    'names',
    ['--file', 'smtp.env', '--names', 'MAIL_HOST,MAIL_PORT,MAIL_USER,MAIL_PASS'],
    'smtp.env',
  ],
  ['no-login', ['--file', 'smtp.env', '--no-login-check'], 'smtp.env'],
  ['kubernetes', ['--file', 'smtp.yaml', '--output', 'kubernetes'], 'smtp.yaml'],
  ['terraform', ['--file', 'smtp.tfvars', '--output', 'terraform'], 'smtp.tfvars'],
  ['gh-pipe', ['--output', 'github'], 'stdout'],
  ['no-file-json', ['--json'], 'stdout'],
  ['screen', ['--file', '-'], 'stdout'],
])('make-smtp-creds, %s: %j', async (user, flags, place) => {
  const { team, secrets } = await watchedTeam();
  const result = await team.run([...MAKE, user, ...flags]);
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  expectOnlyIn(place, team, result, secrets);
  if (place !== 'stdout') expect(statSync(team.path(place)).mode & 0o777).toBe(0o600);
});

test.concurrent('without a terminal and a destination, nothing is made and no log gets a password', async () => {
  const { team, secrets } = await watchedTeam();
  const result = await team.run([...MAKE, 'no-place']);
  expect(result.exitCode).toBe(2);
  expect(result.stderr).toContain('Missing: --file');
  expect(secrets).toEqual([]);
});

test.concurrent('a merge keeps the file alone as the place, also for what was there', async () => {
  const { team, secrets } = await watchedTeam();
  const before = 'SMTP_HOST=old.example\nSMTP_USER=u\nSMTP_PASS=old-secret\n';
  writeFileSync(team.path('.env'), before, { mode: 0o644 });
  const result = await team.run([...MAKE, 'merged', '--file', '.env']);
  expectOnlyIn('.env', team, result, secrets);
  const kept = ['.env', '.env.backup'];
  expect(holders(team, result, 'old-secret')).toEqual(kept);
  expect(team.read('.env.backup')).toBe(before);
  for (const name of kept) expect(statSync(team.path(name)).mode & 0o777).toBe(0o600);
});

test.concurrent.each(['ssm', 'secrets-manager'])('to %s: nothing stays here', async (store) => {
  const { team, secrets } = await watchedTeam();
  const flags = ['--output', store, '--json', '--verbose'];
  const result = await team.run([...MAKE, `to-${store}`, ...flags]);
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  const password = smtpPassword(new Secret(secrets[0] ?? ''), REGION).reveal();
  expect(holders(team, result, password)).toEqual([]);
  expect(JSON.parse(result.stdout).data.writtenTo).toMatch(`${store}:`);
});

test.concurrent('a dry run makes no key', async () => {
  const { team, secrets } = await watchedTeam();
  await team.run([...MAKE, 'planned', '--file', 'smtp.env', '--dry-run']);
  expect(secrets).toEqual([]);
  expect(readdirSync(team.folder).filter((name) => name.startsWith('smtp'))).toEqual([]);
});

test.concurrent('send-test and status pass on nothing of the file they read', async () => {
  const { team, secrets } = await watchedTeam();
  const made = await team.run([...MAKE, 'sender', '--file', 'smtp.env']);
  for (const args of [
    ['send-test', '--from', 'a@acme.example', '--scenario', 'success', '--via', 'smtp', '--yes'],
    [
      'send-test',
      '--from',
      'a@acme.example',
      '--scenario',
      'bounce',
      '--verbose',
      '--json',
      '--yes',
    ],
    ['status', '--json', '--facts'],
    ['status', '--offline'],
  ]) {
    expectOnlyIn('smtp.env', team, await team.run(args), secrets);
  }
  expect(made.exitCode).toBe(0);
});

test('a place that cannot take the secret is found before the key is made', async () => {
  const { team, secrets } = await watchedTeam();
  const before = await world().writes();
  const { error, exitCode } = await team.report([
    ...MAKE,
    'nowhere',
    '--file',
    'no/folder/smtp.env',
  ]);
  expect(exitCode).toBe(1);
  expect(error?.message).toContain('no/folder');
  expect(secrets).toEqual([]);
  expect((await world().writes()).slice(before.length)).not.toContain('CreateAccessKey');
});

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const DERIVED = smtpPassword(new Secret(SECRET), REGION).reveal();

describe('--from-secret-stdin', () => {
  test.each([
    ['stdout', []],
    ['stdout', ['--json']],
    ['smtp.env', ['--file', 'smtp.env']],
    ['smtp.env', ['--file', 'smtp.env', '--json']],
  ])('hands over to %s with %j, asks AWS nothing and remembers nothing', async (place, flags) => {
    const team = world().team();
    const asked = await world().requests();
    const args = ['make-smtp-creds', '--from-secret-stdin', ...flags];
    const result = await team.run(args, { stdin: `${SECRET}\n` });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(holders(team, result, SECRET)).toEqual([]);
    expect(holders(team, result, DERIVED)).toEqual([place]);
    expect(readdirSync(team.folder)).toEqual(place === 'stdout' ? [] : ['smtp.env']);
    expect(await world().requests()).toEqual(asked);
  });

  test('to a script, the password alone is on stdout', async () => {
    const args = ['make-smtp-creds', '--from-secret-stdin'];
    const { stdout } = await world().team().run(args, { stdin: SECRET });
    expect(stdout).toBe(`${DERIVED}\n`);
  });

  test.each(['', ' \n', `${SECRET} ${SECRET}`])(
    'refuses %j without repeating it',
    async (stdin) => {
      const result = await world()
        .team()
        .run(['make-smtp-creds', '--from-secret-stdin'], { stdin });
      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(holds(result.stderr, SECRET)).toBe(false);
    },
  );
});

describe('a server that repeats the password it refuses', () => {
  const FLAGS = [
    ['--yes', '--json'],
    ['--yes', '--verbose'],
  ];
  const PASSWORD = 'hunter/2 sesame';

  /** Runs with each of FLAGS; the password is in nothing that this leaves. */
  async function refused(args: readonly string[], env: Readonly<Record<string, string>>) {
    const team = world().team({ SES_MIGRATE_DOMAIN: 'acme.example' });
    for (const flags of FLAGS) {
      const result = await team.run([...args, ...flags], { env });
      expect(result.exitCode).toBe(1);
      expect(result.stdout + result.stderr).toContain('[secret]');
      expect(holders(team, result, PASSWORD)).toEqual([]);
    }
  }

  test('SMTP_URL', async () => {
    const { port } = await startEchoSmtp();
    const url = `smtp://me:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`;
    await refused(['send-test', '--from', FROM, '--to', TO, '--via', 'old'], { SMTP_URL: url });
  });

  test('--inbox', async () => {
    const { port, ca } = await startEchoImap();
    const file = join(world().team().folder, 'ca.pem');
    const authority = readFileSync(world().env.NODE_EXTRA_CA_CERTS ?? '', 'utf8');
    writeFileSync(file, `${authority}\n${ca}`);
    const args = [
      'send-test',
      '--from',
      FROM,
      '--via',
      'api',
      '--inbox',
      `imaps://${TO}@127.0.0.1:${port}`,
    ];
    await refused(args, { IMAP_PASSWORD: PASSWORD, NODE_EXTRA_CA_CERTS: file });
  });
});

test('typed at a prompt, the password is masked', async () => {
  const { team } = await watchedTeam();
  await team.run(['verify-domain', '--yes']);
  const args = ['send-test', '--via', 'smtp', '--from', 'a@acme.example', '--scenario', 'success'];
  const pty = openPty(args, { env: team.env, cwd: team.folder });
  await pty.until(/^\? Send.*\?/m);
  pty.type('y');
  pty.key('enter');
  await pty.until(/^\? SMTP user name/m);
  pty.type('AKIAIOSFODNN7EXAMPLE');
  pty.key('enter');
  await pty.until(/^\? SMTP password/m);
  pty.typeSecret(DERIVED);
  await pty.until(/\*{44}/);
  pty.key('enter');
  expect((await pty.done).exitCode).toBe(1);
  expect(holders(team, { stdout: pty.screen(), stderr: '' }, DERIVED)).toEqual([]);
});

describe('killed between the answer of CreateAccessKey and the hand-over', () => {
  test('the next run names the orphaned key, and deletes it only by its name', async () => {
    const orphan = await killedAtKey();
    const { team } = orphan;
    expect(readdirSync(team.folder)).not.toContain('smtp.env');
    const made = countsOf(await world().writes());

    const status = await team.report(['status']);
    expect(status.exitCode).toBe(1);
    expect(JSON.stringify(findingsOf(status))).toContain(orphan.keyId);

    const again = [...MAKE, 'orphan', '--file', 'smtp.env'];
    const refused = await team.report(again);
    expect(refused).toMatchObject({ exitCode: 2, error: { code: 'usage/confirm' } });
    expect(refused.error?.message).toContain(orphan.keyId);
    expect(refused.error?.fix).toContain(`--confirm ${orphan.keyId}`);
    const wrongName = await team.report([...again, '--confirm', 'AKIAIOSFODNN7EXAMPLE']);
    expect(wrongName.exitCode).toBe(2);
    expect(countsOf(await world().writes())).toEqual(made);

    const mended = await team.report([...again, '--confirm', orphan.keyId]);
    expect(mended).toMatchObject({ exitCode: 0, status: 'done' });
    expect(mended.data.accessKeyId).not.toBe(orphan.keyId);
    expect(countsOf(await world().writes())).toEqual({
      ...made,
      DeleteAccessKey: 1,
      CreateAccessKey: (made.CreateAccessKey ?? 0) + 1,
    });
    const lost = smtpPassword(new Secret(orphan.secret), REGION).reveal();
    for (const secret of [orphan.secret, lost])
      expect(holders(team, { stdout: '', stderr: '' }, secret)).toEqual([]);
  });
});

/** Kills the tool, which may do nothing more, when IAM has made the key and before the tool hears of it. */
async function killedAtKey(): Promise<{ team: Team; keyId: string; secret: string }> {
  let answered: (body: string) => void = () => undefined;
  const made = new Promise<string>((resolve) => {
    answered = resolve;
  });
  const url = await openRecorder(
    world().env.AWS_ENDPOINT_URL ?? '',
    async ({ operation, body }) => {
      if (operation !== 'CreateAccessKey' || !body.includes('<SecretAccessKey>')) return;
      answered(body);
      await once(child, 'exit');
    },
  );
  const team = world().team({ SES_MIGRATE_DOMAIN: 'acme.example' });
  const sandbox = openSandbox({ ...team.env, AWS_ENDPOINT_URL: url });
  const args = [BIN, ...MAKE, 'orphan', '--file', 'smtp.env'];
  const child = spawn(process.execPath, args, {
    cwd: team.folder,
    env: sandbox.env,
    stdio: 'ignore',
  });
  const body = await made;
  child.kill('SIGKILL');
  await once(child, 'exit');
  sandbox.close({ args, cwd: team.folder });
  return {
    team,
    keyId: /<AccessKeyId>([^<]+)</.exec(body)?.[1] ?? '',
    secret: secretsIn(body)[0] ?? '',
  };
}
