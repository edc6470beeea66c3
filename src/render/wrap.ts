import { visibleLength, wrap } from '../core/text/wrap.ts';

/** Wrapped and indented: the first line by `first`, the others by `indent` spaces, or as many as `first` is wide. */
export function paragraph(
  first: string,
  text: string,
  columns: number,
  indent = visibleLength(first),
): string[] {
  const width = Math.max(20, Math.min(columns, 100) - indent);
  const lead = Math.max(0, visibleLength(first) - indent);
  // What is before the text takes room on the first line alone.
  const [head = '', ...rest] = wrap(`${'\u00a0'.repeat(lead)}${text}`, width);
  return [`${first}${head.slice(lead)}`, ...rest.map((line) => `${' '.repeat(indent)}${line}`)];
}
