import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

const folders: string[] = [];
let bundle = '';

/** For a file of tests whose children write: builds what they run, and removes all folders after the last test. */
export function useChildren(): void {
  beforeAll(() => {
    bundle = join(folder(), 'child.mjs');
    buildSync({
      entryPoints: [fileURLToPath(new URL('child.ts', import.meta.url))],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
  });
  afterAll(() => {
    for (const path of folders.splice(0)) rmSync(path, { recursive: true });
  });
}

/** An empty folder that other users may enter. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ses-migrate-'));
  folders.push(path);
  chmodSync(path, 0o755);
  return path;
}

/** The command that does this. */
export function childCommand(...args: string[]): readonly string[] {
  return [process.execPath, bundle, ...args];
}

export function startChild(...args: string[]): ChildProcess {
  return spawn(process.execPath, [bundle, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Exit code and signal, when it has ended. */
export async function ended(child: ChildProcess): Promise<unknown[]> {
  return child.exitCode === null && child.signalCode === null
    ? once(child, 'exit')
    : [child.exitCode, child.signalCode];
}

/** Runs a command to its end; its stdout as JSON. */
export async function jsonOf(
  [command = '', ...args]: readonly string[],
  options: { uid?: number } = {},
): Promise<unknown> {
  const { stdout } = await promisify(execFile)(command, args, options);
  return JSON.parse(stdout);
}

/** The id of a process that was and is no more. */
export async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await ended(child);
  return child.pid ?? Number.NaN;
}
