import { escapeControls } from '../core/printable.ts';
import type { Style } from '../core/style.ts';
import type { Change } from '../core/types.ts';
import { paint } from './style.ts';

const COLOR = { '+': 'green', '~': 'yellow', '-': 'red', '=': 'dim' } as const;

/** The lines of a plan: `+` new, `~` changed, `-` removed, `=` right already. Values are never cut. */
export function planLines(changes: readonly Change[], style: Style): string[] {
  const width = Math.max(0, ...changes.map((change) => change.what.length));
  return changes.map((change) => {
    const sign = paint(change.op, COLOR[change.op], style);
    return `  ${sign} ${escapeControls(change.what).padEnd(width)}  ${movement(change)}`.trimEnd();
  });
}

function movement({ op, from, to }: Change): string {
  const show = (value: string | null) => (value === null ? 'none' : escapeControls(value));
  if (op === '=') return show(to ?? from);
  if (op === '-') return show(from);
  return from === null ? show(to) : `${show(from)} → ${show(to)}`;
}
