import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { authenticate, dkimSign } from 'mailauth';
import { decodeWords } from 'postal-mime';
import type { Inbox, Outbound, ReceivedMessage, WorldClock } from '../contract.ts';
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
}

const RECEIVER = 'mx.inbox.example';
const SENDING_HOST = 'a25.smtp-out.amazonses.com';
const LONGEST_SLUG = 40;

/** The one mailbox provider of this world: it takes what SES sends and judges it as receivers do. */
export function createInbox(options: InboxOptions): Inbox {
  const kept: ReceivedMessage[] = [];
  return {
    messages: () => kept,
    async deliver(outbound) {
      const sent = await asSesSends(outbound, options);
      const raw = await asReceived(sent, outbound, options);
      const subject = subjectOf(raw);
      const number = kept.length + 1;
      kept.push({
        id: outbound.messageId,
        at: new Date(options.clock.now()).toISOString(),
        from: outbound.from,
        to: outbound.recipients,
        subject,
        raw: raw.toString('utf8'),
      });
      await writeFile(join(options.folder, `${number}-${slug(subject)}.eml`), raw);
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
  return Buffer.concat([await signatures(message, outbound, options.sesKey), message]);
}

/**
 * The identity's signature and SES's own. They carry real time, not world time: a verifier outside of
 * the rehearsal's clock refuses a signature from the future.
 */
async function signatures(message: Buffer, { dkim }: Outbound, ses: SigningKey): Promise<Buffer> {
  const keys = dkim === null ? [ses] : [dkim, ses];
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
  sent: Buffer,
  outbound: Outbound,
  options: InboxOptions,
): Promise<Buffer> {
  // A bounce has to find its message again: SES puts the id into the envelope sender.
  const returnPath = `${outbound.messageId}@${outbound.mailFromDomain}`;
  const verdicts = await authenticate(sent, {
    ip: SES_SENDING_ADDRESS,
    helo: SENDING_HOST,
    sender: returnPath,
    mta: RECEIVER,
    resolver: receiverResolver(options.dns),
    disableArc: true,
    disableBimi: true,
  });
  const received = [
    `Received: from ${SENDING_HOST} (${SENDING_HOST} [${SES_SENDING_ADDRESS}])`,
    `\tby ${RECEIVER} with ESMTPS id ${outbound.messageId}`,
    `\tfor <${outbound.recipients[0] ?? ''}>; ${mailDate(options.clock)}`,
  ];
  const stamps = [`Return-Path: <${returnPath}>`, verdicts.headers.trimEnd(), ...received];
  return Buffer.concat([Buffer.from(`${stamps.join('\r\n')}\r\n`), sent]);
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
