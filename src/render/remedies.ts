import type { Remedy } from '../core/model/remedy.ts';
import { escapeControls } from '../core/text/printable.ts';
import { statementLines } from './statements.ts';
import { paragraph } from './wrap.ts';

interface Layout {
  /** Before the first line; what follows is indented as far. */
  readonly mark: string;
  /** Null: nothing is wrapped, as logs are searched by line. */
  readonly columns: number | null;
}

/**
 * One remedy, or the same one of several findings, whose statements go into one policy. The words are wrapped;
 * a command, a record or a statement is whole, on lines of its own to copy.
 */
export function remedyLines(
  [remedy, ...same]: readonly [Remedy, ...Remedy[]],
  { mark, columns }: Layout,
): string[] {
  const { say, command, record = '' } = remedy;
  const indent = ' '.repeat(mark.length);
  const words = say.split('\n').flatMap((line, index) => {
    const first = index === 0 ? mark : indent;
    const text = escapeControls(line);
    return columns === null || say === command
      ? [`${first}${text}`]
      : paragraph(first, text, columns);
  });
  const records = record.split('\n').filter((line) => line !== '');
  const statements = [remedy, ...same].flatMap(({ statement }) => statement ?? []);
  return [
    ...words,
    ...records.map((line) => `${indent}${escapeControls(line)}`),
    ...statementLines(statements).map((line) => `${indent}${line}`),
  ];
}
