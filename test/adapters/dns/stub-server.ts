import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import type { Answer, DecodedPacket, Packet } from 'dns-packet';
import { AUTHORITATIVE_ANSWER, decode, encode } from 'dns-packet';
import type { DnsServer } from '../../../src/core/dns/types.ts';

export interface Incoming {
  readonly query: DecodedPacket;
  readonly raw: Buffer;
  readonly transport: 'udp' | 'tcp';
  /** 1 for the first packet of this server. */
  readonly nth: number;
  /** Address and port that the query came from. */
  readonly from: string;
  readonly fromPort: number;
}

/** The packets to send back, in order; none is silence. `raw` frames go over TCP as they are. */
export type Script = (incoming: Incoming) => Buffer[];

export interface Stub {
  readonly server: DnsServer;
  readonly seen: readonly Incoming[];
  stop(): Promise<void>;
}

/** A hand-made DNS server on UDP and TCP of one port: it says whatever the script says. */
export async function startStub(
  script: Script,
  options: { kind?: DnsServer['kind']; host?: string; wholeTcp?: boolean } = {},
): Promise<Stub> {
  const { kind = 'authoritative', host = '127.0.0.1' } = options;
  const seen: Incoming[] = [];
  const open = new Set<Socket>();
  const take = (raw: Buffer, transport: 'udp' | 'tcp', from: string, fromPort: number) => {
    const incoming = { query: decode(raw), raw, transport, nth: seen.length + 1, from, fromPort };
    seen.push(incoming);
    return script(incoming);
  };
  const tcp = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => open.delete(socket));
    socket.on('close', () => open.delete(socket));
    socket.on('data', (chunk) => {
      const { remoteAddress = '', remotePort = 0 } = socket;
      for (const packet of take(chunk.subarray(2), 'tcp', remoteAddress, remotePort)) {
        if (packet.length === 0) socket.end();
        else socket.write(options.wholeTcp === false ? packet : framed(packet));
      }
    });
  });
  await new Promise<void>((resolve) => tcp.listen(0, host, resolve));
  const address = tcp.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const udp = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  udp.on('message', (raw, peer) => {
    for (const packet of take(raw, 'udp', peer.address, peer.port)) {
      udp.send(packet, peer.port, peer.address);
    }
  });
  await new Promise<void>((resolve) => udp.bind(address.port, host, resolve));
  return {
    server: { address: host, port: address.port, name: `stub:${address.port}`, kind },
    seen,
    stop: async () => {
      for (const socket of open) socket.destroy();
      udp.close();
      await new Promise((resolve) => tcp.close(resolve));
    },
  };
}

function framed(packet: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(packet.length);
  return Buffer.concat([length, packet]);
}

/** An answer to a query; `rcode` is the number of the header, `flags` default to AA. */
export function reply(
  incoming: Incoming,
  parts: { rcode?: number; flags?: number; id?: number } & Pick<
    Packet,
    'questions' | 'answers' | 'authorities' | 'additionals'
  > = {},
): Buffer {
  const packet: Packet = {
    type: 'response',
    id: parts.id ?? incoming.query.id,
    flags: (parts.flags ?? AUTHORITATIVE_ANSWER) | (parts.rcode ?? 0),
    questions: parts.questions ?? incoming.query.questions,
    answers: parts.answers,
    authorities: parts.authorities,
    additionals: parts.additionals,
  };
  return encode(packet);
}

export function txt(name: string, text: string, ttl = 300): Answer {
  return { type: 'TXT', name, ttl, data: [Buffer.from(text)] };
}

export function soa(
  zone: string,
  options: { ttl?: number; minimum?: number; serial?: number } = {},
): Answer {
  const { ttl = 300, minimum = 60, serial = 7 } = options;
  const data = { mname: `ns1.${zone}`, rname: `hostmaster.${zone}`, serial, minimum };
  return { type: 'SOA', name: zone, ttl, data: { ...data, refresh: 1, retry: 1, expire: 1 } };
}

export function hasEdns(incoming: Incoming): boolean {
  return (incoming.query.additionals ?? []).some((record) => record.type === 'OPT');
}
