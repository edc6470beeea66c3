import { stripVTControlCharacters } from 'node:util';

/** Breaks text at spaces into lines of at most `width` characters; a longer word stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && visibleLength(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Wrapped and indented: the first line by `first`, the others by as many spaces. */
export function paragraph(first: string, text: string, columns: number): string[] {
  const indent = visibleLength(first);
  const width = Math.max(20, Math.min(columns, 100) - indent);
  const [head = '', ...rest] = wrap(text, width);
  return [`${first}${head}`, ...rest.map((line) => `${' '.repeat(indent)}${line}`)];
}

export function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
