import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { errnoOf } from '../errno.ts';

/** Who holds a lock: the content of the lock file. */
export interface Holder {
  /** Random; names this one holding. */
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly command: string | null;
  /** PID namespace, where /proc tells it: a pid means nothing in another container. */
  readonly pidNamespace: string | null;
  /** Boot and start time of the process, where /proc tells it: a pid is used again after its process ended. */
  readonly born: string | null;
}

export async function thisProcess(
  id: string,
  startedAt: Date,
  command: string | null,
): Promise<Holder> {
  return {
    id,
    pid: process.pid,
    host: hostname(),
    startedAt: startedAt.toISOString(),
    command,
    pidNamespace: await pidNamespace(),
    born: await birthOf(process.pid),
  };
}

/** null when the text does not name a holder. */
export function parseHolder(text: string): Holder | null {
  let value: Partial<Record<keyof Holder, unknown>> | null;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { id, pid, host, startedAt } = value;
  if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id)) return null;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return null;
  if (typeof host !== 'string' || typeof startedAt !== 'string') return null;
  return {
    id,
    pid,
    host,
    startedAt,
    command: textOrNull(value.command),
    pidNamespace: textOrNull(value.pidNamespace),
    born: textOrNull(value.born),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** True only when the holder ran on this machine and its process is gone. Age proves nothing. */
export async function isDead(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname() || holder.pidNamespace !== (await pidNamespace())) return false;
  if (!pidInUse(holder.pid)) return true;
  const born = await birthOf(holder.pid);
  return holder.born !== null && born !== null && holder.born !== born;
}

function pidInUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH'; // EPERM: it runs, as another user
  }
}

async function pidNamespace(): Promise<string | null> {
  return fromProc(() => readlink('/proc/self/ns/pid'));
}

async function birthOf(pid: number): Promise<string | null> {
  return fromProc(async () => {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // proc_pid_stat(5): field 22 is the start time. Field 2, the name, may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${boot.trim()}/${fields[19]}`;
  });
}

/** What /proc tells; null where there is none, or not for this process. */
async function fromProc(read: () => Promise<string>): Promise<string | null> {
  try {
    return await read();
  } catch (error) {
    if (errnoOf(error) !== null) return null;
    throw error;
  }
}
