/** A real SMTP server on loopback, and a line in front of it that breaks where a test says so. */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

export interface Peer {
  readonly port: number;
  /** Source of every message that it took. */
  readonly messages: string[];
  /** Connections that it was asked for, and those that are open. */
  connections(): { readonly all: number; readonly open: number };
}

/** A server without TLS or with STARTTLS that takes every login and every message. */
export async function startPeer(options: SMTPServerOptions = {}): Promise<Peer> {
  const messages: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    // One command at a time: the line below answers in the server's place.
    hidePIPELINING: true,
    disableReverseLookup: true,
    closeTimeout: 1,
    onAuth: ({ username }, _session, done) => done(null, { user: username }),
    onData(stream, _session, done) {
      const taken = (data: Buffer) => {
        messages.push(data.toString());
        done(null, `Ok ${messages.length}`);
      };
      // One that is cut short is no message (RFC 5321, 4.1.1.10).
      void buffer(stream).then(taken, () => undefined);
    },
    ...options,
  });
  server.on('error', () => undefined);
  const sockets = new Set<Socket>();
  const port = await listen(server.server as Server, sockets);
  let all = 0;
  server.server.on('connection', () => {
    all += 1;
  });
  return { port, messages, connections: () => ({ all, open: sockets.size }) };
}

/** Where the line breaks: before a command is passed on, in the middle of the message, or after its end. */
export type Stage =
  | 'connect'
  | 'banner'
  | 'EHLO'
  | 'STARTTLS'
  | 'AUTH'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | 'body'
  | 'dot';
/** A reply in place of the server's, a closed line, or none: nothing comes any more. */
export type Fault = string | 'hang up' | 'silence';

/** A line to the peer that has this fault at this stage on each connection. */
export async function breakLine(
  peer: Pick<Peer, 'port'>,
  stage: Stage,
  fault: Fault,
): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (stage === 'connect') {
      if (fault === 'hang up') client.destroy();
      return;
    }
    if (stage === 'banner') return give(client, fault);
    const upstream = connect(peer.port, '127.0.0.1');
    sockets.add(upstream);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.on('close', () => upstream.destroy());
    relay(client, upstream, stage, fault);
  });
  return listen(server, sockets);
}

const COMMAND: Partial<Record<Stage, RegExp>> = {
  EHLO: /^(EHLO|HELO) /i,
  STARTTLS: /^STARTTLS/i,
  AUTH: /^AUTH /i,
  MAIL: /^MAIL /i,
  RCPT: /^RCPT /i,
  DATA: /^DATA/i,
};

function relay(client: Socket, upstream: Socket, stage: Stage, fault: Fault): void {
  let inMessage = false;
  let broken = false;
  let tail = '';
  const isReply = fault !== 'hang up' && fault !== 'silence';
  client.on('data', (chunk) => {
    if (broken) return;
    const text = chunk.toString('latin1');
    if (COMMAND[stage]?.test(text) === true && !inMessage) {
      broken = !isReply;
      return give(client, fault);
    }
    if (inMessage && stage === 'body') {
      broken = true;
      client.pause();
      upstream.write(text.slice(0, 20));
      return give(client, fault);
    }
    tail = (tail + text).slice(-5);
    if (inMessage && stage === 'dot' && tail === '\r\n.\r\n') {
      broken = true;
      // The server says no before it has the end, or yes to an end whose answer gets lost.
      if (isReply) return give(client, fault);
      upstream.once('data', () => give(client, fault));
    }
    upstream.write(chunk);
  });
  upstream.on('data', (chunk) => {
    if (broken) return;
    if (chunk.toString('latin1').startsWith('354')) inMessage = true;
    client.write(chunk);
  });
  upstream.on('close', () => broken || client.destroy());
}

function give(client: Socket, fault: Fault): void {
  if (fault === 'hang up') client.destroy();
  else if (fault !== 'silence') client.write(`${fault}\r\n`);
}

async function listen(server: Server, sockets: Set<Socket>): Promise<number> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  return (server.address() as AddressInfo).port;
}
