/** A field of a message's head, in the order of the head. */
export interface HeaderField {
  /** Lower case. */
  readonly name: string;
  /** Unfolded (RFC 5322, 2.2.3). */
  readonly value: string;
}

/** More than any mailbox adds; a longer head is not read to its end. */
const LONGEST_HEAD = 256 * 1024;

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
