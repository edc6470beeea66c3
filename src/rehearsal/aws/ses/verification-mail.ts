import { randomUUID } from 'node:crypto';
import type { AccountOptions } from '../options.ts';
import type { AddressIdentity } from './store.ts';

const SENDER = 'no-reply-aws@amazon.com';

/** What SES sends to a new address; the words are this project's, the sender and the sense are SES's. */
export async function sendVerification(
  { inbox, region, verifyLink }: Pick<AccountOptions, 'inbox' | 'region' | 'verifyLink'>,
  { name, token }: AddressIdentity,
): Promise<void> {
  const link = verifyLink?.(token) ?? null;
  if (link === null) return;
  const lines = [
    `From: Amazon Web Services <${SENDER}>`,
    `To: ${name}`,
    `Subject: Amazon Web Services - Email Address Verification Request in region ${region}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Somebody asked Amazon SES in ${region} for the right to use this address.`,
    'To allow it, open this link within 24 hours:',
    '',
    link,
    '',
    'If you do not know of it, do nothing.',
    '',
  ];
  await inbox.deliver({
    messageId: randomUUID(),
    from: SENDER,
    recipients: [name],
    raw: Buffer.from(lines.join('\r\n')),
    mailFromDomain: 'amazonses.com',
    dkim: null,
  });
}
