import { access, constants, lstat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EXIT, Failure, usage } from '../core/model/errors.ts';
import type { Secret } from '../core/model/secret.ts';
import type { Files } from '../ports/index.ts';
import { atomicWrite, type Owner } from './atomic-write.ts';
import { errnoOf } from './errno.ts';
import { gitFolder, gitView } from './git.ts';
import { linesOf } from './lines.ts';
import { readRegular } from './read-regular.ts';
import { inPlaceNote, writeFailure } from './write-failure.ts';

/** What is used of `process.stdin`. */
export interface Stdin extends AsyncIterable<Buffer | string> {
  readonly isTTY?: boolean;
  destroy(error: Error): unknown;
}

export interface FilesOptions {
  readonly stdin: Stdin;
  /** How long stdin may stay silent, in milliseconds; default 30000. */
  readonly stdinIdleMs?: number;
  /** Whose files may be replaced, root's id for everyone's; default: of this process; null: the system has no such ids. */
  readonly uid?: number | null;
  /** Hears what a person should know about a file that was written. */
  readonly note?: (text: string) => void;
}

const ROOT = 0;
const STDIN_LIMIT = 1024 * 1024;

export function createFiles(options: FilesOptions): Files {
  const uid = options.uid === undefined ? (process.getuid?.() ?? null) : options.uid;
  const { note = () => undefined } = options;
  return {
    read,
    lines,
    exists: async (path) => (await statOf(path)) !== null,
    checkWritable: (path, { replace }) => checkWritable(path, replace, uid),
    writeSecret: (path, content, { replace }) => writeSecret(path, content, { replace, uid, note }),
    gitView,
    gitFolder,
    readStdin: () => readStdin(options.stdin, options.stdinIdleMs ?? 30_000),
  };
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readRegular(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function* lines(path: string): AsyncGenerator<string, void> {
  try {
    yield* linesOf(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A system error as an answer; others pass through. */
function unreadable(path: string, error: unknown): unknown {
  const errno = errnoOf(error);
  if (errno === null) return error;
  if (errno === 'ENOENT') {
    return usage('no-file', `The file ${path} does not exist.`, `Full path: ${resolve(path)}.`);
  }
  return usage(
    'unreadable-file',
    `The file ${path} cannot be read (${errno}).`,
    'Give this user read access, or use another file. A pipe or a device is not read: save its content as a file.',
  );
}

/** Of the name itself: a link to nothing is there, too. */
async function statOf(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return null;
    if (errno === null) throw error;
    throw usage('unreadable-file', `The file ${path} cannot be read (${errno}).`);
  }
}

async function checkWritable(path: string, replace: boolean, uid: number | null): Promise<void> {
  const stat = await statOf(path);
  if (stat?.isSymbolicLink()) throw refused(path, 'is a symbolic link', 'file/symlink');
  if (stat && !stat.isFile()) throw refused(path, 'is not a regular file', 'file/not-a-file');
  if (stat && !replace) throw refused(path, 'already exists', 'file/exists');
  if (stat && uid !== ROOT && othersOwner(stat, uid) !== undefined)
    throw refused(path, 'belongs to another user', 'file/other-owner');
  try {
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw notWritten(path, error);
  }
}

async function writeSecret(
  path: string,
  content: Secret,
  { replace, uid = null, note }: Pick<FilesOptions, 'uid' | 'note'> & { replace: boolean },
): Promise<void> {
  await checkWritable(path, replace, uid);
  const owner = othersOwner(await statOf(path), uid);
  try {
    const bytes = Buffer.from(content.reveal());
    const onInPlace = () => note?.(inPlaceNote(path));
    await atomicWrite(path, bytes, { mode: 0o600, replace, owner, onInPlace });
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw refused(path, 'already exists', 'file/exists');
    throw notWritten(path, error);
  }
}

/** What is put in the place of a file of theirs has to stay theirs: the application that reads it runs as them. */
function othersOwner(stat: Owner | null, uid: number | null): Owner | undefined {
  return stat === null || uid === null || stat.uid === uid ? undefined : stat;
}

function notWritten(path: string, error: unknown): unknown {
  return writeFailure('file/not-written', '--file', path, error);
}

function refused(path: string, is: string, code: string): Failure {
  return new Failure(code, `${path} ${is}; no secret was written there.`, {
    exitCode: EXIT.act,
    fix: 'Name another file with --file.',
  });
}

async function readStdin(stdin: Stdin, idleMs: number): Promise<string> {
  if (stdin.isTTY)
    throw usage('stdin-terminal', 'stdin is a terminal.', 'Pipe the value in, or use < FILE.');
  const seconds = Math.round(idleMs / 1000);
  const idle = usage(
    'stdin-idle',
    `No input arrived on stdin for ${seconds} s, and stdin was not closed.`,
  );
  const timer = setTimeout(() => stdin.destroy(idle), idleMs);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stdin) {
      timer.refresh();
      chunks.push(Buffer.from(chunk));
      size += chunk.length;
      if (size > STDIN_LIMIT) throw usage('stdin-too-long', 'stdin has more than 1 MiB of input.');
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
