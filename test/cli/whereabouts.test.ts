/** Which checklist, domain and Region a run is about is said wherever it could be another one than the person means. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptyChecklist } from '../../src/core/checklist.ts';
import { checklistText } from '../../src/core/checklist-text.ts';
import { run } from '../helpers/cli.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ses-migrate-where-'));
  execFileSync('git', ['init', '-q', root]);
  mkdirSync(join(root, 'apps/shop/src'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, domain: string | null, region = 'eu-west-1'): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  const text = checklistText({ ...emptyChecklist('9b2d'), domain, region });
  writeFileSync(join(root, path), text);
}
/** Nobody answers, so that a run that is not refused ends without leaving the machine. */
const NO_DNS = {
  SES_MIGRATE_NAMESERVERS: '127.0.0.1:9',
  SES_MIGRATE_RESOLVERS: '127.0.0.1:9',
};
const REGION = { AWS_REGION: 'eu-west-1' };
const inFolder = (folder: string, args: readonly string[], env: Record<string, string> = REGION) =>
  run(args, { cwd: join(root, folder), env: { ...NO_DNS, ...env } });

/** Each would begin a checklist, or ask for the domain. */
const WRITERS = [
  ['verify-domain', 'acme.example', '--yes'],
  ['check-dns', 'acme.example'],
  ['make-smtp-creds', '--domain', 'acme.example', '--file', 'a.env', '--yes'],
  ['request-production', 'acme.example', '--yes'],
  ['send-test', '--from', 'a@acme.example', '--to', 'b@acme.example', '--yes'],
];

describe('a checklist in another folder', () => {
  test.each<[string, string, string, string]>([
    ['the parent', 'ses-migrate.json', 'apps', '../ses-migrate.json'],
    [
      'the root of the repository',
      'ses-migrate.json',
      'apps/shop/src',
      '../../../ses-migrate.json',
    ],
    ['a sub-folder', 'apps/ses-migrate.json', '.', 'apps/ses-migrate.json'],
  ])('in %s is named, with the flag that uses it', async (_what, path, from, typed) => {
    put(path, 'acme.example');
    const { stderr, exitCode } = await inFolder(from, ['status', '--offline']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('No checklist here: ./ses-migrate.json does not exist.');
    expect(stderr).toContain(`${typed} is of acme.example: to use it, add --checklist ${typed}.`);
    const used = await inFolder(from, ['status', '--offline', '--checklist', typed]);
    expect(used.stderr).not.toContain('No checklist here');
    expect(used.stdout).toContain('acme.example');
  });

  test.each(WRITERS.map((args) => ({ args })))(
    '$args: a second one for the domain is refused before anything is read',
    async ({ args }) => {
      put('ses-migrate.json', 'acme.example');
      const { stdout, exitCode } = await inFolder('apps', [...args, '--json']);
      const { error } = JSON.parse(stdout);
      expect({ exitCode, code: error.code }).toEqual({
        exitCode: 2,
        code: 'usage/checklist-elsewhere',
      });
      expect(error.fixes[0].command).toMatch(/^ses-migrate .*--checklist \.\.\/ses-migrate\.json/);
      expect(error.fix).toContain('--checklist ./ses-migrate.json');
      expect(readdirSync(join(root, 'apps'))).toEqual(['shop']);
    },
  );

  test('of another domain is named, and does not keep the run from its own', async () => {
    put('ses-migrate.json', 'other.example');
    const { stderr } = await inFolder('apps', ['verify-domain', 'acme.example', '--yes']);
    expect(stderr).toContain('../ses-migrate.json is of other.example');
    expect(stderr).not.toContain('second one');
  });

  test.each([
    ['a flag', ['--checklist', './ses-migrate.json'], {}],
    ['the variable', [], { SES_MIGRATE_CHECKLIST: 'ses-migrate.json' }],
    ['a dry run', ['--dry-run'], {}],
  ])('is no obstacle with %s', async (_what, args, env) => {
    put('ses-migrate.json', 'acme.example');
    const command = ['verify-domain', 'acme.example', '--yes', ...args];
    const { stderr } = await inFolder('apps', command, { ...REGION, ...env });
    expect(stderr).not.toContain('second one');
  });

  test.each([
    ['one outside of the repository', '../ses-migrate.json', '.'],
    ['one that is no checklist', 'ses-migrate.json', 'apps'],
    ['one in a hidden folder or among packages', 'apps/node_modules/ses-migrate.json', 'apps'],
  ])('%s is none', async (what, path, from) => {
    if (path.startsWith('..')) {
      root = join(root, 'apps');
      execFileSync('git', ['init', '-q', root]);
    }
    put(path, 'acme.example');
    if (what.includes('no checklist')) writeFileSync(join(root, path), '{"name":"x"}');
    const { stderr } = await inFolder(from, ['status', '--offline']);
    expect(stderr).toContain('Missing: domain');
    expect(stderr).not.toContain('No checklist here');
    if (path.startsWith('..')) root = dirname(root);
  });

  test('several are named, the nearest first', async () => {
    put('ses-migrate.json', 'acme.example');
    put('apps/ses-migrate.json', 'shop.example');
    put('apps/shop/src/ses-migrate.json', null);
    const { stderr } = await inFolder('apps/shop', ['status', '--offline']);
    const named = stderr.match(/\S*ses-migrate\.json(?= is)/g);
    expect(named).toEqual([
      '../ses-migrate.json',
      '../../ses-migrate.json',
      'src/ses-migrate.json',
    ]);
    expect(stderr).toContain('src/ses-migrate.json is not bound to a domain yet');
  });
});

describe('where a value comes from', () => {
  beforeEach(() => put('ses-migrate.json', 'acme.example'));
  const offline = ['status', '--offline'];

  test.each<[string, readonly string[], Record<string, string>, string]>([
    ['AWS_REGION', offline, { AWS_REGION: 'us-east-1' }, 'us-east-1 (AWS_REGION)'],
    [
      'AWS_DEFAULT_REGION',
      offline,
      { AWS_DEFAULT_REGION: 'us-east-1' },
      'us-east-1 (AWS_DEFAULT_REGION)',
    ],
    ['--region', [...offline, '--region', 'us-east-1'], {}, 'us-east-1 (--region)'],
    ['--domain', [...offline, '--domain', 'b.example'], REGION, 'b.example (--domain)'],
    ['an operand', [...offline, 'b.example'], REGION, 'b.example (the command line)'],
  ])('%s is not that of the checklist: refused, with its name', async (_what, args, env, words) => {
    const { stderr, exitCode } = await inFolder('.', args, env);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`but this run is for ${words}`);
  });

  test('a profile that names another Region', async () => {
    writeFileSync(join(root, 'config'), '[profile wrk]\nregion = us-east-1\n');
    const env = { AWS_CONFIG_FILE: join(root, 'config'), AWS_PROFILE: 'wrk' };
    const { stderr } = await inFolder('.', offline, env);
    expect(stderr).toContain('us-east-1 (region of profile wrk)');
    const agreed = await inFolder('.', offline, { ...env, ...REGION });
    expect(agreed.stderr).toContain(
      'Region eu-west-1 comes from AWS_REGION. Not used: region of profile wrk is us-east-1.',
    );
  });

  test('two variables that disagree: which is used, and which is not', async () => {
    const env = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' };
    const { stderr } = await inFolder('.', offline, env);
    expect(stderr).toContain('comes from AWS_REGION. Not used: AWS_DEFAULT_REGION is us-east-1.');
    const decided = await inFolder('.', [...offline, '--region', 'eu-west-1'], env);
    expect(decided.stderr).not.toContain('Not used');
  });

  test('SES_MIGRATE_DOMAIN that is not the domain of the checklist', async () => {
    const env = { ...REGION, SES_MIGRATE_DOMAIN: 'b.example' };
    const { stderr, stdout } = await inFolder('.', offline, env);
    expect(stderr).toContain('SES_MIGRATE_DOMAIN is b.example');
    expect(stdout).toContain('acme.example');
    const same = await inFolder('.', offline, { ...REGION, SES_MIGRATE_DOMAIN: 'ACME.example' });
    expect(same.stderr).toBe('');
  });
});
