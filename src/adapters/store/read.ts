import { isUtf8 } from 'node:buffer';
import { access, lstat, realpath, rm } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Checklist } from '../../core/checklist.ts';
import { mergeFix, parseChecklist } from '../../core/checklist-parse.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import { shellWord } from '../../core/text/shell-word.ts';
import { errnoOf } from '../errno.ts';
import { readRegular } from '../read-regular.ts';
import type { Place } from './place.ts';

/** Bytes; a thousand times what a long migration needs. */
const LARGEST = 64 * 1024 * 1024;

export interface OnDisk {
  readonly checklist: Checklist;
  readonly bytes: Buffer;
  /** Permission bits. */
  readonly mode: number;
}

/** The file behind `path`, so that a link stays a link. A link to nothing is a Failure, not "no checklist yet". */
export async function resolveLink(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw await unreadable(path, error);
  }
  try {
    // A file that another run has created since realpath() looked is no link to nothing.
    if (!(await lstat(path)).isSymbolicLink()) return resolve(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return resolve(path);
    throw await unreadable(path, error);
  }
  throw new Failure(
    'checklist/unreadable',
    `${path} is a symbolic link to a file that does not exist.`,
    {
      exitCode: EXIT.act,
      fix: 'Restore the file, or remove the link to start a new checklist.',
    },
  );
}

/** null when there is no file. Any other trouble is a Failure that names the file; nothing is touched. */
export async function readChecklist(place: Place): Promise<OnDisk | null> {
  try {
    const raw = await readRegularFile(place.file);
    return raw && { ...raw, checklist: parseChecklist(decode(raw.bytes)) };
  } catch (error) {
    throw await unreadable(place.file, error, place);
  }
}

/** The text of a file that is to be a checklist, with its permission bits. Throws Failure `checklist/unreadable`. */
export async function readText(file: string): Promise<{ text: string; mode: number }> {
  try {
    const raw = await readRegularFile(file);
    if (raw === null) throw notAChecklist('It does not exist.');
    return { text: decode(raw.bytes), mode: raw.mode };
  } catch (error) {
    throw await unreadable(file, error);
  }
}

/** The copy that an older version left beside the file, where git could see it; a file of another kind stays. */
export async function removeOlderBackup({ older }: Place): Promise<void> {
  const raw = await readRegularFile(older.backup);
  if (raw !== null && isChecklist(raw.bytes)) await rm(older.backup, { force: true });
}

function isChecklist(bytes: Buffer): boolean {
  try {
    parseChecklist(decode(bytes));
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

async function readRegularFile(file: string): Promise<{ bytes: Buffer; mode: number } | null> {
  const stat = await lstat(file).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (stat === null) return null;
  // Checked before it is opened: opening a named pipe waits for a writer.
  if (!stat.isFile()) throw notAChecklist('It is not a regular file.');
  if (stat.size > LARGEST) throw tooLarge(stat.size);
  // Looked at again when it is open: what is there may have been changed since.
  return { bytes: await readRegular(file, LARGEST), mode: stat.mode & 0o777 };
}

function tooLarge(bytes: number): Failure {
  const mebibytes = (size: number) => Math.ceil(size / 1024 / 1024);
  return new Failure(
    'checklist/bad-value',
    `It has ${mebibytes(bytes)} MiB; a checklist has at most ${mebibytes(LARGEST)}.`,
    { exitCode: EXIT.usage },
  );
}

function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw notAChecklist('It is not UTF-8 text.');
  return bytes.toString('utf8');
}

function notAChecklist(message: string): Failure {
  return new Failure('checklist/unreadable', message, { exitCode: EXIT.act });
}

async function unreadable(file: string, error: unknown, place?: Place): Promise<unknown> {
  const errno = errnoOf(error);
  if (errno !== null) {
    return new Failure('checklist/unreadable', `The checklist ${file} cannot be read (${errno}).`, {
      exitCode: EXIT.act,
      fix: 'Give this user access to it, or name another file with --checklist.',
      cause: error,
    });
  }
  if (!(error instanceof Failure)) return error;
  return new Failure(error.code, `The checklist ${file} cannot be used. ${error.message}`, {
    exitCode: error.exitCode,
    fix:
      error.code === 'checklist/conflict'
        ? mergeFix(asTyped(file))
        : error.fixes.length > 0
          ? error.fixes
          : await wayBack(file, place),
    cause: error,
  });
}

/** The file as the merge command takes it from this folder; empty: without being named. */
function asTyped(file: string): string {
  const path = relative(process.cwd(), file);
  return path === 'ses-migrate.json' ? '' : shellWord(path.startsWith('..') ? file : path);
}

async function wayBack(file: string, place: Place | undefined): Promise<string> {
  const afresh =
    'move it away to start a new one: what AWS and DNS show is found again, only receipts are lost';
  const backups = place === undefined ? [] : [place.backup, place.older.backup];
  for (const backup of backups)
    if (await isThere(backup))
      return `The state before the last change on this machine is in ${backup}: copy it over ${file}. Or ${afresh}.`;
  return `Restore it from version control, or ${afresh}.`;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return false;
  }
}
