import { usage } from '../model/errors.ts';

/** First bytes of UTF-16 as Windows writes it (PowerShell's `>` to this day): the byte order mark. */
const UTF16: readonly (readonly [first: number, second: number, encoding: string])[] = [
  [0xff, 0xfe, 'utf-16le'],
  [0xfe, 0xff, 'utf-16be'],
];

/** Text that a person wrote, to be read only: UTF-8, or UTF-16 behind its mark. Throws Failure `usage/encoding`. */
export function readText(bytes: Uint8Array, path: string): string {
  const utf16 = UTF16.find(([first, second]) => bytes[0] === first && bytes[1] === second);
  return utf16 === undefined ? utf8Text(bytes, path) : new TextDecoder(utf16[2]).decode(bytes);
}

/**
 * Text that is written back, or read by other programs, too. A byte of another encoding would come back as
 * U+FFFD, and the line be lost: throws Failure `usage/encoding` instead. A byte order mark stays.
 */
export function utf8Text(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw usage('encoding', `${path} is not UTF-8 text.`, `Save ${path} as UTF-8, then run again.`);
  }
}
