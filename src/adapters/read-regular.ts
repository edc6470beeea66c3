import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Bytes of a file that a person names or another program leaves: settings, texts, messages. */
export const LARGEST_FILE = 16 * 1024 * 1024;

/** Windows has no such flag, and no named pipes among its files. */
const NONBLOCK = constants.O_NONBLOCK ?? 0;

/**
 * A regular file, opened to be read. A pipe would wait for a writer and a device may never end, and both can be behind a link:
 * so it is opened without waiting, and checked through what was opened. Throws a system error, with
 * `not a regular file` in the place of its code.
 */
export async function openRegular(path: string): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDONLY | NONBLOCK);
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw unfit(path, 'EISDIR');
    if (!stat.isFile()) throw unfit(path, 'not a regular file');
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The whole of a regular file of at most `limit` bytes; more is the system error `larger than N KiB`. */
export async function readRegular(path: string, limit = LARGEST_FILE): Promise<Buffer> {
  const handle = await openRegular(path);
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    // The size that stat tells is 0 in /proc, and of a moment ago in a file that grows.
    for await (const chunk of handle.createReadStream({ autoClose: false })) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) throw unfit(path, `larger than ${Math.round(limit / 1024)} KiB`);
    }
    return Buffer.concat(chunks);
  } finally {
    await handle.close();
  }
}

/** As Node throws it, so that whoever tells of system errors tells of this one. */
function unfit(path: string, code: string): Error {
  return Object.assign(new Error(`${path}: ${code}`), { syscall: 'read', code, path });
}
