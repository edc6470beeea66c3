import type { FleetData } from '../../core/dns/view.ts';
import type { Ports } from '../../ports/index.ts';
import { changeLines, type MatrixData, matrixLines } from '../../render/matrix.ts';
import { timeText } from '../../render/time.ts';

/** How a wait for DNS is shown between its looks. */
export interface LiveMatrix {
  /** The matrix, to be redrawn in place; nothing off a terminal. */
  lines(): readonly string[];
  /** A new look: each changed answer is one line, where no matrix shows it. */
  update(data: MatrixData | FleetData): void;
}

/** `isResult`: changes are what was asked for, as text (`--watch`), and not only a log beside the result. */
export function liveMatrix(
  { output, clock }: Pick<Ports, 'output' | 'clock'>,
  { isResult }: { readonly isResult: boolean },
): LiveMatrix {
  let last: MatrixData | null = null;
  const isLogged = !output.animated || (isResult && output.piped);
  const say = isResult ? output.result : output.note;
  return {
    lines: () => (last === null || !output.animated ? [] : matrixLines(last, output.stderr)),
    update(data) {
      if (!('domains' in data)) return;
      const at = timeText(clock.now());
      if (last !== null && isLogged)
        for (const line of changeLines(last, data)) say(`${at}  ${line}`);
      last = data;
    },
  };
}
