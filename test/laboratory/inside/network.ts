/** The namespace's own network, and a second namespace for the machine of the user, joined by one cable. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADDRESSES, LINK, SYSTEM_RESOLVER } from './addresses.ts';
import { runProgram } from './programs.ts';

/** Name of the user's network namespace, and of the world's end of the cable. */
const CLIENT = 'client';

/** Brings up the links and all addresses; nothing leaves, as there is no other link. */
export async function setUpNetwork(): Promise<void> {
  // `ip netns` keeps its names there: those of other laboratories are not ours.
  await runProgram(['mount', '-t', 'tmpfs', 'tmpfs', '/run']);
  await runProgram(['ip', 'netns', 'add', CLIENT]);
  await runProgram(['ip', '-batch', '-'], worldLinks().join('\n'));
  await runProgram(['ip', '-netns', CLIENT, '-batch', '-'], clientLinks().join('\n'));
  // Rules that break the network come here, see ../network.ts.
  await runProgram(['nft', '-f', '-'], 'table inet laboratory {}\n');
}

function worldLinks(): string[] {
  return [
    'link set lo up',
    `link add ${CLIENT} type veth peer name eth0 netns ${CLIENT}`,
    `link set ${CLIENT} up`,
    `addr add ${LINK.world.ipv4}/30 dev ${CLIENT}`,
    `addr add ${LINK.world.ipv6}/126 dev ${CLIENT} nodad`,
    ...ADDRESSES.map((address) =>
      address.includes(':')
        ? `addr add ${address}/128 dev lo nodad`
        : `addr add ${address}/32 dev lo`,
    ),
  ];
}

function clientLinks(): string[] {
  return [
    'link set lo up',
    'link set eth0 up',
    `addr add ${LINK.client.ipv4}/30 dev eth0`,
    `addr add ${LINK.client.ipv6}/126 dev eth0 nodad`,
    `route add default via ${LINK.world.ipv4}`,
    `route add ::/0 via ${LINK.world.ipv6}`,
  ];
}

/** What the machine of the user has in /etc, in files of `folder` that a test can write. */
export async function setUpEtc(folder: string): Promise<void> {
  const files = {
    'resolv.conf': `nameserver ${SYSTEM_RESOLVER}\n`,
    hosts: '127.0.0.1 localhost\n::1 localhost\n',
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
    await runProgram(['mount', '--bind', join(folder, name), `/etc/${name}`]);
  }
}
