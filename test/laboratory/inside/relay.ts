/** Puts what listens on loopback under its real address and port, byte by byte. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, isIPv6 } from 'node:net';
import type { Host } from './addresses.ts';

interface Target {
  readonly host: string;
  readonly port: number;
}

export function targetOf(address: string): Target {
  const { hostname, port } = new URL(`tcp://${address}`);
  return { host: hostname, port: Number(port) };
}

/** TCP at `host:port`, both families, to `target`. */
export async function relayTcp({ ipv4, ipv6 }: Host, port: number, target: Target): Promise<void> {
  for (const address of [ipv4, ipv6]) {
    const server = createServer((client) => {
      const upstream = connect(target);
      client.pipe(upstream).pipe(client);
      for (const [one, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    });
    server.listen(port, address);
    await once(server, 'listening');
  }
}

/** DNS at `host`, both families and transports, to `target`. */
export async function relayDns(host: Host, target: Target): Promise<void> {
  await relayTcp(host, 53, target);
  for (const address of [host.ipv4, host.ipv6]) {
    const server = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    server.on('message', (query, client) => {
      const upstream = createSocket('udp4');
      const end = setTimeout(() => upstream.close(), 2_000);
      upstream.once('message', (reply) => {
        clearTimeout(end);
        upstream.close();
        server.send(reply, client.port, client.address);
      });
      upstream.send(query, target.port, target.host);
    });
    server.bind(53, address);
    await once(server, 'listening');
  }
}
