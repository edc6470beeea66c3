import { Chalk } from 'chalk';
import type { Style } from '../core/text/style.ts';

const colored = new Chalk({ level: 1 });

export type Ink = 'green' | 'yellow' | 'red' | 'cyan' | 'dim' | 'bold';

/** Colour where the stream takes it; the words must do without. */
export function paint(text: string, ink: Ink, style: Style): string {
  return style.color ? colored[ink](text) : text;
}
