import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { devNull } from 'node:os';
import { basename, dirname, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import type { GitView } from '../ports/index.ts';
import { bareEnvironment, findProgram } from './find-program.ts';

const run = promisify(execFile);

/**
 * The repository may be anybody's: an unpacked archive, or a bare one committed inside a clone. Its config can
 * name programs (git-config(1): core.fsmonitor, core.hooksPath, core.pager; git(1): embedded bare repositories);
 * what is given with `-c` wins over every file, `include.path` too.
 */
const NO_ORDERS = [
  '--no-pager',
  ...[
    'core.fsmonitor=false',
    'safe.bareRepository=explicit',
    `core.hooksPath=${devNull}`,
    'core.untrackedCache=false',
    'protocol.allow=never',
  ].flatMap((setting) => ['-c', setting]),
];

/** Orders of our own; every `GIT_…` of the environment is left out, as a hook sets them for its own repository. */
const ENVIRONMENT = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  // A partial clone would fetch what is missing, over a transport of the config's choice (git(1)).
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
};

interface Ended {
  /** null: there is no git. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Git = (args: readonly string[]) => Promise<Ended>;

/**
 * Whether git would take a file into a commit (git-check-ignore(1), git-ls-files(1)). The folder must be there.
 * `timeout`, in milliseconds: how long git may think, as its config can name a file that never ends.
 */
export async function gitView(path: string, timeout = 10_000): Promise<GitView> {
  const folder = await realpath(dirname(resolve(path)));
  // git takes nothing below a `.git` into a commit.
  if (folder.toLowerCase().split(sep).includes('.git')) return 'private';
  const program = await findProgram('git');
  if (program === null) return 'private';
  return viewOf(basename(path), (args) => git(program, folder, args, timeout));
}

/** The `.git` of the repository that the file is in (git-rev-parse(1)); null: none, or git gives no answer. */
export async function gitFolder(path: string, timeout = 10_000): Promise<string | null> {
  const folder = await realpath(dirname(resolve(path)));
  const program = await findProgram('git');
  if (program === null) return null;
  const { code, stdout } = await git(program, folder, ['rev-parse', '--absolute-git-dir'], timeout);
  return code === 0 ? stdout.trim() || null : null;
}

async function viewOf(name: string, ask: Git): Promise<GitView> {
  const inside = await ask(['rev-parse', '--is-inside-work-tree']);
  if (inside.code === null || /not a git repository/i.test(inside.stderr)) return 'private';
  if (inside.code !== 0) return 'unknown';
  if (inside.stdout.trim() === 'false') return 'private';
  const tracked = await ask(['--literal-pathspecs', 'ls-files', '--error-unmatch', '--', name]);
  if (tracked.code === 0) return 'tracked';
  const ignored = await ask(['check-ignore', '--quiet', '--', name]);
  if (ignored.code === 0) return 'private';
  return tracked.code === 1 && ignored.code === 1 ? 'not-ignored' : 'unknown';
}

async function git(
  program: string,
  folder: string,
  args: readonly string[],
  timeout: number,
): Promise<Ended> {
  try {
    return {
      code: 0,
      ...(await run(program, ['-C', folder, ...NO_ORDERS, ...args], {
        env: { ...bareEnvironment(), ...ENVIRONMENT },
        timeout,
        killSignal: 'SIGKILL',
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
