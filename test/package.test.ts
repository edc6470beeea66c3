import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
    'bin/compile-cache.js',
    'bin/loopback-only.cjs',
    'bin/ses-migrate.js',
    'dist/THIRD-PARTY-NOTICES.txt',
    'dist/chunks/socket-thread.worker.js',
    'dist/help.json',
    'dist/main.js',
    'dist/transport.d.ts',
    'dist/transport.js',
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

/** A folder with nothing but this package in it. */
async function installIn(name: string): Promise<string> {
  const folder = join(sandbox.folder, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{}');
  const tarball = join(sandbox.folder, packed.filename);
  await npm('npm', ['install', '--no-audit', '--no-fund', tarball], folder);
  return folder;
}

test('installed in an empty folder, offline, it runs', async () => {
  const folder = await installIn('empty');
  const { stdout } = await npm('npx', ['--no-install', 'ses-migrate', '--version'], folder);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(stdout).toBe(`${version}\n`);
  const help = await npm('npx', ['--no-install', 'ses-migrate', '--help'], folder);
  expect(help.stdout).toContain('verify-domain');
});

describe('ses-migrate/transport', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await installIn('application');
  });

  test.each([
    ['import', 'app.mjs', "import { createFallbackTransport } from 'ses-migrate/transport';"],
    ['require', 'app.cjs', "const { createFallbackTransport } = require('ses-migrate/transport');"],
  ])('is found by %s, without nodemailer beside it', async (_what, file, line) => {
    const leg = (name: string) => `{ name: '${name}', transport: { name: 'SMTP', send() {} } }`;
    writeFileSync(
      join(folder, file),
      `${line}
      const options = { primary: ${leg('SMTP')}, fallback: ${leg('SES')} };
      process.stdout.write(createFallbackTransport(options).name);`,
    );
    const { stdout } = await execute(process.execPath, [file], { cwd: folder, env: sandbox.env });
    expect(stdout).toBe('fallback (SMTP, SES)');
  });

  test('has types that fit those of nodemailer and of the AWS SDK', () => {
    for (const name of ['nodemailer', '@aws-sdk', '@smithy', '@aws', '@types', 'undici-types'])
      symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
    const wrong = CONSUMER.replace('failFirst: false', 'failFirst: 1');
    writeFileSync(join(folder, 'app.mts'), CONSUMER);
    writeFileSync(join(folder, 'wrong.mts'), wrong);
    const check = checkerOf(folder, ['app.mts', 'wrong.mts']);
    expect(check('app.mts')).toEqual([]);
    expect(check('node_modules/ses-migrate/dist/transport.d.ts')).toEqual([]);
    expect(check('wrong.mts')).toEqual([
      "Type 'number' is not assignable to type 'boolean | undefined'.",
    ]);
  }, 90_000);
});

/** What a strict compiler says about one file of an application. */
function checkerOf(folder: string, files: readonly string[]): (file: string) => string[] {
  const program = ts.createProgram(
    files.map((file) => join(folder, file)),
    {
      ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, types: ['node'] },
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      typeRoots: [join(ROOT, 'node_modules/@types')],
      skipLibCheck: false,
    },
  );
  return (file) => {
    const source = program.getSourceFile(join(folder, file));
    if (source === undefined) return [`${file} is not part of the program`];
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  };
}

const CONSUMER = `
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import nodemailer from 'nodemailer';
import { type Attempt, createFallbackTransport, isDeliveryError } from 'ses-migrate/transport';

const trace: Attempt[] = [];
const sesClient = new SESv2Client({ region: 'eu-west-1', maxAttempts: 1 });
const mailer = nodemailer.createTransport(
  createFallbackTransport({
    primary: { name: 'SMTP', transport: nodemailer.createTransport({ host: 'h', pool: true }) },
    fallback: [
      { name: 'SES', transport: nodemailer.createTransport({ SES: { sesClient, SendEmailCommand } }) },
      { name: 'last', transport: nodemailer.createTransport('smtp://last.example') },
    ],
    split: { percent: () => 10, seed: 'shop' },
    onAttempt: (attempt, { messageId }) => trace.push({ ...attempt, response: messageId }),
    failFirst: false,
  }),
);
export async function send(): Promise<string> {
  try {
    const { provider, attempts, messageId } = await mailer.sendMail({ to: 'a@b.example' });
    const ms: number = attempts.reduce((sum, attempt) => sum + attempt.ms, 0);
    return provider + messageId + ms;
  } catch (error) {
    if (!isDeliveryError(error)) throw error;
    return error.message + error.attempts.length + (error.temporary ? 'later' : '') + error.ambiguous;
  }
}
`;
