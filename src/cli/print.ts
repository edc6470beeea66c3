import { inActions, writeActionsFiles } from '../adapters/real.ts';
import type { Invocation } from '../commands/command.ts';
import { EXIT } from '../core/model/errors.ts';
import type { Report } from '../core/model/types.ts';
import type { Output } from '../ports/index.ts';
import { actionsFiles, annotations } from '../render/actions.ts';
import { reportJson } from '../render/json.ts';
import { reportText } from '../render/report.ts';

/** The report on stdout, in the form that was asked for; in GitHub Actions also as annotations and files. */
export async function printReport(
  report: Report,
  options: Invocation,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { command, answers, globals } = options;
  if (globals.json) {
    const form = command.jsonForm?.(answers) ?? 'indented';
    if (form !== 'none') output.result(reportJson(report, form === 'line' ? 0 : 2));
    return;
  }
  const presented = command.present?.(report, output, options) ?? null;
  if (presented !== null) {
    if (presented.result !== null) output.result(presented.result);
    for (const note of presented.notes) output.note(note);
    if (!presented.annotated) return;
  }
  // stdout holds only the secret, to be piped; the report goes to stderr.
  else if ('password' in report.data && report.data.password !== undefined) {
    const say = report.exitCode === EXIT.done ? output.note : output.show;
    if (report.steps.length > 0) say(reportText(report, output.stderr));
  } else output.report(reportText(report, output.stdout, globals.verbose), annotations(report));
  if (!inActions(env)) return;
  await writeActionsFiles(env, actionsFiles(report));
}
