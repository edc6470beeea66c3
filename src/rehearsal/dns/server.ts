import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { WorldClock } from '../contract.ts';
import { authoritative } from './authoritative.ts';
import type { DnsWorld } from './data.ts';
import { type Answering, respond } from './message.ts';
import { recursive } from './recursive.ts';

const LOOPBACK = '127.0.0.1';

export interface DnsServers {
  /** `host:port` of each authoritative server. */
  readonly authoritative: readonly string[];
  /** `host:port` of the recursive resolver. */
  readonly resolver: string;
  close(): Promise<void>;
}

/** The authoritative servers of this world and one recursive resolver, each over UDP and TCP. */
export async function startDns(data: DnsWorld, clock: WorldClock): Promise<DnsServers> {
  const indexes = [...Array(data.serverCount).keys()];
  const servers = await Promise.all(indexes.map((index) => listen(authoritative(data, index))));
  const resolver = await listen(recursive(data, clock));
  return {
    authoritative: servers.map((server) => server.address),
    resolver: resolver.address,
    close: async () => {
      await Promise.all([...servers, resolver].map((server) => server.close()));
    },
  };
}

interface Listening {
  readonly address: string;
  close(): Promise<void>;
}

/** Ports tried before giving up: a TCP port the system hands out may be taken over UDP. */
const BIND_TRIES = 20;

async function listen(answering: Answering): Promise<Listening> {
  for (let left = BIND_TRIES; ; left--) {
    const tcp = tcpServer(answering);
    const port = await bindTcp(tcp.server);
    const udp = udpServer(answering);
    try {
      udp.bind(port, LOOPBACK);
      await once(udp, 'listening');
    } catch (error) {
      udp.close();
      await tcp.close();
      if (left <= 1) throw error;
      continue;
    }
    return {
      address: `${LOOPBACK}:${port}`,
      close: async () => {
        udp.close();
        await Promise.all([once(udp, 'close'), tcp.close()]);
      },
    };
  }
}

async function bindTcp(server: Server): Promise<number> {
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('DNS server has no port');
  return address.port;
}

function udpServer(answering: Answering): UdpSocket {
  const socket = createSocket('udp4');
  socket.on('message', (message, peer) => {
    const reply = respond(message, 'udp', answering);
    // A datagram that cannot go back is lost, as on any network: the callback keeps it from being thrown.
    if (reply !== null) socket.send(reply, peer.port, peer.address, () => undefined);
  });
  return socket;
}

function tcpServer(answering: Answering): { server: Server; close(): Promise<void> } {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // A client that goes away in the middle is its own affair: nothing here waits for it.
    socket.on('error', () => socket.destroy());
    answerStream(socket, answering);
  });
  return {
    server,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Messages over TCP carry their length in two octets before them (RFC 1035 section 4.2.2). */
function answerStream(socket: Socket, answering: Answering): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const length = pending.readUInt16BE(0);
      const reply = respond(pending.subarray(2, 2 + length), 'tcp', answering);
      pending = pending.subarray(2 + length);
      if (reply === null) continue;
      const frame = Buffer.alloc(2);
      frame.writeUInt16BE(reply.length);
      socket.write(Buffer.concat([frame, reply]));
    }
  });
}
