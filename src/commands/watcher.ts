import type { Report } from '../core/model/types.ts';
import { jsonText } from '../core/text/json-text.ts';
import type { Output } from '../ports/index.ts';
import { reportText } from '../render/report.ts';
import type { Invocation } from './command.ts';

/**
 * With `--watch`: one line of JSON for each look; as text the first report and, with `changes`, each one that
 * differs from the previous one.
 */
export function watcher(
  { answers, globals }: Invocation<{ readonly watch?: boolean }>,
  output: Output,
  changes: boolean,
): (report: Report) => void {
  if (answers.watch !== true) return () => undefined;
  if (globals.json) return (report) => output.result(jsonText(report));
  let last: string | null = null;
  return (report) => {
    const text = reportText(report, output.stdout, globals.verbose);
    if (last === null || (changes && text !== last)) {
      output.endProgress();
      output.result(text);
    }
    last = text;
  };
}
