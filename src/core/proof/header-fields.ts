/** A field of a message's head, in the order of the head. */
export interface HeaderField {
  /** Lower case. */
  readonly name: string;
  /** Unfolded (RFC 5322, 2.2.3). */
  readonly value: string;
}

/** Bytes. More than any mailbox adds; a longer head is not read to its end. */
const LONGEST_HEAD = 256 * 1024;
/** Bytes of one field: a list of 1,000 recipients fits, and what parsers take seconds for does not. */
const LONGEST_FIELD = 64 * 1024;
/** Each costs a look-up and a verification; receivers look at no more either (RFC 6376, 6.1). */
const MOST_SIGNATURES = 20;

/** Why a head is not given to a parser, in words; null where it can be. */
export function headFault(raw: Buffer): string | null {
  const end = /\r?\n\r?\n/.exec(raw.toString('latin1', 0, LONGEST_HEAD + 4));
  if (end === null && raw.length > LONGEST_HEAD)
    return `its head is longer than ${LONGEST_HEAD / 1024} KiB`;
  const fields = headerFields(raw);
  const long = fields.find(({ value }) => value.length > LONGEST_FIELD);
  if (long !== undefined)
    return `one of its header fields is longer than ${LONGEST_FIELD / 1024} KiB`;
  const signatures = fields.filter(({ name }) => name === 'dkim-signature').length;
  return signatures > MOST_SIGNATURES ? `it has ${signatures} DKIM signatures` : null;
}

/** What programs put in front of a source that they save: a byte order mark, the line of an mbox. */
const IN_FRONT = /^(?:\xef\xbb\xbf)?(?:\s*\r?\n)?(?:>?From [^\r\n]*\r?\n)?/;

/** The source of a message as it was received, without what the program that saved it put in front. */
export function sourceOf(saved: Buffer): Buffer {
  const [front = ''] = IN_FRONT.exec(saved.toString('latin1', 0, 2_000)) ?? [];
  const raw = front === '' ? saved : saved.subarray(front.length);
  const hasEnd = /\r?\n\r?\n/.test(raw.toString('latin1'));
  return hasEnd ? raw : Buffer.concat([raw, Buffer.from('\r\n\r\n')]);
}

/** Whether a source ends with its head, as what mail programs show as "Internet headers". */
export function isHeadOnly(raw: Buffer): boolean {
  const text = raw.toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  return end === null || text.slice(end.index).trim() === '';
}

/** The fields above the body of an RFC 5322 source, octets as latin1. */
export function headerFields(raw: Buffer): readonly HeaderField[] {
  const [head = ''] = raw.toString('latin1', 0, LONGEST_HEAD).split(/\r?\n\r?\n/, 1);
  return head
    .replace(/\r?\n(?=[ \t])/g, '')
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      if (colon < 1) return [];
      return [
        { name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() },
      ];
    });
}
