import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decode, encode } from 'dns-packet';
import type { DnsServer } from '../../src/core/dns/types.ts';

/** Debian puts daemons outside a person's PATH, so it is looked for where they are. */
const KNOTD = ['/usr/sbin/knotd', '/usr/local/sbin/knotd', '/opt/homebrew/sbin/knotd'].find(
  existsSync,
);

export const knotInstalled = KNOTD !== undefined;

export interface Knot {
  readonly server: DnsServer;
  stop(): Promise<void>;
}

/** A real Knot DNS on a free port of 127.0.0.1, serving zone files of fixtures/zones by zone name. */
export async function startKnot(zones: readonly string[]): Promise<Knot> {
  if (KNOTD === undefined) throw new Error('knotd is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'knot-'));
  const port = await freePort();
  await mkdir(join(folder, 'db'));
  for (const zone of zones) {
    const source = new URL(`../../fixtures/zones/${zone}.zone`, import.meta.url);
    await copyFile(source, join(folder, `${zone}.zone`));
  }
  const config = join(folder, 'knot.conf');
  await writeFile(config, configuration(folder, port, zones));
  const child = spawn(KNOTD, ['-c', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill();
    await exited;
    await rm(folder, { recursive: true });
  };
  try {
    for (let attempt = 0; !(await answers(port, zones[0] ?? '.')); attempt += 1) {
      if (attempt === 100 || child.exitCode !== null) throw new Error(`knotd is not up:\n${log}`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const name = `127.0.0.1:${port}`;
  return { server: { address: '127.0.0.1', port, name, kind: 'authoritative' }, stop };
}

function configuration(folder: string, port: number, zones: readonly string[]): string {
  return [
    'server:',
    `  rundir: "${folder}"`,
    `  listen: 127.0.0.1@${port}`,
    '  udp-workers: 1',
    '  tcp-workers: 1',
    '  background-workers: 1',
    'log:',
    '  - target: stderr',
    '    any: warning',
    'database:',
    `  storage: "${join(folder, 'db')}"`,
    'zone:',
    ...zones.flatMap((zone) => [`  - domain: ${zone}`, `    file: "${folder}/${zone}.zone"`]),
    '',
  ].join('\n');
}

/** A port free for TCP a moment ago; knotd says so itself when it is taken for UDP. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Whether the zone is loaded: knotd listens before it serves. */
async function answers(port: number, zone: string): Promise<boolean> {
  const socket = createSocket('udp4');
  const reply = new Promise<boolean>((resolve) => {
    socket.once('message', (packet) => resolve((decode(packet).answers ?? []).length > 0));
    socket.once('error', () => resolve(false));
  });
  const query = encode({ type: 'query', id: 1, questions: [{ type: 'SOA', name: zone }] });
  socket.bind(0, '127.0.0.1', () => socket.send(query, port, '127.0.0.1'));
  const up = await Promise.race([reply, sleep(100, false)]);
  socket.close();
  if (!up) await sleep(20);
  return up;
}
