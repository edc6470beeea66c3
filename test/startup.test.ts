import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../scripts/build.mjs';
import { run } from './helpers/cli.ts';

// What a run loads decides how fast it starts: these are the start-up bars that need no clock.
const ALLOWED = ['chalk', 'commander'];
const HEAVY = ['@aws-sdk', '@smithy', '@inquirer', 'nodemailer', 'mailauth', 'cloudflare'];
const LOG_IMPORTS = new URL('helpers/log-imports.mjs', import.meta.url).href;

let folder: string;
/** By file name of the bundle, which holds a hash of the content: the packages inside. */
let packages: Map<string, string[]>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ses-migrate-startup-'));
  packages = packagesOfOutputs(await build(join(folder, 'dist')));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('no private key of a library is shipped', () => {
  for (const file of packages.keys()) {
    if (!file.endsWith('.js')) continue;
    const path = [join(folder, 'dist', file), join(folder, 'dist/chunks', file)].find(existsSync);
    // A whole one in base 64; the words alone are in every library that reads keys.
    expect(readFileSync(String(path), 'utf8')).not.toMatch(
      /PRIVATE KEY-----[\\n\s'"+]*MI[\w+/]{40}/,
    );
  }
});

function packagesOfOutputs({ outputs }: Metafile): Map<string, string[]> {
  return new Map(
    Object.entries(outputs).map(([path, { inputs }]) => [
      basename(path),
      Object.keys(inputs).flatMap((input) => {
        const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
        return name === undefined ? [] : [name];
      }),
    ]),
  );
}

/** Runs the true binary; the files of dist that it loaded, and the packages in them. */
async function load(args: string[]) {
  const log = join(folder, 'loaded');
  rmSync(log, { force: true });
  const env = { NODE_OPTIONS: `--import=${LOG_IMPORTS}`, LOADED_FILE: log };
  const result = await run(args, { env });
  const urls = readFileSync(log, 'utf8').split('\n');
  const files = urls.filter((url) => url.includes('/dist/')).map((url) => basename(url));
  const found = files.flatMap((file) => {
    const inside = packages.get(file);
    if (inside === undefined) throw new Error(`dist/${file} is not what src builds to`);
    return inside;
  });
  return { ...result, files, packages: [...new Set(found)].sort() };
}

test('the bundle holds the heavy packages, in files of their own', () => {
  for (const name of HEAVY) {
    const holders = [...packages].filter(([, inside]) =>
      inside.some((found) => found === name || found.startsWith(`${name}/`)),
    );
    expect(
      holders.map(([file]) => file),
      name,
    ).not.toEqual([]);
    expect(
      holders.map(([file]) => file),
      name,
    ).not.toContain('main.js');
  }
});

test.each([['--version'], ['-V']])('%s loads nothing of the bundle', async (flag) => {
  const { files, exitCode, stdout } = await load([flag]);
  expect({ files, exitCode }).toEqual({ files: [], exitCode: 0 });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([[['--help']], [['explain', '-h']], [['help']], [['help', 'send-test']]])(
  '%j loads nothing of the bundle',
  async (args) => {
    const { files, exitCode, stdout } = await load(args);
    expect({ files, exitCode }).toEqual({ files: [], exitCode: 0 });
    expect(stdout).toMatch(/^Usage: ses-migrate /);
  },
);

test.each([
  [['--json', '--help'], 0],
  [['chek-dns'], 2],
  [['status', '--no-such-flag'], 2],
])('%j loads no SDK, prompt, spinner or mail code', async (args, expected) => {
  const { files, exitCode, packages: loaded } = await load(args);
  expect(exitCode).toBe(expected);
  expect(files).toContain('main.js');
  expect(loaded).toContain('commander');
  expect(loaded.filter((name) => !ALLOWED.includes(name))).toEqual([]);
});
