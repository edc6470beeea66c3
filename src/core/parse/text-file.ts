import { usage } from '../model/errors.ts';

export type Decoder = InstanceType<typeof TextDecoder>;

/** First bytes of UTF-16 as Windows writes it (PowerShell's `>` to this day): the byte order mark. */
const UTF16: readonly (readonly [first: number, second: number, encoding: string])[] = [
  [0xff, 0xfe, 'utf-16le'],
  [0xfe, 0xff, 'utf-16be'],
];

/** Text that a person wrote, to be read only: UTF-8, or UTF-16 behind its mark. Throws Failure `usage/encoding`. */
export function readText(bytes: Uint8Array, path: string): string {
  return decoded(bytes, path, decoderFor(bytes));
}

/** The same for a file that comes in pieces; `first` are the first bytes of it, two at least. */
export function decoderFor(first: Uint8Array): Decoder {
  const utf16 = UTF16.find(([one, two]) => first[0] === one && first[1] === two);
  return utf16 === undefined ? utf8Decoder() : new TextDecoder(utf16[2]);
}

/**
 * Text that is written back, or read by other programs, too. A byte of another encoding would come back as
 * U+FFFD, and the line be lost: throws Failure `usage/encoding` instead. A byte order mark stays.
 */
export function utf8Text(bytes: Uint8Array, path: string): string {
  return decoded(bytes, path, utf8Decoder());
}

export function notUtf8(path: string): Error {
  return usage(
    'encoding',
    `${path} is not UTF-8 text.`,
    `Save ${path} as UTF-8, then run the command again.`,
  );
}

function utf8Decoder(): Decoder {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
}

function decoded(bytes: Uint8Array, path: string, decoder: Decoder): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw notUtf8(path);
  }
}
