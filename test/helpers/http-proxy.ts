/** A proxy as a company runs it, and a TLS server behind it, both real and on this machine. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Server as NetServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { generate } from 'selfsigned';

export interface TestProxy {
  readonly port: number;
  /** What it was asked for, oldest first: `CONNECT host:port`, `GET http://…`, with the login that it accepted. */
  readonly asked: string[];
  close(): Promise<void>;
}

export interface ProxyRules {
  /** `user:password`; absent: no login. */
  readonly login?: string;
  /** Answers every request with this status. */
  readonly refuseWith?: number;
  /** Where it finds the names that only it can resolve: `host:port` to a port of this machine. */
  readonly names?: Readonly<Record<string, number>>;
}

export async function openProxy({ login, refuseWith, names = {} }: ProxyRules): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const refusal = ({ headers }: IncomingMessage): number | null => {
    if (refuseWith !== undefined) return refuseWith;
    const wanted = login === undefined ? null : `Basic ${Buffer.from(login).toString('base64')}`;
    return wanted === null || headers['proxy-authorization'] === wanted ? null : 407;
  };
  const server = createServer((inbound, outbound) => {
    asked.push(`${inbound.method} ${inbound.url}`);
    const url = new URL(inbound.url ?? '/', 'http://proxy.invalid');
    const port = names[`${url.hostname}:${url.port || 80}`];
    const status = refusal(inbound) ?? (port === undefined ? 502 : null);
    if (status !== null) {
      outbound.writeHead(status).end('<html>refused by the proxy</html>');
      return;
    }
    const { 'proxy-authorization': _login, ...headers } = inbound.headers;
    const onward = request(
      { host: '127.0.0.1', port, method: inbound.method, path: url.pathname + url.search, headers },
      (answer) => {
        outbound.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outbound);
      },
    );
    inbound.pipe(onward);
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (inbound, socket: Socket) => {
    asked.push(`CONNECT ${inbound.url}`);
    socket.on('error', () => socket.destroy());
    const port = names[inbound.url ?? ''];
    const status = refusal(inbound) ?? (port === undefined ? 502 : null);
    if (status !== null || port === undefined) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
  });
  return { port: await listening(server), asked, close: () => closed(server, sockets) };
}

/** Speaks TLS for a server of this machine that speaks none; `certificate` is its own authority (PEM). */
export async function openTlsFront(names: readonly string[], behind: number) {
  const { private: key, cert } = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2 as const, value })) },
    ],
  });
  const sockets = new Set<Socket>();
  const server = createTlsServer({ key, cert }, (socket) => {
    sockets.add(socket);
    const onward = connect(behind, '127.0.0.1');
    for (const one of [socket, onward])
      one.on('error', () => {
        socket.destroy();
        onward.destroy();
      });
    socket.pipe(onward).pipe(socket);
  });
  const port = await listening(server);
  return { port, certificate: cert, close: () => closed(server, sockets) };
}

async function listening(server: NetServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function closed(server: NetServer | Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, 'close');
}
