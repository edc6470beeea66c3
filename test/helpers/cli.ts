import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { leaksIn, type Trail } from './leaks.ts';

export const BIN = fileURLToPath(new URL('../../bin/ses-migrate.js', import.meta.url));
const PRELOADS = [
  new URL('deny-network-preload.mjs', import.meta.url).href,
  new URL('as-host.mjs', import.meta.url).href,
];

/** What a program left: what it was reported and said, and where it worked. */
export type Left = Partial<Pick<Trail, 'args' | 'said' | 'typed'>> & { readonly cwd?: string };

/** A folder of its own for one program: home, working folder, and what it was denied. */
export interface Sandbox {
  readonly folder: string;
  /** PATH and a fixed locale, no credentials, no CI, no outside network. */
  readonly env: Record<string, string>;
  /** Removes the folder; throws if the program tried to reach the outside network or left a secret. */
  close(left?: Left): void;
}

export function openSandbox(env: Readonly<Record<string, string>> = {}): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), 'ses-migrate-test-'));
  const [deniedFile, argumentsFile] = [join(folder, '.denied'), join(folder, '.arguments')];
  const whole = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    // The SDK's last resort for credentials is an address outside this machine.
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_OPTIONS: PRELOADS.map((url) => `--import=${url}`).join(' '),
    DENIED_FILE: deniedFile,
    ARGUMENTS_FILE: argumentsFile,
    ...env,
  };
  return {
    folder,
    env: whole,
    close({ args = [], said = {}, typed = [], cwd = folder } = {}) {
      const denied = existsSync(deniedFile) ? readFileSync(deniedFile, 'utf8') : '';
      const folders = [...new Set([folder, cwd])];
      const leaks = leaksIn({ args, env: whole, folders, said, typed });
      rmSync(folder, { recursive: true, force: true });
      if (denied !== '') throw new Error(`The program tried to leave this machine:\n${denied}`);
      if (leaks.length > 0) throw new Error(`The program left a secret: ${leaks.join('; ')}`);
    },
  };
}

export interface RunOptions {
  /** Added to the clean environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Else a new folder, removed afterwards. */
  readonly cwd?: string;
  /** Text to pipe in, `idle` for a pipe that nobody writes to; else /dev/null. */
  readonly stdin?: string | typeof IDLE;
  /** Milliseconds until it counts as hung; 50 s, less than a test has. */
  readonly timeout?: number;
  /** The start of the command line: a program that runs what follows it elsewhere. */
  readonly prefix?: readonly string[];
}
export const IDLE = Symbol('idle pipe');

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  /** null: ended by `signal`. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs `ses-migrate ARGS` to its end. Rejects when it hangs or tries to leave this machine. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const sandbox = openSandbox(options.env);
  const cwd = options.cwd ?? sandbox.folder;
  let said = {};
  try {
    const [file = '', ...rest] = [...(options.prefix ?? []), process.execPath, BIN, ...args];
    const child = spawn(file, rest, {
      cwd,
      env: sandbox.env,
      stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    if (typeof options.stdin === 'string') child.stdin?.end(options.stdin);
    const result = await finished(child, options.timeout ?? 50_000);
    said = { stdout: result.stdout, stderr: result.stderr };
    return result;
  } finally {
    sandbox.close({ args, said, cwd, typed: secretPipedIn(args, options) });
  }
}

function secretPipedIn(args: readonly string[], { stdin }: RunOptions): readonly string[] {
  return args.includes('--from-secret-stdin') && typeof stdin === 'string' ? [stdin] : [];
}

function finished(child: ChildProcess, timeout: number): Promise<RunResult> {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`Still running after ${timeout} ms.\n${text.stdout}\n${text.stderr}`));
    }, timeout);
    child.once('error', reject);
    // A pipe that the program closes early is its own business.
    child.stdin?.on('error', () => undefined);
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer);
      resolve({ ...text, exitCode, signal });
    });
  });
}

export interface RehearsalOptions {
  readonly domain?: string;
  readonly region?: string;
  readonly dns?: 'route53' | 'cloudflare' | 'manual';
  readonly speed?: number;
  readonly situation?: string;
  readonly fault?: readonly string[];
}

/** Starts `rehearse --serve`, hands `use` the environment that it prints, and stops it by Ctrl-C. */
export async function withRehearsal<T>(
  options: RehearsalOptions,
  use: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const flags = Object.entries(options).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => [`--${name}`, String(one)]),
  );
  const sandbox = openSandbox();
  const args = ['rehearse', '--serve', ...flags];
  let said = {};
  try {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: sandbox.folder,
      env: sandbox.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // It serves as long as the tests of a whole file take.
    const end = finished(child, 900_000);
    try {
      return await use(await printedEnvironment(child, end));
    } finally {
      child.kill('SIGINT');
      // Its stdout is what hands over the keys.
      said = { stderr: (await end).stderr };
    }
  } finally {
    sandbox.close({ args, said });
  }
}

function printedEnvironment(
  child: ChildProcess,
  end: Promise<RunResult>,
): Promise<Record<string, string>> {
  let text = '';
  const printed = new Promise<Record<string, string>>((resolve) => {
    child.stdout?.on('data', (chunk: string) => {
      // It is printed at once, and is shorter than what a pipe takes as one piece.
      text += chunk;
      const env = exportedVariables(text);
      if (env.SES_MIGRATE_REHEARSAL !== undefined) resolve(env);
    });
  });
  const ended = end.then(({ exitCode, stdout, stderr }): never => {
    throw new Error(`rehearse --serve ended with ${exitCode}.\n${stdout}\n${stderr}`);
  });
  return Promise.race([printed, ended]);
}

/** Reads `export NAME='value'` lines as a POSIX shell does: `'\''` is a quote inside a value. */
export function exportedVariables(text: string): Record<string, string> {
  const lines = text.matchAll(/^export (\w+)='((?:[^']|'\\'')*)'\n/gm);
  return Object.fromEntries(
    [...lines].map(([, name, value]) => [name, value?.replaceAll("'\\''", "'")]),
  );
}
