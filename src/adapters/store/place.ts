import { chmod, lstat, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EXIT, Failure } from '../../core/model/errors.ts';
import { atomicWrite } from '../atomic-write.ts';
import { errnoOf } from '../errno.ts';

/** Where a checklist and what belongs to it are. All but the file is of this machine only. */
export interface Place {
  readonly file: string;
  /** `.ses-migrate` beside the file; git ignores it by the `.gitignore` inside it. */
  readonly folder: string;
  readonly lock: string;
  /** The state before the last change. */
  readonly backup: string;
  /** The last report, for people. */
  readonly last: string;
  /** Where version 1 had them: beside the file, where git saw them. */
  readonly older: { readonly lock: string; readonly backup: string };
}

export function placeOf(file: string): Place {
  const folder = join(dirname(file), '.ses-migrate');
  const own = join(folder, basename(file));
  return {
    file,
    folder,
    lock: `${own}.lock`,
    backup: `${own}.backup`,
    last: `${own}.last.json`,
    older: { lock: `${file}.lock`, backup: `${file}.backup` },
  };
}

const IGNORE = '# Written by ses-migrate: lock, backup and last report of this machine.\n*\n';

/** Makes the folder, as open as the one it is in. Rejects with the system error where that is not possible. */
export async function makePlace({ folder }: Place): Promise<void> {
  try {
    await mkdir(folder);
    const { mode } = await stat(dirname(folder));
    await chmod(folder, mode & 0o7777);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    // A link that came with a pull request would lead what we write elsewhere.
    if (!(await lstat(folder)).isDirectory()) throw notAFolder(folder);
  }
  await ignoreAll(join(folder, '.gitignore'));
}

async function ignoreAll(file: string): Promise<void> {
  try {
    await lstat(file);
    return;
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
  try {
    await atomicWrite(file, Buffer.from(IGNORE), { mode: 0o644, replace: false });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

/** Removes the folder again where no checklist came of the run, so that a refused command leaves nothing. */
export async function leavePlace({ file, folder }: Place): Promise<void> {
  try {
    await lstat(file);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    const names = await readdir(folder);
    if (names.some((name) => name !== '.gitignore')) return;
    await rm(folder, { recursive: true });
  }
}

function notAFolder(folder: string): Failure {
  return new Failure('checklist/not-written', `${folder} is not a folder. Nothing was changed.`, {
    exitCode: EXIT.act,
    fix: `Remove ${folder}: ses-migrate makes a folder of that name for its lock and its backup.`,
  });
}
