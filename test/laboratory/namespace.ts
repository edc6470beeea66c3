/** Linux namespaces of a laboratory: programs see another network and another /etc/resolv.conf there. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { build } from 'esbuild';
import { daemon } from '../helpers/daemon.ts';

const PROGRAMS = [daemon('nsd'), daemon('unbound'), daemon('nft')];

/** What keeps laboratories from running here; null: nothing. */
export function whyNoLaboratory(): string | null {
  if (process.platform !== 'linux') return 'it needs Linux';
  if (userInfo().uid !== 0) return 'it needs root';
  const missing = PROGRAMS.filter(({ path }) => path === null).map(({ name }) => name);
  return missing.length === 0 ? null : `not installed: ${missing.join(', ')}`;
}

/** Bundles the program that runs inside, as Node 20 runs no TypeScript. */
export async function bundleInside(outfile: string): Promise<void> {
  await build({
    entryPoints: [new URL('inside/main.ts', import.meta.url).pathname],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
}

/** Starts `node SCRIPT ARGS` as process 1 of new namespaces; all that it starts ends with it. */
export function startInNamespace(script: string, args: readonly string[]): ChildProcess {
  const namespaces = ['--net', '--mount', '--pid', '--fork', '--kill-child'];
  return spawn('unshare', [...namespaces, process.execPath, script, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LANG: 'C.UTF-8', TZ: 'UTC' },
  });
}

/** The process that `unshare` forked. */
export async function forkedBy(unshare: ChildProcess): Promise<number> {
  const { pid } = unshare;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return Number(children.trim());
}

/** The start of a command line that runs what follows it in the user's network of laboratory `pid`. */
export function inClientNetwork(pid: number): readonly string[] {
  return [
    'nsenter',
    `--mount=/proc/${pid}/ns/mnt`,
    `--net=/proc/${pid}/root/run/netns/client`,
    '--wd=.',
    '--',
  ];
}

/** Gives `rules` to nft in the network of the world, whose end of the cable is named `client`. */
export async function applyRules(pid: number, rules: string): Promise<void> {
  const nft = spawn('nsenter', [`--net=/proc/${pid}/ns/net`, '--', 'nft', '-f', '-'], {
    stdio: ['pipe', 'inherit', 'pipe'],
  });
  let said = '';
  nft.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  nft.stdin.end(rules);
  const [code] = await once(nft, 'close');
  if (code !== 0) throw new Error(`nft: ${said}\n${rules}`);
}
