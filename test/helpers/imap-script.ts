/** An IMAP server over TLS that says what a test wrote down: what a real one says only in bad times. */

import { once } from 'node:events';
import { type AddressInfo, createServer as createPlain, type Socket } from 'node:net';
import { createServer as createSecure } from 'node:tls';
import { onTestFinished } from 'vitest';
import { serverCertificate } from './daemon.ts';

export interface ImapScript {
  /** After `* OK `; null: the line is the whole greeting; `''`: it says nothing at all. */
  readonly greeting?: string;
  readonly capabilities?: string;
  /** Answer to LOGIN or AUTHENTICATE, without the tag; null: none. */
  readonly login?: string | null;
  /** Said to each command after the login; null: nothing any more. */
  readonly later?: string | null;
  /** False: it greets in the clear. */
  readonly tls?: boolean;
  readonly certificate?: { readonly cert: string; readonly key: string };
}

export interface ScriptedImap {
  readonly port: number;
  readonly ca: string;
  /** All that the client sent. */
  readonly heard: string[];
}

export async function startImapScript(script: ImapScript = {}): Promise<ScriptedImap> {
  const { cert, key } = script.certificate ?? (await serverCertificate('imap-script'));
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const talk = (socket: Socket) => converse(socket, script, heard);
  const server = script.tls === false ? createPlain(talk) : createSecure({ cert, key }, talk);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, ca: cert, heard };
}

function converse(socket: Socket, script: ImapScript, heard: string[]): void {
  const { greeting = '* OK ready', capabilities = 'IMAP4rev1 AUTH=PLAIN SASL-IR' } = script;
  const { login = 'OK done', later = 'OK done' } = script;
  socket.on('error', () => undefined);
  let loggedIn = false;
  if (greeting !== '') socket.write(`${greeting}\r\n`);
  if (greeting.startsWith('* BYE')) socket.end();
  socket.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
      heard.push(line);
      const [tag = '', command = ''] = line.split(' ');
      if (/^CAPABILITY$/i.test(command)) {
        socket.write(`* CAPABILITY ${capabilities}\r\n${tag} OK done\r\n`);
      } else if (/^(?:LOGIN|AUTHENTICATE)$/i.test(command) && !loggedIn) {
        if (login === null) continue;
        loggedIn = login.startsWith('OK');
        if (login.startsWith('* BYE')) socket.end(`${login}\r\n`);
        else socket.write(`${tag} ${login}\r\n`);
      } else if (loggedIn && later !== null) socket.write(`${tag} ${later}\r\n`);
      else if (!loggedIn) socket.write(`${tag} OK done\r\n`);
    }
  });
}
