import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs the true bin on a bundle of one line: the body of main(). */
function runWith(
  body: string | null,
  args: string[] = [],
  env: Record<string, string> = {},
  help: Record<string, string> | null = null,
) {
  const folder = mkdtempSync(join(tmpdir(), 'ses-migrate-bin-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = ['bin/ses-migrate.js', 'bin/compile-cache.js', 'package.json'];
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(folder, file));
  }
  if (body !== null) {
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist/main.js'), `export async function main(argv) { ${body} }`);
  }
  if (help !== null) writeFileSync(join(folder, 'dist/help.json'), JSON.stringify(help));
  const bin = join(folder, 'bin/ses-migrate.js');
  return spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', env });
}

test('ends with the code that main returns, after all output', () => {
  const { status, stdout } = runWith("process.stdout.write('x'.repeat(1e6)); return argv.length;", [
    'a',
    'b',
  ]);
  expect(status).toBe(2);
  expect(stdout).toHaveLength(1e6);
});

test.each([[['help', 'constructor']], [['constructor', '--help']]])(
  '%j is no page of help',
  (args) => {
    const pages = { '': 'all', 'check-dns': 'one' };
    expect(runWith('return 2;', args, {}, pages)).toMatchObject({ status: 2, stdout: '' });
  },
);

test.each([
  [['help'], 'all'],
  [['--help'], 'all'],
  [['help', 'check-dns'], 'one'],
  [['check-dns', '-h'], 'one'],
])('%j prints the page that was built', (args, page) => {
  const pages = { '': 'all', 'check-dns': 'one' };
  expect(runWith('return 2;', args, {}, pages)).toMatchObject({ status: 0, stdout: page });
});

test('a main that never settles does not end as success', () => {
  expect(runWith('await new Promise(() => undefined);').status).toBe(130);
});

test('a throw is one line and 70', () => {
  const { status, stdout, stderr } = runWith("throw new TypeError('no such thing');");
  expect(status).toBe(70);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^ses-migrate \S+ has a bug: TypeError: no such thing\n$/);
});

test.each<[string[], Record<string, string>]>([
  [['--verbose'], {}],
  [[], { DEBUG: '1' }],
])('a throw shows its stack with %j %j', (args, env) => {
  expect(runWith("throw new Error('deep');", args, env).stderr).toMatch(/\n {4}at main /);
});

test.each([
  "setTimeout(() => { throw new Error('late'); }, 1); await new Promise(() => undefined);",
  "Promise.reject(new Error('late')); return 0;",
])('a throw beside main ends with 70: %s', (body) => {
  const { status, stderr } = runWith(body);
  expect(status).toBe(70);
  expect(stderr).toContain('late');
});

test('--version needs no bundle, everything else says how to make one', () => {
  expect(runWith(null, ['--version']).status).toBe(0);
  const { status, stderr } = runWith(null, ['status']);
  expect(status).toBe(70);
  expect(stderr).toContain('npm run build');
});

test('--version beside other arguments is for main to judge', () => {
  expect(runWith('return 9;', ['status', '--version']).status).toBe(9);
});
