import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { authenticate, dkimSign } from 'mailauth';
import { decodeWords } from 'postal-mime';
import type { Front, Inbound, Inbox, Outbound, ReceivedMessage, WorldClock } from '../contract.ts';
import type { DnsWorld } from '../dns/data.ts';
import { SES_SENDING_ADDRESS } from '../dns/seeds.ts';
import { fieldValue, parseMessage, printMessage, withoutFields } from './headers.ts';
import { receiverResolver } from './resolver.ts';
import type { SigningKey } from './signing-key.ts';

export interface InboxOptions {
  readonly clock: WorldClock;
  readonly dns: DnsWorld;
  readonly region: string;
  readonly sesKey: SigningKey;
  /** An existing folder; each message is also written there as `<n>-<subject>.eml`. */
  readonly folder: string;
  readonly front: Pick<Front, 'deliver'> | null;
}

const RECEIVER = 'mx.inbox.example';
const SENDING_HOST = 'a25.smtp-out.amazonses.com';
const LONGEST_SLUG = 40;

/** The one mailbox provider of this world: it takes what SES sends and judges it as receivers do. */
export function createInbox(options: InboxOptions): Inbox {
  const kept: ReceivedMessage[] = [];
  const keep = async (
    raw: Buffer,
    id: string,
    { from, recipients }: Pick<Inbound, 'from' | 'recipients'>,
  ): Promise<void> => {
    const subject = subjectOf(raw);
    const at = new Date(options.clock.now()).toISOString();
    kept.push({ id, at, from, to: recipients, subject, raw: raw.toString('utf8') });
    await writeFile(join(options.folder, `${kept.length}-${slug(subject)}.eml`), raw);
  };
  return {
    messages: () => kept,
    async deliver(outbound) {
      const { messageId, recipients, mailFromDomain } = outbound;
      const raw = await asSesSends(outbound, options);
      const server = { host: SENDING_HOST, ip: SES_SENDING_ADDRESS };
      // A bounce has to find its message again: SES puts the id into the envelope sender.
      const returnPath = `${messageId}@${mailFromDomain}`;
      await options.front?.deliver({ returnPath, recipients, raw });
      const stamped = await asReceived(
        { raw, returnPath, recipients, ...server },
        messageId,
        options,
      );
      await keep(stamped, messageId, outbound);
    },
    async receive(inbound) {
      const id = randomUUID();
      const signed = await signatures(inbound.raw, [inbound.dkim]);
      const raw = Buffer.concat([signed, inbound.raw]);
      const stamped = await asReceived({ ...inbound, raw, returnPath: inbound.from }, id, options);
      await keep(stamped, id, inbound);
      return { id };
    },
  };
}

/** SES sets its own Message-ID, and its headers besides, before it signs. */
async function asSesSends(outbound: Outbound, options: InboxOptions): Promise<Buffer> {
  const given = withoutFields(parseMessage(outbound.raw), (name) => name === 'message-id');
  const host = options.region === 'us-east-1' ? 'email' : options.region;
  const added = [`Message-ID: <${outbound.messageId}@${host}.amazonses.com>\r\n`];
  if (fieldValue(given, 'Date') === null) added.push(`Date: ${mailDate(options.clock)}\r\n`);
  const message = printMessage({ ...given, fields: [...given.fields, ...added] });
  const { dkim } = outbound;
  // The identity's signature and SES's own.
  const keys = dkim === null ? [options.sesKey] : [dkim, options.sesKey];
  return Buffer.concat([await signatures(message, keys), message]);
}

/**
 * One signature for each key. They carry real time, not world time: a verifier outside of the rehearsal's
 * clock refuses a signature from the future.
 */
async function signatures(message: Buffer, keys: readonly Inbound['dkim'][]): Promise<Buffer> {
  const signed = await dkimSign(message, {
    canonicalization: 'relaxed/relaxed',
    // Without it mailauth reads the clock twice, and signs another `t=` than it prints as a second turns.
    signTime: new Date(),
    signatureData: keys.map(({ domain, selector, privateKey }) => ({
      signingDomain: domain,
      selector,
      privateKey,
    })),
  } as Parameters<typeof dkimSign>[1]);
  const [failure] = signed.errors;
  if (failure !== undefined) throw new Error('the message could not be signed', { cause: failure });
  return Buffer.from(signed.signatures, 'latin1');
}

/** Stamps what a receiver stamps: its own verdicts, where the message came from, who gets the bounces. */
async function asReceived(
  {
    raw,
    returnPath,
    recipients,
    host,
    ip,
  }: Omit<Inbound, 'from' | 'dkim'> & { readonly returnPath: string },
  id: string,
  options: InboxOptions,
): Promise<Buffer> {
  const verdicts = await authenticate(raw, {
    ip,
    helo: host,
    sender: returnPath,
    mta: RECEIVER,
    resolver: receiverResolver(options.dns),
    disableArc: true,
    disableBimi: true,
  });
  const received = [
    `Received: from ${host} (${host} [${ip}])`,
    `\tby ${RECEIVER} with ESMTPS id ${id}`,
    `\tfor <${recipients[0] ?? ''}>; ${mailDate(options.clock)}`,
  ];
  const stamps = [`Return-Path: <${returnPath}>`, verdicts.headers.trimEnd(), ...received];
  return Buffer.concat([Buffer.from(`${stamps.join('\r\n')}\r\n`), raw]);
}

/** RFC 5322 section 3.3. */
function mailDate(clock: WorldClock): string {
  return new Date(clock.now()).toUTCString().replace('GMT', '+0000');
}

/** Also one that is there in UTF-8 as it is (RFC 6532). */
function subjectOf(raw: Buffer): string {
  const octets = fieldValue(parseMessage(raw), 'Subject') ?? '';
  return decodeWords(Buffer.from(octets, 'latin1').toString('utf8'));
}

function slug(subject: string): string {
  const words = subject.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return words.replace(/^-|-$/g, '').slice(0, LONGEST_SLUG) || 'no-subject';
}
