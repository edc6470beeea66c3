import { deliverAsAws } from '../mail-of-aws.ts';
import type { AccountOptions } from '../options.ts';
import type { AddressIdentity } from './store.ts';

const SENDER = { name: 'Amazon Web Services', address: 'no-reply-aws@amazon.com' };

/** What SES sends to a new address; the words are this project's, the sender and the sense are SES's. */
export async function sendVerification(
  { inbox, region, verifyLink }: Pick<AccountOptions, 'inbox' | 'region' | 'verifyLink'>,
  { name, token }: AddressIdentity,
): Promise<void> {
  const link = verifyLink?.(token) ?? null;
  if (link === null) return;
  const text = [
    `Somebody asked Amazon SES in ${region} for the right to use this address.`,
    'To allow it, open this link within 24 hours:',
    '',
    link,
    '',
    'If you do not know of it, do nothing.',
  ].join('\r\n');
  const subject = `Amazon Web Services - Email Address Verification Request in region ${region}`;
  await deliverAsAws(inbox, { from: SENDER, to: name, subject, text });
}
