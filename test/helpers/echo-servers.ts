/** Servers that repeat in their refusal what they were sent, as some do; they take no login. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import { serverCertificate } from './daemon.ts';
import { startPeer } from './smtp-peer.ts';

export interface EchoImap {
  readonly port: number;
  readonly ca: string;
  /** Lines that it was sent. */
  readonly heard: readonly string[];
}

/** IMAP over TLS; refuses each login (SASL PLAIN) as it was sent, and decoded. */
export async function startEchoImap(): Promise<EchoImap> {
  const { cert, key } = await serverCertificate('echo');
  const heard: string[] = [];
  const server = createServer({ cert, key }, (socket) => {
    socket.on('error', () => undefined);
    const capabilities = 'CAPABILITY IMAP4rev1 AUTH=PLAIN';
    socket.write(`* OK [${capabilities}] ready\r\n`);
    let asked = '';
    const answer = (line: string): string => {
      const [tag = '', verb] = line.split(' ');
      if (verb === 'AUTHENTICATE') {
        asked = tag;
        return '+ ';
      }
      if (verb !== undefined) return `* ${capabilities}\r\n${tag} OK done`;
      const plain = Buffer.from(line, 'base64').toString().replaceAll('\0', ' ');
      return `${asked} NO [AUTHENTICATIONFAILED] refused: ${line}, which is${plain}`;
    };
    socket.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        heard.push(line);
        socket.write(`${answer(line)}\r\n`);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, ca: cert, heard };
}

/** SMTP without TLS; refuses each login with user, password, and both as they were sent. */
export async function startEchoSmtp(): Promise<{ readonly port: number }> {
  return startPeer({
    onAuth({ username = '', password = '' }, _session, done) {
      const sent = Buffer.from(`\0${username}\0${password}`).toString('base64');
      const words = `${password} is not the password of ${username} (${sent})`;
      done(Object.assign(new Error(words), { responseCode: 535 }));
    },
  });
}
