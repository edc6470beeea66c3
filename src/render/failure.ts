import type { Failure } from '../core/model/errors.ts';
import { escapeControls } from '../core/text/printable.ts';
import { statementLines } from './statements.ts';
import { paragraph } from './wrap.ts';

/** A line to copy: in a terminal that is too narrow for it, it is wrapped by the terminal, which copies it whole. */
const COMMAND = /^\s*([A-Z_]+=\S+ )*ses-migrate /;

/**
 * What is, what to do, and the policy statement to copy where one is missing. Without `columns` nothing is
 * wrapped: logs are searched by line.
 */
export function failureLines(
  { message, fix, statement }: Failure,
  columns: number | null = null,
): string[] {
  const lines = [...message.split('\n'), ...(fix === undefined ? [] : `  ${fix}`.split('\n'))].map(
    escapeControls,
  );
  const fitting = lines.flatMap((line) => {
    const [indent = ''] = /^ */.exec(line) ?? [];
    return columns === null || COMMAND.test(line)
      ? [line]
      : paragraph(indent, line.slice(indent.length), columns);
  });
  const missing = statementLines(statement === undefined ? [] : [statement]);
  return [...fitting, ...missing.map((line) => `    ${line}`)];
}
