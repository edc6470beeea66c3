/** The line that begins a message of an mbox file (RFC 4155, A): an address, a date and its year. */
const BEGIN = /(?:^|\r?\n\r?\n)(From \S+[^\r\n]*\b\d{4}\b[^\r\n]*\r?\n)/g;

/**
 * The messages of a file: several where it is an mbox, else the file itself. A line that was marked with `>`, so that it
 * begins no message, is as it was sent.
 */
export function messagesIn(saved: Buffer): readonly Buffer[] {
  const text = saved.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  if (!/^From \S+[^\r\n]*\b\d{4}\b/.test(text)) return [saved];
  const starts = [...text.matchAll(BEGIN)].map((match) => {
    // The blank line before it belongs to the file, the end of the line before that to the message.
    const ownEnd = /^\r?\n/.exec(match[0])?.[0].length ?? 0;
    return { at: match.index + match[0].length, before: match.index + ownEnd };
  });
  return starts.map(({ at }, index) => {
    const end = starts[index + 1]?.before ?? text.length;
    const message = text.slice(at, end).replace(/^>(>*From )/gm, '$1');
    return Buffer.from(message, 'latin1');
  });
}
