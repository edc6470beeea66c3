import addressparser from 'nodemailer/lib/addressparser';
import { fieldValue, nameOf, withoutFields } from '../inbox/headers.ts';
import type { MailboxMessage } from './mailbox.ts';
import { imapString } from './parse.ts';

const MACROS: Readonly<Record<string, readonly string[]>> = {
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
};

/** A data item that this server does not give; the client gets `BAD` with these words. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
}

/** The items asked for, macros written out (RFC 3501, section 6.4.5). */
export function fetchItems(asked: readonly string[]): readonly string[] {
  return asked.flatMap((item) => MACROS[item.toUpperCase()] ?? [item]);
}

/** Whether reading this item marks a message as seen. */
export function marksSeen(item: string): boolean {
  return /^(?:BODY\[|RFC822(?:\.TEXT)?$)/i.test(item);
}

/** One item with its value, as it stands in a FETCH response. Throws FetchError. */
export function fetched(item: string, message: MailboxMessage): string {
  const name = item.toUpperCase();
  switch (name) {
    case 'UID':
      return `UID ${message.uid}`;
    case 'FLAGS':
      return `FLAGS (${message.isSeen ? '\\Seen' : ''})`;
    case 'INTERNALDATE':
      return `INTERNALDATE "${internalDate(message.arrived)}"`;
    case 'RFC822.SIZE':
      return `RFC822.SIZE ${message.raw.length}`;
    case 'ENVELOPE':
      return `ENVELOPE ${envelope(message)}`;
    case 'RFC822':
      return `RFC822 ${literal(message.raw)}`;
    case 'RFC822.HEADER':
      return `RFC822.HEADER ${literal(section('HEADER', message))}`;
    case 'RFC822.TEXT':
      return `RFC822.TEXT ${literal(section('TEXT', message))}`;
    default:
      return bodySection(item, message);
  }
}

function literal(text: string): string {
  return `{${text.length}}\r\n${text}`;
}

/** `BODY[…]`, `BODY.PEEK[…]`, and a part of either, `<first.count>`. */
function bodySection(item: string, message: MailboxMessage): string {
  const [, wanted, first, count] =
    /^BODY(?:\.PEEK)?\[(.*)\](?:<(\d+)\.([1-9]\d*)>)?$/is.exec(item) ?? [];
  if (wanted === undefined) throw new FetchError(`${item} cannot be fetched here`);
  const whole = section(wanted, message);
  if (first === undefined) return `BODY[${wanted}] ${literal(whole)}`;
  const from = Number(first);
  return `BODY[${wanted}]<${from}> ${literal(whole.slice(from, from + Number(count)))}`;
}

function section(wanted: string, { raw, parsed }: MailboxMessage): string {
  const name = wanted.toUpperCase();
  if (name === '') return raw;
  if (name === 'TEXT') return parsed.body.toString('latin1');
  if (name === 'HEADER') return `${parsed.fields.join('')}\r\n`;
  const [, not, list = ''] = /^HEADER\.FIELDS(\.NOT)? \((.*)\)$/.exec(name) ?? [];
  if (list === '') throw new FetchError(`BODY[${wanted}] cannot be fetched here`);
  const names = list.toLowerCase().replaceAll('"', '').split(' ');
  const others = withoutFields(parsed, (field) => names.includes(field)).fields;
  const fields = not ? others : parsed.fields.filter((field) => names.includes(nameOf(field)));
  return `${fields.join('')}\r\n`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `date-time` of RFC 3501: ` 1-Feb-2026 10:00:00 +0000`. */
function internalDate(date: Date): string {
  const day = String(date.getUTCDate()).padStart(2);
  const time = date.toISOString().slice(11, 19);
  return `${day}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${time} +0000`;
}

/** Date, subject, from, sender, reply-to, to, cc, bcc, in-reply-to, message-id (RFC 3501, section 7.4.2). */
function envelope({ parsed }: MailboxMessage): string {
  const text = (name: string) => {
    const value = fieldValue(parsed, name);
    return value === null ? 'NIL' : imapString(value);
  };
  const people = (name: string) => mailboxes(fieldValue(parsed, name) ?? fallback(name));
  const fallback = (name: string) =>
    name === 'Sender' || name === 'Reply-To' ? (fieldValue(parsed, 'From') ?? '') : '';
  const lists = ['From', 'Sender', 'Reply-To', 'To', 'Cc', 'Bcc'].map(people);
  const ends = [text('In-Reply-To'), text('Message-ID')];
  return `(${[text('Date'), text('Subject'), ...lists, ...ends].join(' ')})`;
}

function mailboxes(field: string): string {
  const found = addressparser(field, { flatten: true });
  if (found.length === 0) return 'NIL';
  const each = found.map(({ name, address }) => {
    const at = address.lastIndexOf('@');
    const parts = [name, null, address.slice(0, at), address.slice(at + 1)];
    return `(${parts.map((part) => (part ? imapString(part) : 'NIL')).join(' ')})`;
  });
  return `(${each.join('')})`;
}
