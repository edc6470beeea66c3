import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from './addresses.ts';
import { startProgram } from './programs.ts';
import { untilSerial } from './question.ts';
import type { Zone } from './zones.ts';

/** One NSD: the authoritative servers of one level, at all of their addresses. */
export interface NameServer {
  /** Replaces all of its zones. */
  load(zones: readonly Zone[]): Promise<void>;
}

export async function startNsd(
  parent: string,
  name: string,
  hosts: readonly Host[],
  zones: readonly Zone[],
): Promise<NameServer> {
  const folder = join(parent, name);
  await mkdir(folder);
  const load = async (next: readonly Zone[]): Promise<void> => {
    await Promise.all(next.map((zone) => replace(join(folder, fileOf(zone)), zone.text)));
    await replace(join(folder, 'nsd.conf'), configuration(folder, hosts, next));
  };
  await load(zones);
  const program = startProgram(parent, name, ['nsd', '-d', '-c', join(folder, 'nsd.conf')]);
  await serving(hosts, zones);
  return {
    async load(next) {
      await load(next);
      // Reads its configuration and the zones whose files have changed.
      program.signal('SIGHUP');
      await serving(hosts, next);
    },
  };
}

/** Resolves when the server answers with the serial of each zone. */
async function serving(hosts: readonly Host[], zones: readonly Zone[]): Promise<void> {
  const address = hosts[0]?.ipv4 ?? '';
  await Promise.all(zones.map(({ name, serial }) => untilSerial(address, name, serial)));
}

const fileOf = ({ name }: Zone): string => (name === '.' ? 'root.zone' : `${name}.zone`);

/** Never half a file, which NSD could read in that moment. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

function configuration(folder: string, hosts: readonly Host[], zones: readonly Zone[]): string {
  const addresses = hosts.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]);
  return `server:
  server-count: 1
${addresses.map((address) => `  ip-address: ${address}`).join('\n')}
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  pidfile: ""
  database: ""
  xfrdfile: "${folder}/xfrd.state"
  xfrdir: "${folder}"
  zonelistfile: "${folder}/zone.list"
  zonefiles-check: yes
  refuse-any: no
  rrl-ratelimit: 0
remote-control:
  control-enable: no
${zones.map((zone) => `zone:\n  name: "${zone.name}"\n  zonefile: "${fileOf(zone)}"`).join('\n')}
`;
}
