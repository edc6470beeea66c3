import type { FleetData } from '../../core/dns/view.ts';
import type { Output } from '../../ports/index.ts';
import { changeLines, type MatrixData, matrixLines } from '../../render/matrix.ts';

/** How a wait for DNS is shown between its looks. */
export interface LiveMatrix {
  /** The matrix, to be redrawn in place; nothing off a terminal. */
  lines(): readonly string[];
  /** A new look: without a terminal, each changed answer is one line. */
  update(data: MatrixData | FleetData): void;
}

/** `say` writes a line of a log. */
export function liveMatrix(output: Output, say: (line: string) => void): LiveMatrix {
  let last: MatrixData | null = null;
  return {
    lines: () => (last === null || !output.animated ? [] : matrixLines(last, output.stderr)),
    update(data) {
      if (!('domains' in data)) return;
      if (last !== null && !output.animated) for (const line of changeLines(last, data)) say(line);
      last = data;
    },
  };
}
