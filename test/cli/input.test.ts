/** Bad input, what is missing, Regions and checklists: a clear sentence, the exit code, nothing changed. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { shareWorld, type Team } from './world.ts';

const DOMAIN = 'acme.example';
const TOKENS = ['a', 'b', 'c'].flatMap((letter) => ['--token', letter.repeat(32)]);
const world = shareWorld({ domain: DOMAIN, dns: 'manual', speed: 200 });

/** A checklist of a domain that was set up. */
let good: string;
beforeAll(async () => {
  const team = world().team();
  await team.run(['verify-domain', DOMAIN, '--yes']);
  good = team.read('ses-migrate.json');
});

describe('refused before AWS is asked', () => {
  let asked: number;
  beforeAll(async () => {
    asked = (await world().requests()).length;
  });

  test.concurrent.each<[string[], RegExp]>([
    [['verfy-domain'], /verify-domain/],
    [['statsu'], /status/],
    [['status', '--markdwn'], /--markdown/],
    [['verify-domain', '--mailfrom', 'x'], /--mail-from/],
    [['--regoin', 'us-east-1', 'status'], /--region/],
    [['verify-domain', '--dns', 'rote53'], /route53/],
    [['send-test', '--scenario', 'bounced'], /bounce/],
    [['send-test', '--via', 'smpt'], /smtp/],
    [['status', '--region', 'us-esat-1'], /us-east-1/],
    [['--region', 'eu-centarl-1', 'status'], /eu-central-1/],
    [['status', '--region', 'cn-north-1'], /China/],
    [['verify-domain', 'http://acme.example/'], /acme\.example/],
    [['verify-domain', 'someone@acme.example'], /acme\.example/],
    [['verify-domain', 'acme'], /dot/],
    [['verify-domain', 'co.uk'], /public suffix/],
    [['verify-domain', '192.0.2.1'], /IP address/],
    [['verify-domain', 'a b.example'], /space/],
    [['verify-domain', '-bad-.example'], /-bad-|label|hyphen/],
    [['verify-domain', `${'a'.repeat(64)}.example`], /63/],
    [['check-dns', DOMAIN, 'not_a_domain'], /not_a_domain/],
    [['check-dns', DOMAIN, 'co.uk'], /public suffix/],
    [['check-dns', '--timeout', '99999999999'], /more than an hour/],
    [['check-dns', '--wait=soon'], /90s|10m/],
    [['check-dns', '--token', 'abc'], /three/],
    [['check-dns', '--resolver', 'a:b:c'], /resolver|a:b:c/],
    [['make-smtp-creds', '--user-name', 'no/slash'], /no\/slash/],
    [['make-smtp-creds', '--rotate', '--retire'], /--rotate now/],
    [['make-smtp-creds', '--retire', '--file', 'x'], /--retire cannot be used with --file/],
    [['make-smtp-creds', '--retire', '--unused-for', '3h'], /1d or more/],
    [['make-smtp-creds', '--from-secret-stdin', '--rotate'], /--from-secret-stdin.*--rotate/],
    [['request-production', '--contact', 'nobody'], /nobody/],
    [['status', 'one', 'two'], /argument/i],
    [['print-policy'], /operator/],
    [['print-policy', 'boss'], /boss/],
  ])('%j', async (args, expected) => {
    const team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
    const { exitCode, stdout, stderr } = await team.run(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/\n +at /);
    expect(readdirSync(team.folder)).toEqual([]);
  });

  test('no request left for AWS', async () => {
    expect(await world().requests()).toHaveLength(asked);
  });
});

describe('what is missing is named at once', () => {
  const FLAGS = ['--mail-type', '--website', '--use-case-file', '--contact', '--yes'];

  test('with Region and domain known', async () => {
    const team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
    const { exitCode, error } = await team.report(['request-production']);
    expect(exitCode).toBe(2);
    for (const flag of FLAGS) expect(error?.message).toContain(flag);
    expect(error?.fix).toMatch(/^ses-migrate request-production /);
  });

  test('with nothing known', async () => {
    const team = world().team({ AWS_REGION: '' });
    const { exitCode, error } = await team.report(['request-production']);
    expect(exitCode).toBe(2);
    for (const named of ['domain', '--region', ...FLAGS]) expect(error?.message).toContain(named);
  });

  test.each([
    [['verify-address', 'no-address'], /no-address/],
    [['print-policy', 'boss'], /boss/],
  ])('what is wrong comes before what is missing: %j', async (args, named) => {
    const { exitCode, error } = await world().team({ AWS_REGION: '' }).report(args);
    expect(exitCode).toBe(2);
    expect(error?.message).toMatch(named);
    expect(error?.message).not.toContain('Missing');
  });

  test.each([
    [['print-policy', 'sender'], 'print-policy sender example.com --region <region>'],
    [['verify-address'], 'verify-address you@example.com --region <region>'],
    [['verify-address', 'a@b.example'], 'verify-address a@b.example --region <region>'],
    [['export', 'csv'], 'export csv example.com --region <region>'],
    [['verify-domain', DOMAIN], `verify-domain ${DOMAIN} --region <region> --yes`],
    [
      ['verify-domain', '--mail-from', 'bounce', '--wait=10m', '--no-preflight'],
      'verify-domain example.com --mail-from bounce --wait=10m --no-preflight --region <region> --yes',
    ],
    [['verify-address', '--wait'], 'verify-address you@example.com --wait --region <region>'],
  ])('the line to copy keeps what was typed: %j', async (args, line) => {
    const { error } = await world().team({ AWS_REGION: '' }).report(args);
    expect(error?.fix).toBe(`ses-migrate ${line}`);
  });

  test('and where only a consent is missing', async () => {
    const args = ['make-smtp-creds', '--rotate', '--file', 'my smtp.env', '--user-name', 'typed'];
    const { error } = await world().team({ SES_MIGRATE_DOMAIN: DOMAIN }).report(args);
    expect(error?.code).toBe('usage/consent');
    expect(error?.fix).toMatch(
      /: ses-migrate make-smtp-creds --user-name typed --file 'my smtp\.env' --rotate --yes$/,
    );
  });

  test('the line to copy is one that the tool takes', async () => {
    const team = world().team();
    for (const command of ['status', 'verify-domain', 'make-smtp-creds']) {
      const { error } = await team.report([command]);
      const line = error?.fix?.replace('example.com', DOMAIN).replace(/<file>/, 'x.env') ?? '';
      const [, variable, args = ''] =
        /^(?:SES_MIGRATE_DOMAIN=(\S+) )?ses-migrate (.*)$/.exec(line) ?? [];
      const env = variable === undefined ? {} : { SES_MIGRATE_DOMAIN: variable };
      // As JSON, like the line before it: a password off a terminal has to be asked for.
      const again = await team.report([...args.split(' '), '--dry-run'], { env });
      expect(again.error, line).toBeUndefined();
    }
  });
});

describe('options', () => {
  test.each([
    [['--json', '--region', 'eu-west-3', 'check-dns', DOMAIN, ...TOKENS]],
    [['check-dns', '--region', 'eu-west-3', DOMAIN, ...TOKENS, '--json']],
    [['--region', 'eu-west-3', 'check-dns', '--json', ...TOKENS, DOMAIN]],
  ])('of all commands stand before and after the command: %j', async (args) => {
    const { stdout } = await world().team().run(args);
    expect(JSON.parse(stdout)).toMatchObject({ target: { region: 'eu-west-3' } });
  });
});

test('a domain that is typed twice is checked once, upper case or not', async () => {
  const report = await world()
    .team()
    .report(['check-dns', DOMAIN, 'Acme.Example', ...TOKENS]);
  expect(report.data).toMatchObject({ domains: [{ domain: DOMAIN }] });
  expect(report.steps[0]?.summary).toMatch(/ records right everywhere$/);
});

describe('the Region', () => {
  const PROFILES = `[profile team]\nregion = eu-west-3\n\n[profile other]\nregion = eu-north-1\n`;
  const regionOf = async (team: Team, args: readonly string[], env: Record<string, string>) => {
    writeFileSync(team.path('config'), PROFILES);
    const all = { AWS_REGION: '', AWS_CONFIG_FILE: team.path('config'), ...env };
    const flags = ['check-dns', DOMAIN, ...TOKENS, ...args];
    return (await team.report(flags, { env: all })).target.region;
  };
  const inVariables = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' };

  test.concurrent.each<[string, string[], Record<string, string>]>([
    ['eu-central-1', ['--region', 'eu-central-1'], { ...inVariables, AWS_PROFILE: 'team' }],
    ['eu-west-1', [], { ...inVariables, AWS_PROFILE: 'team' }],
    ['eu-west-2', [], { ...inVariables, AWS_REGION: '', AWS_PROFILE: 'team' }],
    ['eu-west-3', [], { AWS_PROFILE: 'team' }],
    ['eu-north-1', ['--profile', 'other'], { AWS_PROFILE: 'team' }],
  ])('is %s with %j and %j', async (region, args, env) => {
    expect(await regionOf(world().team(), args, env)).toBe(region);
  });

  test('comes from the checklist where nothing else names it', async () => {
    const team = world().team();
    writeFileSync(team.path('ses-migrate.json'), good);
    expect((await team.report(['status'], { env: { AWS_REGION: '' } })).target.region).toBe(
      'us-east-1',
    );
    const other = await team.report(['status'], { env: { AWS_REGION: 'eu-west-1' } });
    expect(other).toMatchObject({ exitCode: 2, error: { code: 'usage/other-region' } });
    expect(other.error?.message).toMatch(/us-east-1.*eu-west-1/);
  });

  test('and the domain are remembered, also where nothing was left to do', async () => {
    const team = world().team();
    const { data } = await team.report(['verify-domain', DOMAIN, '--yes']);
    expect((data.changes as { op: string }[]).filter(({ op }) => op !== '=')).toEqual([]);
    const { target } = await team.report(['status'], { env: { AWS_REGION: '' } });
    expect(target).toMatchObject({ domain: DOMAIN, region: 'us-east-1' });
  });
});

describe('a checklist that is not ours to use', () => {
  const COMMANDS = [
    ['status'],
    ['verify-domain', DOMAIN, '--yes'],
    ['make-smtp-creds', '--yes', '--file', 'smtp.env'],
  ];

  const BROKEN: readonly (readonly [string, (text: string) => string, string])[] = [
    ['is empty', () => '', 'checklist/unreadable'],
    ['is cut short', (text) => text.slice(0, 200), 'checklist/unreadable'],
    ['is other JSON', () => '{"name":"package"}', 'checklist/unreadable'],
    [
      'has a wrong field',
      (text) => text.replace('"choices": {', '"choices": {"dns": 7,'),
      'checklist/unreadable',
    ],
    ['is newer', (text) => text.replace('"version": 2', '"version": 3'), 'checklist/newer-version'],
  ];

  test.concurrent.each(BROKEN)(
    'because it %s: named, and not touched',
    async (_what, spoil, code) => {
      const team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
      const bytes = spoil(good);
      writeFileSync(team.path('ses-migrate.json'), bytes);
      for (const args of COMMANDS) {
        const { exitCode, error } = await team.report(args);
        expect({ exitCode, code: error?.code }).toEqual({ exitCode: 1, code });
        expect(error?.message).toContain('ses-migrate.json');
        expect(error?.fix).toMatch(/\w/);
      }
      expect(team.read('ses-migrate.json')).toBe(bytes);
      expect(readdirSync(team.folder)).toEqual(['ses-migrate.json']);
    },
  );

  test.concurrent('because a flag would refuse a value of it: named by its path, exit 2', async () => {
    const team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
    const bytes = JSON.stringify({ ...JSON.parse(good), choices: { smtpUser: 'x; id' } });
    writeFileSync(team.path('ses-migrate.json'), bytes);
    for (const args of COMMANDS) {
      const { exitCode, error } = await team.report(args);
      expect({ exitCode, code: error?.code }).toEqual({ exitCode: 2, code: 'checklist/bad-value' });
      expect(error?.message).toContain('choices.smtpUser: "x; id"');
    }
    expect(team.read('ses-migrate.json')).toBe(bytes);
    expect(readdirSync(team.folder)).toEqual(['ses-migrate.json']);
  });

  test.concurrent('because it is a folder', async () => {
    const team = world().team({ SES_MIGRATE_DOMAIN: DOMAIN });
    mkdirSync(team.path('ses-migrate.json'));
    const { exitCode, error } = await team.report(['status']);
    expect({ exitCode, code: error?.code }).toEqual({ exitCode: 1, code: 'checklist/unreadable' });
  });

  test('of another domain', async () => {
    const team = world().team();
    writeFileSync(team.path('ses-migrate.json'), good);
    const writes = await world().writes();
    const { exitCode, error } = await team.report(['verify-domain', 'other.example', '--yes']);
    expect({ exitCode, code: error?.code }).toEqual({ exitCode: 2, code: 'usage/other-domain' });
    expect(error?.message).toMatch(/acme\.example.*other\.example/);
    expect(team.read('ses-migrate.json')).toBe(good);
    expect(await world().writes()).toEqual(writes);
  });

  test('of another account', async () => {
    const team = world().team();
    const theirs = good.replaceAll('123456789012', '999999999999');
    expect(theirs).not.toBe(good);
    writeFileSync(team.path('ses-migrate.json'), theirs);
    const writes = await world().writes();
    const args = ['make-smtp-creds', '--yes', '--file', 'smtp.env'];
    const { exitCode, error } = await team.report(args);
    expect({ exitCode, code: error?.code }).toEqual({
      exitCode: 1,
      code: 'checklist/other-account',
    });
    expect(error?.message).toMatch(/999999999999.*123456789012/);
    expect(readFileSync(team.path('ses-migrate.json'), 'utf8')).toBe(theirs);
    expect(await world().writes()).toEqual(writes);
  });
});
