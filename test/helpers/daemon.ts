/** Servers that someone else wrote, started in a folder of their own and stopped by the test. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';

/** A program of Debian's that may not be there. */
export interface Installable {
  readonly name: string;
  /** null: not installed. */
  readonly path: string | null;
}

/** The first of these names; Debian puts daemons outside a person's PATH. */
export function daemon(...names: readonly [string, ...string[]]): Installable {
  const folders = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin'];
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return { name: names[0], path: paths.find((path) => existsSync(path)) ?? null };
}

export function pathOf({ name, path }: Installable): string {
  if (path === null) throw new Error(`${name} is not installed`);
  return path;
}

/** Tests that need a daemon; without it, stderr and a test by that name say what was not run. */
export function describeWith(daemon: Installable, title: string, suite: () => void): void {
  if (daemon.path !== null) {
    describe(title, suite);
    return;
  }
  const missed = `NOT RUN, as ${daemon.name} is not installed: ${title}`;
  process.stderr.write(`\n${missed}\n`);
  test(missed, () => {
    expect(daemon.path).toBeNull();
  });
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** No mail server keeps mail as root: under root it belongs to nobody; otherwise to who runs the tests. */
export function mailOwner(): Owner | null {
  return userInfo().uid === 0 ? { uid: 65_534, gid: 65_534 } : null;
}

/** Gives a folder and all that lies in it; null: it belongs to the right one already. */
export async function give(folder: string, owner: Owner | null): Promise<void> {
  if (owner === null) return;
  const names = await readdir(folder, { recursive: true });
  for (const name of ['', ...names]) await chown(join(folder, name), owner.uid, owner.gid);
}

/** PEM, for 127.0.0.1. Names differ: of two authorities with one name a client tries only the first. */
export async function serverCertificate(name: string): Promise<{ cert: string; key: string }> {
  const pems = await generate([{ name: 'commonName', value: name }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  return { cert: pems.cert, key: pems.private };
}

interface Daemon {
  readonly command: readonly string[];
  /** Whether it serves by now; asked again and again. */
  readonly isUp: () => Promise<boolean>;
  /** Removed when it has stopped. */
  readonly folder: string;
  /** Else it runs as who runs the tests. */
  readonly owner?: Owner | null;
}

/** Resolves when it is up, with what stops it; rejects with its log when it does not come up. */
export async function startDaemon({ command, isUp, folder, owner }: Daemon) {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...owner });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill();
    await exited;
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  for (let attempt = 0; !(await isUp()); attempt += 1) {
    if (attempt === 200 || child.exitCode !== null) {
      await stop();
      throw new Error(`${file} is not up:\n${log}`);
    }
    await sleep(20);
  }
  return stop;
}

/** Whether a server of mail says its first line, for `isUp`. */
export async function greets(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const greeted = new Promise<boolean>((resolve) => {
    socket.once('data', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
  const up = await Promise.race([greeted, sleep(500, false)]);
  socket.destroy();
  return up;
}
