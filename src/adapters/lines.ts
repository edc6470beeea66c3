import { usage } from '../core/model/errors.ts';
import { type Decoder, decoderFor, notUtf8 } from '../core/parse/text-file.ts';
import { openRegular } from './read-regular.ts';

/** Characters of one line: more is not a text of lines, and would not fit into memory in the end. */
const LONGEST_LINE = 1024 * 1024;

/** A byte order mark is two bytes where it says which encoding this is, and a pipe may give one at a time. */
const MARK = 2;

/**
 * The lines of a text file without their ends (LF, CRLF or CR), read as they are asked for. The encoding is
 * what `readText` takes. Throws Failure `usage/encoding` and `usage/line-too-long`, and system errors.
 */
export async function* linesOf(path: string): AsyncGenerator<string, void> {
  let rest = '';
  for await (const text of textOf(path)) {
    const parts = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? '';
    yield* parts;
    if (rest.length > LONGEST_LINE) throw tooLong(path);
  }
  // A CR at the very end was held back, as a LF could have followed.
  const last = rest.replace(/\r$/, '');
  if (last !== '') yield last;
}

async function* textOf(path: string): AsyncGenerator<string, void> {
  let decoder: Decoder | null = null;
  let head: Uint8Array = new Uint8Array();
  const handle = await openRegular(path);
  // The stream closes the file, also where its reader stops early.
  for await (const chunk of handle.createReadStream()) {
    if (decoder !== null) {
      yield decode(path, decoder, chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < MARK) continue;
    decoder = decoderFor(head);
    yield decode(path, decoder, head).replace(/^\uFEFF/, '');
  }
  if (decoder === null) {
    decoder = decoderFor(head);
    yield decode(path, decoder, head);
  }
  yield decode(path, decoder, null);
}

/** `null`: the end. A character that is cut there is not UTF-8. */
function decode(path: string, decoder: Decoder, bytes: Uint8Array | null): string {
  try {
    return bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw notUtf8(path);
  }
}

function tooLong(path: string): Error {
  return usage(
    'line-too-long',
    `A line of ${path} is longer than ${LONGEST_LINE} characters.`,
    'Give a text file with one entry a line.',
  );
}
