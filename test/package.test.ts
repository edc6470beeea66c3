import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSandbox, type Sandbox } from './helpers/cli.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const execute = promisify(execFile);

interface Packed {
  readonly filename: string;
  /** Bytes of the tarball. */
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

let sandbox: Sandbox;
let packed: Packed;

/** npm without a network: what it is asked here must need none. */
function npm(command: 'npm' | 'npx', args: string[], cwd: string) {
  const env = { ...sandbox.env, npm_config_offline: 'true', npm_config_update_notifier: 'false' };
  return execute(command, args, { cwd, env });
}

beforeAll(async () => {
  sandbox = openSandbox();
  // The test run has built dist; prepack would build it again under the other tests.
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', sandbox.folder];
  const [first] = JSON.parse((await npm('npm', args, ROOT)).stdout);
  packed = first;
});
afterAll(() => sandbox.close());

test('holds what a user needs and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);
  const chunks = paths.filter((path) => /^dist\/chunks\/[\w-]+\.js$/.test(path));
  expect(chunks).not.toEqual([]);
  const rest = paths.filter((path) => !chunks.includes(path) && !/^docs\/[\w/-]+\.md$/.test(path));
  expect(paths).toContain('docs/findings.md');
  expect(rest.sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'bin/ses-migrate.js',
    'dist/THIRD-PARTY-NOTICES.txt',
    'dist/help.json',
    'dist/main.js',
    'package.json',
  ]);
});

test('weighs at most 2 MB', () => {
  expect(packed.size).toBeLessThanOrEqual(2_000_000);
});

test('installs no other package and runs nothing on install', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies']) {
    expect(manifest, kind).not.toHaveProperty(kind);
  }
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish']) {
    expect(manifest.scripts, script).not.toHaveProperty(script);
  }
});

test('names the licence of each bundled package', () => {
  const notices = readFileSync(join(ROOT, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const titles = [...notices.matchAll(/^\S+ [\d.]+ \(.+\)$/gm)].map(([title]) => title);
  expect(titles).toContain(`commander ${devDependencies.commander} (MIT)`);
  expect(titles).toContain(
    `@aws-sdk/client-iam ${devDependencies['@aws-sdk/client-iam']} (Apache-2.0)`,
  );
  expect(notices.includes('Permission is hereby granted, free of charge')).toBe(true);
});

test('installed in an empty folder, offline, it runs', async () => {
  const folder = join(sandbox.folder, 'empty');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{}');
  await npm(
    'npm',
    ['install', '--no-audit', '--no-fund', join(sandbox.folder, packed.filename)],
    folder,
  );
  const { stdout } = await npm('npx', ['--no-install', 'ses-migrate', '--version'], folder);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(stdout).toBe(`${version}\n`);
  const help = await npm('npx', ['--no-install', 'ses-migrate', '--help'], folder);
  expect(help.stdout).toContain('verify-domain');
});
