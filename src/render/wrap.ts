import { stripVTControlCharacters } from 'node:util';

/** A space with an even number of backticks behind it: none inside a command. */
const BREAK = / (?=(?:[^`]*`[^`]*`)*[^`]*$)/;

/** Breaks text at spaces into lines of at most `width` characters; a longer word, or a command in backticks, stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(BREAK)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && visibleLength(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Wrapped and indented: the first line by `first`, the others by `indent` spaces, or as many as `first` is wide. */
export function paragraph(
  first: string,
  text: string,
  columns: number,
  indent = visibleLength(first),
): string[] {
  const width = Math.max(20, Math.min(columns, 100) - indent);
  const lead = Math.max(0, visibleLength(first) - indent);
  // What stands before the text takes room on the first line alone.
  const [head = '', ...rest] = wrap(`${'\u00a0'.repeat(lead)}${text}`, width);
  return [`${first}${head.slice(lead)}`, ...rest.map((line) => `${' '.repeat(indent)}${line}`)];
}

export function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
