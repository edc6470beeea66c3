/** Mail on its way: SES delivers to the MX of a recipient, and the mail host keeps what comes. */

import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createTransport } from 'nodemailer';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { SignedMessage } from '../../../src/rehearsal/contract.ts';
import { MAIL_HOST, SES_SENDING, SYSTEM_RESOLVER } from './addresses.ts';

/** Delivers as SES does: from an address of its SPF record to the first MX of each recipient's domain. */
export async function deliverAsSes({ returnPath, recipients, raw }: SignedMessage): Promise<void> {
  for (const domain of new Set(recipients.map(domainOf))) {
    const to = recipients.filter((address) => domainOf(address) === domain);
    const host = await mailServerOf(domain);
    // As with SES, a message that cannot be delivered was accepted all the same.
    if (host === null) continue;
    const socket = connect({ host, port: 25, localAddress: SES_SENDING.ipv4 });
    const transport = createTransport({
      host,
      port: 25,
      name: SES_SENDING.name,
      ignoreTLS: true,
      connection: socket,
    });
    await transport.sendMail({ envelope: { from: returnPath, to }, raw });
  }
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

async function mailServerOf(domain: string): Promise<string | null> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([SYSTEM_RESOLVER]);
  try {
    const [first] = (await resolver.resolveMx(domain)).sort((a, b) => a.priority - b.priority);
    const [address] = first === undefined ? [] : await resolver.resolve4(first.exchange);
    return address ?? null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOTFOUND' || code === 'ENODATA') return null;
    throw error;
  }
}

/**
 * A receiver that takes mail for everybody into one Maildir. It judges nothing: what a receiver makes of a
 * message is for a real mail server in its place.
 */
export async function startMailHost(folder: string): Promise<void> {
  for (const name of ['tmp', 'new', 'cur']) await mkdir(join(folder, name), { recursive: true });
  let count = 0;
  const keep = async (stream: SMTPServerDataStream, stamps: string): Promise<void> => {
    const raw = await buffer(stream);
    const name = `${Date.now()}.${++count}.${MAIL_HOST.name}`;
    await writeFile(join(folder, 'tmp', name), Buffer.concat([Buffer.from(stamps), raw]));
    await rename(join(folder, 'tmp', name), join(folder, 'new', name));
  };
  for (const address of [MAIL_HOST.ipv4, MAIL_HOST.ipv6]) {
    const server = new SMTPServer({
      name: MAIL_HOST.name,
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      onData(stream, { envelope, remoteAddress, hostNameAppearsAs }, done) {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const stamps = [
          `Return-Path: <${from}>`,
          `Received: from ${hostNameAppearsAs} ([${remoteAddress}]) by ${MAIL_HOST.name} with ESMTP;`,
          `\t${new Date().toUTCString().replace('GMT', '+0000')}`,
        ];
        keep(stream, `${stamps.join('\r\n')}\r\n`).then(() => done(), done);
      },
    });
    server.listen(25, address);
    await once(server.server, 'listening');
  }
}
