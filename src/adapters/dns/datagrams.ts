import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { DnsServer } from '../../core/dns/types.ts';
import { type FailedExchange, socketFailure } from './transport.ts';

/** A UDP socket that is connected to one server. */
export interface Datagrams {
  /** Packets that are handed over in one turn leave together. */
  send(packet: Uint8Array): void;
  close(): void;
}

/** What becomes of a socket. */
export interface DatagramEvents {
  /** It is connected: what is sent from now on leaves. */
  ready(): void;
  packet(packet: Buffer): void;
  failed(failure: FailedExchange): void;
}

export type OpenDatagrams = (
  server: Pick<DnsServer, 'address' | 'port'>,
  events: DatagramEvents,
) => Datagrams;

/** Tells how sockets are opened from now on; null: in this thread. */
export type OpenSocketsWith = (open: OpenDatagrams | null) => void;

/** A socket of this thread. */
export const openDatagrams: OpenDatagrams = ({ address, port }, events) => {
  const family = isIPv6(address) ? 6 : 4;
  const socket = createSocket({
    type: `udp${family}`,
    // Addresses only ever are IP addresses here, so there is nothing to look up.
    lookup: (host, _options, done) => done(null, host, family),
  });
  const leaving: Uint8Array[] = [];
  let closed = false;
  // A server of this machine that is woken for each packet costs three times more.
  const flush = (): void => {
    for (const packet of leaving.splice(0)) if (!closed) socket.send(packet, sent);
  };
  // That nothing listens is told to whichever call comes next, often the next send: unheard, it is lost.
  const sent = (error: Error | null): void => {
    if (error !== null && !closed) events.failed(socketFailure(error));
  };
  socket.once('connect', events.ready);
  socket.on('message', events.packet);
  socket.on('error', (error) => events.failed(socketFailure(error)));
  socket.connect(port, address);
  return {
    send: (packet) => {
      if (leaving.push(packet) === 1) setImmediate(flush);
    },
    close: () => {
      closed = true;
      socket.close();
    },
  };
};
