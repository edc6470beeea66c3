import type { Failure } from '../core/errors.ts';
import { escapeControls } from '../core/printable.ts';
import { statementLines } from './statements.ts';

/** What is, what to do, and the policy statement to copy where one is missing. */
export function failureLines({ message, fix, statement }: Failure): string[] {
  const escaped = (text: string) => text.split('\n').map(escapeControls);
  return [
    ...escaped(message),
    ...(fix === undefined
      ? []
      : escaped(fix).map((line, index) => (index === 0 ? `  ${line}` : line))),
    ...statementLines(statement === undefined ? [] : [statement]).map((line) => `    ${line}`),
  ];
}
