import { stripVTControlCharacters } from 'node:util';

/** A space with an even number of backticks behind it: none inside a command. */
const BREAK = / (?=(?:[^`]*`[^`]*`)*[^`]*$)/;

/** Breaks text at spaces into lines of at most `width` by `measure`; a longer word, or a command in backticks, stays whole. */
export function wrap(
  text: string,
  width: number,
  measure: (text: string) => number = visibleLength,
): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(BREAK)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** In characters, colours aside. */
export function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
