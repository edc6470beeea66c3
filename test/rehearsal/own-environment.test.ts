import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ownEnvironment } from '../../src/rehearsal/own-environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'own environment '));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['--require ./hook.cjs', undefined],
  ['-r ./hook.cjs --max-old-space-size=512', '--max-old-space-size=512'],
  ['--import=./hook.mjs', undefined],
  ['--import tsx', undefined],
  ['--experimental-loader ../loader.mjs', undefined],
  ['--experimental_loader ../loader.mjs', undefined],
  ['--require "./a folder/hook.cjs" --use-openssl-ca', '--use-openssl-ca'],
  ['"--require" "./hook.cjs" --use-openssl-ca', '--use-openssl-ca'],
  ['--req"uire" ./hook.cjs', undefined],
  ['--require=".\\\\hook.cjs"', undefined],
  ['--require file:./hook.cjs', undefined],
  ['--openssl-config=./openssl.cnf', undefined],
  ['--experimental-config-file node.config.json', undefined],
  ['--experimental-default-config-file', undefined],
  ['--require', undefined],
  ['--require "./not closed', undefined],
  ['', undefined],
  ['--require /opt/agent.cjs', '--require /opt/agent.cjs'],
  ['--require node:fs', '--require node:fs'],
  ['--import=file:///opt/agent.mjs', '--import=file:///opt/agent.mjs'],
  ['--openssl-config=/etc/ssl/own.cnf', '--openssl-config=/etc/ssl/own.cnf'],
  ['--require "/opt/an agent.cjs"', '--require "/opt/an agent.cjs"'],
  ['--require "/opt/a\\"quote.cjs"', '--require "/opt/a\\"quote.cjs"'],
  ['--use-openssl-ca', '--use-openssl-ca'],
])('NODE_OPTIONS=%s', (given, kept) => {
  const env = { HOME: '/home/me', NODE_OPTIONS: given, NODE_PATH: './lib' };
  expect(ownEnvironment(env)).toEqual(
    kept === undefined ? { HOME: '/home/me' } : { HOME: '/home/me', NODE_OPTIONS: kept },
  );
});

test('nothing is added to an environment without them', () => {
  expect(ownEnvironment({ HOME: '/home/me' })).toEqual({ HOME: '/home/me' });
});

/** What hooks print that Node loads in this folder. */
function loaded(NODE_OPTIONS: string, filter: typeof ownEnvironment): string {
  const env = filter({ NODE_OPTIONS, NODE_PATH: join(folder, 'lib') });
  return execFileSync(process.execPath, ['-e', 'try { require("planted") } catch {}'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
}

test('Node itself loads what is kept and not what is left out', () => {
  mkdirSync(join(folder, 'lib'));
  writeFileSync(join(folder, 'lib', 'planted.js'), 'process.stdout.write("planted ")');
  writeFileSync(join(folder, 'hook.cjs'), 'process.stdout.write("hook ")');
  writeFileSync(join(folder, 'a "b.cjs'), 'process.stdout.write("agent ")');
  const absolute = `--require "${join(folder, 'a "b.cjs').replaceAll('"', '\\"')}"`;
  const options = `--require ./hook.cjs ${absolute} --import=./hook.cjs`;
  expect(loaded(options, (env) => env).split(' ')).toContain('planted');
  expect(loaded(options, (env) => env)).toContain('hook ');
  expect(loaded(options, ownEnvironment)).toBe('agent ');
});
