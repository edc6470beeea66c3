import type { DnsServer } from '../../core/dns/types.ts';
import { type OpenSocketsWith, openDatagrams } from './datagrams.ts';
import { exchangeTcp } from './tcp.ts';
import type { Exchange } from './transport.ts';
import { endpointOf } from './transport.ts';
import { isReplyTo, isTruncated } from './wire.ts';

/** When the query is sent, as parts of the time there is: each wait is twice the one before. */
const SEND_AT = [0, 1 / 7, 3 / 7];
/** Questions that one socket carries: opening one costs more than the question itself. */
const QUESTIONS_A_SOCKET = 250;
/** Milliseconds between two looks at who still waits. */
const TICK = 10;

/** A socket to one server with the questions that wait for an answer on it, by their id. */
interface Line {
  /** False once it has carried enough; it closes when the last answer is there. */
  readonly takes: (id: number) => boolean;
  readonly ask: (query: Buffer, timeoutMs: number) => Promise<Exchange>;
}

const lines = new Map<string, Line>();

let openSocket = openDatagrams;

export const openSocketsWith: OpenSocketsWith = (open) => {
  openSocket = open ?? openDatagrams;
};

/**
 * Sends one query, up to three times, and waits for its answer; milliseconds. Questions that are asked at
 * the same time share sockets. A socket's source port is random and it is used for a few questions only;
 * it is connected, so the kernel drops what comes from any other address or port (RFC 5452 section 9).
 * Packets with another id or question are ignored. What does not fit is asked for over TCP.
 */
export function exchangeUdp(
  server: DnsServer,
  query: Buffer,
  timeoutMs: number,
): Promise<Exchange> {
  const key = endpointOf(server);
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
  readonly timeoutMs: number;
  readonly resolve: (result: Exchange | Promise<Exchange>) => void;
  /** Packets that had answered nothing when it was asked. */
  readonly straysBefore: number;
  /** When it was first sent, or asked where it was not yet; on the clock of `performance.now()`. */
  since: number;
  sent: number;
  /** When it is sent again or given up. */
  due: number;
}

function openLine(server: DnsServer, onEnd: () => void): Line {
  const waiting = new Map<number, Waiting>();
  let carried = 0;
  let connected = false;
  let ended = false;
  let strays = 0;

  const send = (asked: Waiting): void => {
    socket.send(asked.query);
    if (asked.sent === 0) asked.since = performance.now();
    asked.sent += 1;
    asked.due = asked.since + (SEND_AT[asked.sent] ?? 1) * asked.timeoutMs;
  };
  const end = (): void => {
    if (ended) return;
    ended = true;
    clearInterval(timer);
    onEnd();
    socket.close();
  };
  const finish = (asked: Waiting, result: Exchange | Promise<Exchange>): void => {
    waiting.delete(asked.query.readUInt16BE(0));
    asked.resolve(result);
    if (waiting.size === 0) end();
  };
  // One timer for all questions: two for each took a twentieth of a fleet's time.
  const timer = setInterval(() => {
    const now = performance.now();
    for (const asked of waiting.values()) {
      if (now < asked.due) continue;
      if (connected && asked.sent < SEND_AT.length) send(asked);
      else finish(asked, timedOut(asked.timeoutMs, strays - asked.straysBefore));
    }
  }, TICK);
  const socket = openSocket(server, {
    ready: () => {
      connected = true;
      for (const asked of waiting.values()) send(asked);
    },
    packet: (packet) => {
      const asked = packet.length < 2 ? undefined : waiting.get(packet.readUInt16BE(0));
      if (asked === undefined || !isReplyTo(asked.query, packet)) strays += 1;
      else finish(asked, isTruncated(packet) ? overTcp(server, asked) : { ok: true, packet });
    },
    failed: (failure) => {
      for (const asked of [...waiting.values()]) finish(asked, failure);
      end();
    },
  });

  const ask = (query: Buffer, timeoutMs: number): Promise<Exchange> =>
    new Promise((resolve) => {
      const since = performance.now();
      const due = since + timeoutMs;
      const asked = { query, timeoutMs, resolve, straysBefore: strays, since, sent: 0, due };
      carried += 1;
      waiting.set(query.readUInt16BE(0), asked);
      if (connected) send(asked);
    });

  return { ask, takes: (id) => !ended && carried < QUESTIONS_A_SOCKET && !waiting.has(id) };
}

async function overTcp(server: DnsServer, { query, since, timeoutMs }: Waiting): Promise<Exchange> {
  const left = Math.max(1, Math.round(since + timeoutMs - performance.now()));
  const tcp = await exchangeTcp(server, query, left);
  return tcp.ok
    ? tcp
    : { ...tcp, message: `its answer is too long for UDP, and over TCP: ${tcp.message}` };
}

function timedOut(timeoutMs: number, strays: number): Exchange {
  const told = strays === 0 ? '' : `; packets that answered another question: ${strays}`;
  return { ok: false, failure: 'timeout', message: `no answer in ${timeoutMs} ms${told}` };
}
