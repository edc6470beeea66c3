/** The header section of an RFC 5322 message, field by field, octets unchanged. */
export interface Message {
  /** Each field as received, folded lines included, with its closing CRLF. */
  readonly fields: readonly string[];
  /** What follows the empty line. */
  readonly body: Buffer;
}

/** latin1 maps each octet to one character and back, whatever charset the message is in. */
const OCTETS = 'latin1';

export function parseMessage(raw: Buffer): Message {
  const end = raw.indexOf('\r\n\r\n');
  const head = end === -1 ? raw : raw.subarray(0, end + 2);
  const body = end === -1 ? Buffer.alloc(0) : raw.subarray(end + 4);
  // A field continues where the next line begins with white space (RFC 5322 section 2.2.3).
  const fields = head.toString(OCTETS).split(/(?<=\r\n)(?![ \t])/);
  return { fields: fields.filter((field) => field.trim() !== ''), body };
}

export function printMessage(message: Message): Buffer {
  return Buffer.concat([Buffer.from(`${message.fields.join('')}\r\n`, OCTETS), message.body]);
}

/** Of a field, in lower case. */
export function nameOf(field: string): string {
  return field.slice(0, field.indexOf(':')).trim().toLowerCase();
}

/** The unfolded value of the first field of that name. */
export function fieldValue(message: Message, name: string): string | null {
  const field = message.fields.find((candidate) => nameOf(candidate) === name.toLowerCase());
  if (field === undefined) return null;
  return field
    .slice(field.indexOf(':') + 1)
    .replace(/\r\n(?=[ \t])/g, '')
    .trim();
}

export function withoutFields(message: Message, matches: (name: string) => boolean): Message {
  return { ...message, fields: message.fields.filter((field) => !matches(nameOf(field))) };
}
