import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { decode, encode } from 'dns-packet';
import type { DnsServer } from '../../src/core/dns/types.ts';
import { daemon, pathOf, startDaemon } from './daemon.ts';

export const KNOT = daemon('knotd');

/** Comes with Knot, in the same folder. */
const KEYMGR = KNOT.path?.replace(/knotd$/, 'keymgr') ?? 'keymgr';

export interface Knot {
  readonly server: DnsServer;
  /** DS records, `tag algorithm digest-type digest`, of a zone that it signs. */
  ds(zone: string): Promise<string[]>;
  stop(): Promise<void>;
}

export interface KnotOptions {
  /** Loopback address and port; default 127.0.0.1 and a free port. */
  readonly address?: string;
  readonly port?: number;
  /** Folder below fixtures/zones that holds the zone files, default fixtures/zones itself. */
  readonly folder?: string;
  /** Text of zone files that are not in that folder, by zone. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Zones that Knot signs with keys that it makes. */
  readonly signed?: readonly string[];
}

/** A real Knot DNS, serving zone files of fixtures/zones by zone name; the root's file is `root.zone`. */
export async function startKnot(
  zones: readonly string[],
  options: KnotOptions = {},
): Promise<Knot> {
  const { address = '127.0.0.1', port = await freePort() } = options;
  const folder = await mkdtemp(join(tmpdir(), 'knot-'));
  await mkdir(join(folder, 'db'));
  const from = new URL(`../../fixtures/zones/${options.folder ?? '.'}/`, import.meta.url);
  for (const zone of zones) {
    const text = options.texts?.[zone];
    const to = join(folder, fileOf(zone));
    await (text === undefined ? copyFile(new URL(fileOf(zone), from), to) : writeFile(to, text));
  }
  const config = join(folder, 'knot.conf');
  await writeFile(config, configuration(folder, `${address}@${port}`, zones, options.signed ?? []));
  const stop = await startDaemon({
    command: [pathOf(KNOT), '-c', config],
    isUp: () => answers(address, port, zones[0] ?? '.'),
    folder,
  });
  const name = `${address}:${port}`;
  const ds = async (zone: string): Promise<string[]> => {
    const { stdout } = await promisify(execFile)(KEYMGR, ['-c', config, zone, 'ds']);
    return stdout.split('\n').flatMap((line) => / DS (.+)$/.exec(line)?.[1] ?? []);
  };
  return { server: { address, port, name, kind: 'authoritative' }, ds, stop };
}

function fileOf(zone: string): string {
  return zone === '.' ? 'root.zone' : `${zone}.zone`;
}

function configuration(
  folder: string,
  listen: string,
  zones: readonly string[],
  signed: readonly string[],
): string {
  return [
    'server:',
    `  rundir: "${folder}"`,
    `  listen: ${listen}`,
    '  udp-workers: 1',
    '  tcp-workers: 1',
    '  background-workers: 1',
    'log:',
    '  - target: stderr',
    '    any: warning',
    'database:',
    `  storage: "${join(folder, 'db')}"`,
    'zone:',
    ...zones.flatMap((zone) => [
      `  - domain: ${zone}`,
      `    file: "${folder}/${fileOf(zone)}"`,
      ...(signed.includes(zone) ? ['    dnssec-signing: on'] : []),
    ]),
    '',
  ].join('\n');
}

/** A port free for TCP a moment ago; knotd says so itself when it is taken for UDP. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Whether the zone is loaded: knotd listens before it serves. */
async function answers(address: string, port: number, zone: string): Promise<boolean> {
  const socket = createSocket('udp4');
  const reply = new Promise<boolean>((resolve) => {
    socket.once('message', (packet) => resolve((decode(packet).answers ?? []).length > 0));
    socket.once('error', () => resolve(false));
  });
  const query = encode({ type: 'query', id: 1, questions: [{ type: 'SOA', name: zone }] });
  socket.bind(0, address, () => socket.send(query, port, address));
  const up = await Promise.race([reply, sleep(100, false)]);
  socket.close();
  if (!up) await sleep(20);
  return up;
}
