import type { Change } from '../core/model/types.ts';
import { escapeControls } from '../core/text/printable.ts';
import type { Style } from '../core/text/style.ts';
import { paint } from './style.ts';

const COLOR = { '+': 'green', '~': 'yellow', '-': 'red', '=': 'dim' } as const;

/** The lines of a plan: `+` new, `~` changed, `-` removed, `=` already right. Values are never cut. */
export function planLines(changes: readonly Change[], style: Style): string[] {
  const rows = changes.map((change) => ({
    sign: paint(change.op, COLOR[change.op], style),
    what: escapeControls(change.what),
    movement: movement(change, style.unicode ? '→' : '->'),
  }));
  const width = Math.max(0, ...rows.map(({ what }) => what.length));
  const fits = rows.every(({ movement: text }) => width + text.length + 6 <= style.columns);
  return rows.flatMap(({ sign, what, movement: text }) =>
    fits
      ? [`  ${sign} ${what.padEnd(width)}  ${text}`.trimEnd()]
      : [`  ${sign} ${what}`, ...folded(text, style.columns - 6).map((line) => `      ${line}`)],
  );
}

/** A list of names continues below; no value of a record has a comma and a space in it. */
function folded(text: string, columns: number): string[] {
  const lines = [''];
  for (const part of text.split(/(?<=, )/)) {
    const line = `${lines.at(-1)}${part}`;
    if (line.trimEnd().length <= columns || lines.at(-1) === '') lines[lines.length - 1] = line;
    else lines.push(part);
  }
  return lines.map((line) => line.trimEnd());
}

function movement({ op, from, to }: Change, arrow: string): string {
  const show = (value: string | null) => (value === null ? 'none' : escapeControls(value));
  if (op === '=') return show(to ?? from);
  if (op === '-') return show(from);
  return from === null ? show(to) : `${show(from)} ${arrow} ${show(to)}`;
}
