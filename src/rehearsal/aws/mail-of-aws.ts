import { randomUUID } from 'node:crypto';
import type { Inbox } from '../contract.ts';

export interface MailOfAws {
  /** As in the From field, with its name. */
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  /** Lines end in CRLF. */
  readonly text: string;
}

/** Delivers a mail that AWS itself sends, in plain text. */
export async function deliverAsAws(
  inbox: Inbox,
  { from, to, subject, text }: MailOfAws,
): Promise<void> {
  const lines = [
    `From: ${from.name} <${from.address}>`,
    `To: ${to}`,
    `Subject: ${subject}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ];
  await inbox.deliver({
    messageId: randomUUID(),
    from: from.address,
    recipients: [to],
    raw: Buffer.from(lines.join('\r\n')),
    mailFromDomain: 'amazonses.com',
    dkim: null,
  });
}
