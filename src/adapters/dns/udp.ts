import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { DnsServer } from '../../core/dns/types.ts';
import type { Exchange } from './transport.ts';
import { socketFailure } from './transport.ts';
import { isReplyTo } from './wire.ts';

/** When the query is sent, as parts of the time there is: each wait is twice the one before. */
const SEND_AT = [0, 1 / 7, 3 / 7];
/** Questions that one socket carries: opening one costs more than the question itself. */
const QUESTIONS_A_SOCKET = 100;

/** A socket to one server with the questions that wait for an answer on it, by their id. */
interface Line {
  /** False once it has carried enough; it closes when the last answer is there. */
  readonly takes: (id: number) => boolean;
  readonly ask: (query: Buffer, timeoutMs: number) => Promise<Exchange>;
}

const lines = new Map<string, Line>();

/**
 * Sends one query, up to three times, and waits for its answer; milliseconds. Questions that are asked at
 * the same time share sockets. A socket's source port is random and it is used for a few questions only;
 * it is connected, so the kernel drops what comes from any other address or port (RFC 5452 section 9).
 * Packets with another id or question are ignored.
 */
export function exchangeUdp(
  server: DnsServer,
  query: Buffer,
  timeoutMs: number,
): Promise<Exchange> {
  const key = `${server.address} ${server.port}`;
  const open = lines.get(key);
  if (open?.takes(query.readUInt16BE(0)) === true) return open.ask(query, timeoutMs);
  const line = openLine(server, () => {
    if (lines.get(key) === line) lines.delete(key);
  });
  lines.set(key, line);
  return line.ask(query, timeoutMs);
}

interface Waiting {
  readonly query: Buffer;
  /** Sends the query, and again at each time of SEND_AT. */
  readonly send: () => void;
  readonly finish: (result: Exchange) => void;
}

function openLine(server: DnsServer, onEnd: () => void): Line {
  const family = isIPv6(server.address) ? 6 : 4;
  const socket = createSocket({
    type: `udp${family}`,
    // Addresses only ever are IP addresses here, so there is nothing to look up.
    lookup: (host, _options, done) => done(null, host, family),
  });
  const waiting = new Map<number, Waiting>();
  const due: Buffer[] = [];
  let carried = 0;
  let connected = false;
  let ended = false;
  let strays = 0;

  // Queries of one turn leave together: a server of this machine that is woken for each costs three times more.
  const sendSoon = (query: Buffer): void => {
    if (due.push(query) > 1) return;
    setImmediate(() => {
      for (const each of due.splice(0)) if (!ended) socket.send(each);
    });
  };
  const end = (): void => {
    if (ended) return;
    ended = true;
    onEnd();
    socket.close();
  };
  socket.on('error', (error) => {
    for (const { finish } of [...waiting.values()]) finish(socketFailure(error));
    end();
  });
  socket.on('message', (packet) => {
    const found = packet.length < 2 ? undefined : waiting.get(packet.readUInt16BE(0));
    if (found !== undefined && isReplyTo(found.query, packet)) found.finish({ ok: true, packet });
    else strays += 1;
  });
  socket.once('connect', () => {
    connected = true;
    for (const { send } of waiting.values()) send();
  });
  socket.connect(server.port, server.address);

  const ask = (query: Buffer, timeoutMs: number): Promise<Exchange> =>
    new Promise((resolve) => {
      const id = query.readUInt16BE(0);
      const before = strays;
      let sent = 0;
      const finish = (result: Exchange): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(result);
        if (waiting.size === 0) end();
      };
      const send = (): void => {
        sendSoon(query);
        sent += 1;
        clearTimeout(timer);
        const [from, to = 1] = [SEND_AT[sent - 1] ?? 0, SEND_AT[sent]];
        timer = setTimeout(to === 1 ? giveUp : send, (to - from) * timeoutMs);
      };
      const giveUp = (): void => finish(timedOut(timeoutMs, strays - before));
      let timer = setTimeout(giveUp, timeoutMs);
      carried += 1;
      waiting.set(id, { query, send, finish });
      if (connected) send();
    });

  return { ask, takes: (id) => !ended && carried < QUESTIONS_A_SOCKET && !waiting.has(id) };
}

function timedOut(timeoutMs: number, strays: number): Exchange {
  const told = strays === 0 ? '' : `; packets that answer another question: ${strays}`;
  return { ok: false, failure: 'timeout', message: `no answer in ${timeoutMs} ms${told}` };
}
