import type { Report } from '../core/model/types.ts';
import type { Clock, Output } from '../ports/index.ts';
import { reportJson } from '../render/json.ts';
import { reportText } from '../render/report.ts';
import { timeText } from '../render/time.ts';
import { statusWord } from '../render/words.ts';
import type { Invocation } from './command.ts';

/** Milliseconds between two lines of a watch in which nothing changes. */
const HEARTBEAT = 30_000;

/**
 * With `--watch`, everything with its time in UTC: one line of JSON for each look; as text the first report and, with
 * `changes`, each one that differs from the previous one. Where stdout is not the terminal that shows the wait, it
 * also gets a line about the second look and one every 30 s: it is a sign of life, and the only way to find out that
 * nobody reads any more.
 */
export function watcher(
  { answers, globals }: Invocation<{ readonly watch?: boolean }>,
  { output, clock }: { readonly output: Output; readonly clock: Pick<Clock, 'now'> },
  changes: boolean,
): (report: Report) => void {
  if (answers.watch !== true) return () => undefined;
  if (globals.json) return (report) => output.result(reportJson(report, 0, clock.now()));
  let last: { text: string; isFirst: boolean; written: number } | null = null;
  return (report) => {
    const text = reportText(report, output.stdout, globals.verbose);
    const now = clock.now();
    const isFirst = last === null;
    const isDue = last?.isFirst === true || now.getTime() - (last?.written ?? 0) >= HEARTBEAT;
    let written = now.getTime();
    if (isFirst || (changes && text !== last?.text)) {
      output.endProgress();
      output.result(`Checked ${timeText(now)}\n${text}`);
    } else if (output.piped && isDue) {
      output.result(`${timeText(now)}  ${report.command}: ${statusWord(report.status)}`);
    } else written = last?.written ?? written;
    last = { text, isFirst, written };
  };
}
