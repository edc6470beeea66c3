import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { Certificate } from '../../src/rehearsal/smtp/certificate.ts';

/** What a server does from a stage on, until the client ends it. */
export type Misbehaviour = (socket: Socket) => void;

/** Writes the piece again and again, as fast as it is read. */
export function flood(piece: string): Misbehaviour {
  const block = Buffer.from(piece.repeat(Math.ceil(16_384 / piece.length)));
  return (socket) => {
    const more = () => {
      if (socket.destroyed) return;
      socket.write(block, () => setImmediate(more));
    };
    more();
  };
}

/** Never silent, and never done: one byte of the text every 20 ms, the last one for ever. */
export function trickle(text: string): Misbehaviour {
  return (socket) => {
    let at = 0;
    const timer = setInterval(() => {
      socket.write(text[Math.min(at, text.length - 1)] ?? ' ');
      at += 1;
    }, 20);
    socket.once('close', () => clearInterval(timer));
  };
}

export const silence: Misbehaviour = () => undefined;

/** Listens on a free port of 127.0.0.1, with TLS from the first byte where there is a certificate; ends with the test. */
export async function listen(
  talk: (socket: Socket) => void,
  certificate: Certificate | null = null,
): Promise<number> {
  const sockets = new Set<Socket>();
  const onConnection = (socket: Socket) => {
    socket.on('error', () => undefined);
    talk(socket);
  };
  const server: Server =
    certificate === null ? createServer(onConnection) : createTlsServer(certificate, onConnection);
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  return (server.address() as AddressInfo).port;
}

/** Calls `answer` with each line of the client, until one call returns false: then nothing is answered any more. */
export function onLines(socket: Socket, answer: (line: string) => boolean): void {
  let rest = '';
  let open = true;
  socket.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (open) open = answer(line);
  });
}
