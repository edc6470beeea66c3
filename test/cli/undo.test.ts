/** The way back as a person uses it: the script is read, refuses to run by accident, and leaves nothing of ours. */

import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CreateAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shareWorld, type Team } from './world.ts';

const DOMAIN = 'acme.example';
const USER = `ses-smtp-${DOMAIN}`;
const ACCOUNT = '123456789012';
const world = shareWorld({ domain: DOMAIN, region: 'eu-central-1', speed: 1000 });
const STAND_IN = fileURLToPath(new URL('../helpers/aws-stand-in.mjs', import.meta.url));

let team: Team;
let before: unknown;
beforeEach(async () => {
  before = await zoneNow();
  team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
  expect((await team.run(['verify-domain', '--yes', '--wait=60s'])).exitCode).toBe(0);
  expect((await team.run(['make-smtp-creds', '--yes', '--file', 'smtp.env'])).exitCode).toBe(0);
  mkdirSync(team.path('bin'));
  copyFileSync(STAND_IN, team.path('bin/aws'));
  chmodSync(team.path('bin/aws'), 0o755);
});

/** Nothing is left for the next test. */
afterEach(async () => {
  await writeScript();
  await runScript({ SES_MIGRATE_UNDO: DOMAIN });
});

async function writeScript(): Promise<string> {
  const { stdout, exitCode, stderr } = await team.run(['export', 'undo']);
  expect([exitCode, stderr]).toEqual([0, '']);
  writeFileSync(team.path('undo.sh'), stdout);
  return stdout;
}

/** Not in this process: what it blocks would time out. */
function runScript(
  extra: Readonly<Record<string, string>> = {},
  shell = 'sh',
  args: readonly string[] = ['undo.sh'],
): Promise<{ status: number | null; stderr: string }> {
  const path = `${team.path('bin')}:${process.env.PATH}`;
  const env = { ...process.env, ...team.env, AWS_STAND_IN_FROM: STAND_IN, PATH: path, ...extra };
  const child = spawn(shell, args, { cwd: team.folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve) => {
    child.on('close', (status) => resolve({ status, stderr }));
  });
}

/** All but the serial, which each change raises. */
const zoneNow = async () => (await world().zone()).filter(({ type }) => type !== 'SOA');

const made = async () => {
  const { data } = await team.report(['status']);
  const resources = data.resources as readonly Readonly<Record<string, unknown>>[];
  return resources.filter(({ createdAt }) => createdAt !== undefined);
};

test('status lists all that was made, with date, account and way back; text, Markdown and offline too', async () => {
  const resources = await made();
  const kinds = resources.map(({ kind }) => kind);
  expect(kinds).toEqual([
    ...['access key', 'policy', 'IAM user', 'MAIL FROM domain', 'identity'],
    ...Array.from({ length: 6 }, () => 'DNS record'),
    'file',
  ]);
  for (const each of resources) {
    expect(each).toMatchObject({ state: 'there', createdAt: expect.stringMatching(/Z$/) });
    if (each.kind !== 'file') expect(each.account).toBe(ACCOUNT);
  }
  const { stdout: text } = await team.run(['status']);
  expect(text).toContain(`IAM user ${USER}, created 20`);
  expect(text).toMatch(
    /undo: aws sesv2 delete-email-identity \\\n +--email-identity acme\.example \\\n/,
  );
  const { stdout: markdown } = await team.run(['status', '--markdown']);
  expect(markdown).toContain('## Created by this checklist');
  expect(markdown).toContain(`- undo: \`aws iam delete-user --user-name ${USER}\``);
  const { stdout: offline } = await team.run(['status', '--offline']);
  expect(offline).toContain('not checked');
  expect(offline).toMatch(/created \d{4}-\d\d-\d\d\s+\d\d:\d\d UTC/);
});

test.each(['sh', 'bash'])(
  '%s: the script parses, and does nothing before it is told to',
  async (shell) => {
    await writeScript();
    expect((await runScript({}, shell, ['-n', 'undo.sh'])).status).toBe(0);
    const writes = await world().writes();
    expect(await runScript({}, shell)).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('Nothing was changed'),
    });
    expect((await runScript({ SES_MIGRATE_UNDO: 'yes' }, shell)).status).toBe(64);
    expect(await world().writes()).toEqual(writes);
    expect(existsSync(team.path('smtp.env'))).toBe(true);
  },
);

test('it removes everything in an order that AWS takes, and the zone is as it was', async () => {
  const script = await writeScript();
  // Each command has its reason above it.
  const lines = script.split('\n');
  for (const [index, line] of lines.entries())
    if (/^(aws|rm) /.test(line)) expect(lines[index - 1]).toMatch(/^# /);
  const writes = (await world().writes()).length;
  expect(await runScript({ SES_MIGRATE_UNDO: DOMAIN })).toMatchObject({ status: 0 });
  expect((await world().writes()).slice(writes)).toEqual([
    ...['DeleteAccessKey', 'DeleteUserPolicy', 'DeleteUser', 'DeleteEmailIdentity'],
    ...Array.from({ length: 6 }, () => 'ChangeResourceRecordSets'),
  ]);
  expect(await zoneNow()).toEqual(before);
  expect(existsSync(team.path('smtp.env'))).toBe(false);
  expect((await made()).map(({ state }) => state)).not.toContain('there');
  const again = await writeScript();
  expect(again).toContain('Nothing is left to undo.');
  expect(again).not.toMatch(/^(aws|rm) /m);
  const { stdout } = await team.run(['status']);
  expect(stdout).toContain('[ses/identity-gone]');
  expect(stdout).toMatch(/created by this\s+checklist\s+on\s+\d{4}-\d\d-\d\d/);
});

test('events go with it: what publishes before what it publishes to, and the set last', async () => {
  const flags = ['--alarms', '--eventbridge', '--subscribe', 'mailto:ops@acme.example'];
  const done = await team.report(['setup-events', '--yes', ...flags]);
  // Both paths were proven: the login is in the file of make-smtp-creds.
  expect(done).toMatchObject({
    status: 'done',
    data: { proof: { bounce: { seen: true, path: 'api smtp' }, complaint: { seen: true } } },
  });
  expect((await made()).map(({ kind }) => kind)).toContain('SNS topic');
  // The set is ours, so that verify-domain does not call it one of others.
  const { steps } = await team.report(['verify-domain', '--dry-run']);
  expect(steps.flatMap(({ findings }) => findings.map(({ code }) => code))).not.toContain(
    'ses/adopted',
  );
  const script = await writeScript();
  expect(script).toContain('Nobody has confirmed the subscription of ops@acme.example');
  const writes = (await world().writes()).length;
  expect(await runScript({ SES_MIGRATE_UNDO: DOMAIN })).toMatchObject({ status: 0 });
  expect((await world().writes()).slice(writes)).toEqual([
    ...['DeleteAccessKey', 'DeleteUserPolicy', 'DeleteUser'],
    ...Array.from({ length: 4 }, () => 'DeleteAlarms'),
    ...Array.from({ length: 2 }, () => 'DeleteConfigurationSetEventDestination'),
    ...['DeleteTopic', 'DeleteEmailIdentity', 'DeleteConfigurationSet'],
    ...Array.from({ length: 6 }, () => 'ChangeResourceRecordSets'),
  ]);
  expect((await made()).map(({ state }) => state)).not.toContain('there');
  expect(await writeScript()).toContain('Nothing is left to undo.');
});

test('a key that somebody else made keeps the user: IAM refuses, and the script stops there', async () => {
  const { env } = team;
  const iam = new IAMClient({
    region: 'eu-central-1',
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const { AccessKey: foreign } = await iam.send(new CreateAccessKeyCommand({ UserName: USER }));
  const id = foreign?.AccessKeyId ?? '';
  const script = await writeScript();
  expect(script).not.toContain(id);
  expect(await runScript({ SES_MIGRATE_UNDO: DOMAIN })).toMatchObject({
    status: 254,
    stderr: expect.stringContaining('DeleteConflict'),
  });
  // The identity is still there: nothing after the failure was done.
  expect((await made()).find(({ kind }) => kind === 'identity')).toMatchObject({ state: 'there' });
  const { DeleteAccessKeyCommand } = await import('@aws-sdk/client-iam');
  await iam.send(new DeleteAccessKeyCommand({ UserName: USER, AccessKeyId: id }));
});

test('credentials of another account: nothing is done', async () => {
  const script = (await writeScript()).replaceAll(ACCOUNT, '999999999999');
  writeFileSync(team.path('undo.sh'), script);
  const writes = await world().writes();
  expect(await runScript({ SES_MIGRATE_UNDO: DOMAIN })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(`belong to account ${ACCOUNT}`),
  });
  expect(await world().writes()).toEqual(writes);
});
