import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { DnsServer } from '../../core/dns/types.ts';
import type { Exchange } from './transport.ts';
import { socketFailure } from './transport.ts';
import { isReplyTo } from './wire.ts';

/** When the query is sent, as parts of the time there is: each wait is twice the one before. */
const SEND_AT = [0, 1 / 7, 3 / 7];

/**
 * Sends one query, up to three times, and waits for its answer. The socket is new, so its source port
 * is random, and connected, so the kernel drops what comes from any other address or port (RFC 5452).
 * Packets with another id or question are ignored. Milliseconds.
 */
export function exchangeUdp(
  server: DnsServer,
  query: Buffer,
  timeoutMs: number,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const family = isIPv6(server.address) ? 6 : 4;
    const socket = createSocket({
      type: `udp${family}`,
      // Addresses only ever are IP addresses here, so there is nothing to look up.
      lookup: (host, _options, done) => done(null, host, family),
    });
    const timers: NodeJS.Timeout[] = [];
    let settled = false;
    let ignored = 0;

    const finish = (result: Exchange): void => {
      if (settled) return;
      settled = true;
      for (const timer of timers) clearTimeout(timer);
      socket.close();
      resolve(result);
    };
    const send = (): void => {
      socket.send(query, (error) => {
        if (error !== null) finish(socketFailure(error));
      });
    };

    socket.on('error', (error) => finish(socketFailure(error)));
    socket.on('message', (packet) => {
      if (isReplyTo(query, packet)) finish({ ok: true, packet });
      else ignored += 1;
    });
    socket.once('connect', () => {
      for (const part of SEND_AT) timers.push(setTimeout(send, part * timeoutMs));
    });
    timers.push(setTimeout(() => finish(timedOut(timeoutMs, ignored)), timeoutMs));
    socket.connect(server.port, server.address);
  });
}

function timedOut(timeoutMs: number, ignored: number): Exchange {
  const strays = ignored === 0 ? '' : `; packets that answer another question: ${ignored}`;
  return { ok: false, failure: 'timeout', message: `no answer in ${timeoutMs} ms${strays}` };
}
