import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { wrap } from '../core/text/wrap.ts';

/** What the window holds: lines cut at its width, and of too many the first, with a word on the others. */
export function fitting(lines: readonly string[], columns: number, rows: number): string[] {
  const room = Math.max(2, rows - 1);
  const cut = (line: string) => clipped(line, columns - 1);
  if (lines.length <= room) return lines.map(cut);
  const hidden = lines.length - (room - 1);
  const more = `(${hidden} more lines; a higher window shows them)`;
  return [...lines.slice(0, room - 1), more].map(cut);
}

/** A line that is cut loses its colours: they would have to be ended. */
function clipped(line: string, width: number): string {
  if (stringWidth(line) <= width) return line;
  let text = '';
  let left = width;
  for (const { segment } of new Intl.Segmenter().segment(stripVTControlCharacters(line))) {
    left -= stringWidth(segment);
    if (left < 0) break;
    text += segment;
  }
  return text;
}

/** Rows that a window of so many columns makes of a line. */
export function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(stringWidth(line) / columns));
}

/** A text in lines of at most so many columns, but for words that are longer. */
export function wrapped(text: string, width: number): string[] {
  return wrap(text, width, stringWidth);
}
