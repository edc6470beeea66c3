import type { Inbox } from '../contract.ts';
import { type Message, parseMessage } from '../inbox/headers.ts';

/** A message as the mailbox shows it. Text is latin1, so that an octet is a character. */
export interface MailboxMessage {
  /** From 1; also its sequence number, as nothing is ever deleted here. */
  readonly uid: number;
  readonly arrived: Date;
  readonly raw: string;
  readonly parsed: Message;
  isSeen: boolean;
}

/** The one folder of this world, INBOX, which holds all mail to every address. */
export interface ImapMailbox {
  readonly uidValidity: number;
  all(): readonly MailboxMessage[];
}

export function createMailbox(inbox: Pick<Inbox, 'messages'>, uidValidity: number): ImapMailbox {
  const known: MailboxMessage[] = [];
  return {
    uidValidity,
    all() {
      for (const { raw, at } of inbox.messages().slice(known.length)) {
        const octets = Buffer.from(raw, 'utf8');
        known.push({
          uid: known.length + 1,
          arrived: new Date(at),
          raw: octets.toString('latin1'),
          parsed: parseMessage(octets),
          isSeen: false,
        });
      }
      return known;
    },
  };
}
