import { dirname } from 'node:path';
import { EXIT, Failure } from '../core/model/errors.ts';
import { errnoOf } from './errno.ts';

const NO_SPACE = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const NO_PERMISSION = ['EACCES', 'EPERM', 'EROFS'];
const NO_FOLDER = ['ENOENT', 'ENOTDIR'];

/** A system error of `atomicWrite(path)` as an answer (exit 1): what is now, what to do. Others pass through. */
export function writeFailure(code: string, flag: string, path: string, error: unknown): unknown {
  const errno = errnoOf(error);
  if (errno === null) return error;
  const [message, fix] = describe(errno, flag, path);
  return new Failure(code, `${message} (${errno})`, { exitCode: EXIT.act, fix, cause: error });
}

/** What is said of a file that could not be replaced whole. */
export function inPlaceNote(path: string): string {
  return `${path} is a mount of its own, so it was written in place. Mount the folder ${dirname(path)} instead: then a run that is cut off cannot leave half a file.`;
}

function describe(errno: string, flag: string, path: string): [message: string, fix: string] {
  const folder = dirname(path);
  if (NO_SPACE.includes(errno)) {
    return [
      `No space left to write ${path}. The file is unchanged; nothing in it was lost.`,
      `Free some space, or name another file with ${flag}; then run the same command again.`,
    ];
  }
  if (NO_FOLDER.includes(errno)) {
    return [
      `${path} was not written: the folder ${folder} does not exist.`,
      `Create the folder, or name another file with ${flag}.`,
    ];
  }
  if (NO_PERMISSION.includes(errno)) {
    return [
      `${path} was not written: this user is not allowed to write to the folder ${folder}.`,
      `Give this user write access, or name another file with ${flag}.`,
    ];
  }
  return [
    `Writing ${path} failed. The file is complete: it has either its old or its new content.`,
    'Check the disk, then run the same command again.',
  ];
}
