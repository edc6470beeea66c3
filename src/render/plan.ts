import { escapeControls } from '../core/printable.ts';
import type { Style } from '../core/style.ts';
import type { Change } from '../core/types.ts';
import { paint } from './style.ts';

const COLOR = { '+': 'green', '~': 'yellow', '-': 'red', '=': 'dim' } as const;

/** The lines of a plan: `+` new, `~` changed, `-` removed, `=` right already. Values are never cut. */
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
      : [`  ${sign} ${what}`, `      ${text}`],
  );
}

function movement({ op, from, to }: Change, arrow: string): string {
  const show = (value: string | null) => (value === null ? 'none' : escapeControls(value));
  if (op === '=') return show(to ?? from);
  if (op === '-') return show(from);
  return from === null ? show(to) : `${show(from)} ${arrow} ${show(to)}`;
}
