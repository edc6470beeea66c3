import type { Failure } from '../core/model/errors.ts';
import { escapeControls } from '../core/text/printable.ts';
import { remedyLines } from './remedies.ts';
import { paragraph } from './wrap.ts';

/**
 * What is wrong, then what to do. Without `columns` nothing is wrapped: logs are searched by line.
 */
export function failureLines({ message, fixes }: Failure, columns: number | null = null): string[] {
  const words = message.split('\n').flatMap((line) => {
    const [indent = ''] = /^ */.exec(line) ?? [];
    const text = escapeControls(line);
    return columns === null ? [text] : paragraph(indent, text.slice(indent.length), columns);
  });
  return [...words, ...fixes.flatMap((fix) => remedyLines([fix], { mark: '  ', columns }))];
}
