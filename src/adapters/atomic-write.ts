import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from './errno.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

interface AtomicWriteOptions {
  readonly mode: number;
  readonly replace: boolean;
  /** A folder of the same file system for the temporary file; absent: the one of the file. */
  readonly temporaryIn?: string | undefined;
  /** Whose the file is to be; absent: of the user who runs this. */
  readonly owner?: Owner | undefined;
  /** Hears that the file is a mount of its own, which no rename can replace: it was written in place. */
  readonly onInPlace?: (() => void) | undefined;
}

interface Writer {
  write(bytes: Uint8Array, offset: number): Promise<{ readonly bytesWritten: number }>;
}

/**
 * Writes every byte. A write may take fewer bytes than it was given and still be no error (write(2)); on a
 * full disk the first write is short and only the next one says ENOSPC.
 */
export async function writeAll(file: Writer, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written);
    if (bytesWritten === 0) throw new Error(`Nothing was written at byte ${written}.`);
    written += bytesWritten;
  }
}

/**
 * Puts `bytes` at `path` whole or not at all: temporary file beside it, fsync, then one atomic step, then
 * fsync of the folder. Without `replace` an existing file stays and the system error is EEXIST.
 * Rejects with the system error; the file is then as it was, unless only the folder's fsync failed.
 *
 * A file that is a mount of its own (one file mounted into a container) is written in place: a process that
 * dies in the middle of that leaves it cut short.
 */
export async function atomicWrite(
  path: string,
  bytes: Uint8Array,
  options: AtomicWriteOptions,
): Promise<void> {
  const beside = join(options.temporaryIn ?? dirname(path), basename(path));
  const temporary = `${beside}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeDurably(temporary, bytes, options);
    await (options.replace ? rename(temporary, path) : linkOnce(temporary, path));
  } catch (error) {
    // rename(2): EBUSY where the name is a mount point.
    if (!options.replace || errnoOf(error) !== 'EBUSY') throw error;
    await writeInPlace(path, bytes, options);
    options.onInPlace?.();
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
}

async function writeDurably(
  path: string,
  bytes: Uint8Array,
  { mode, owner }: AtomicWriteOptions,
): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    if (owner !== undefined) await file.chown(owner.uid, owner.gid);
    await file.chmod(mode); // open() took the umask off
    await writeAll(file, bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeInPlace(
  path: string,
  bytes: Uint8Array,
  { mode }: AtomicWriteOptions,
): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.chmod(mode);
    await writeAll(file, bytes);
    await file.truncate(bytes.length);
    await file.sync();
  } finally {
    await file.close();
  }
}

const NO_HARD_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** rename() would replace what is there; link() does not. FAT and some shares have no hard links. */
async function linkOnce(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_HARD_LINKS.includes(errnoOf(error) ?? '')) throw error;
    const reserved = await open(to, 'wx', 0o600);
    await reserved.close();
    await rename(from, to);
  }
}

/** Makes the new name durable; the file itself already is. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return; // a folder cannot be opened there
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (error) {
    // Some network and FUSE file systems have no fsync for folders: then there is nothing to wait for.
    if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP'].includes(errnoOf(error) ?? '')) throw error;
  } finally {
    await folder.close();
  }
}
