import { execFile } from 'node:child_process';
import { basename, dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { GitView } from '../ports/index.ts';

const run = promisify(execFile);

/** A hook sets these for its own repository; the file may be in another one. */
const OF_A_HOOK = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX'];

interface Ended {
  /** null: there is no git. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether git would take a file into a commit (git-check-ignore(1), git-ls-files(1)). The folder must be there. */
export async function gitView(path: string): Promise<GitView> {
  const folder = dirname(resolve(path));
  const inside = await git(folder, ['rev-parse', '--is-inside-work-tree']);
  if (inside.code === null || /not a git repository/i.test(inside.stderr)) return 'private';
  if (inside.code !== 0) return 'unknown';
  // In `.git` itself, or in a bare repository: nothing of that is committed.
  if (inside.stdout.trim() === 'false') return 'private';
  const name = basename(path);
  const list = ['--literal-pathspecs', 'ls-files', '--error-unmatch', '--', name];
  const tracked = await git(folder, list);
  if (tracked.code === 0) return 'tracked';
  const ignored = await git(folder, ['check-ignore', '--quiet', '--', name]);
  if (ignored.code === 0) return 'private';
  return tracked.code === 1 && ignored.code === 1 ? 'not-ignored' : 'unknown';
}

async function git(folder: string, args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, LC_ALL: 'C' };
  for (const name of OF_A_HOOK) Reflect.deleteProperty(env, name);
  try {
    return {
      code: 0,
      ...(await run('git', ['-C', folder, ...args], {
        env,
        timeout: 10_000,
      })),
    };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const { code, stdout = '', stderr = '' } = error as Partial<Record<keyof Ended, unknown>>;
    if (code === 'ENOENT') return { code: null, stdout: '', stderr: '' };
    // A number is git's own exit; anything else (a time-out, no permission) is no answer.
    return {
      code: typeof code === 'number' ? code : -1,
      stdout: String(stdout),
      stderr: String(stderr),
    };
  }
}
