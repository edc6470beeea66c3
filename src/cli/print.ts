import { inActions, writeActionsFiles } from '../adapters/real.ts';
import type { Report } from '../core/model/types.ts';
import type { Output } from '../ports/index.ts';
import { actionsFiles, annotations } from '../render/actions.ts';
import { reportJson } from '../render/json.ts';
import { reportMarkdown } from '../render/markdown.ts';
import { isPolicyData } from '../render/policy.ts';
import { reportText } from '../render/report.ts';
import { paragraph } from '../render/wrap.ts';
import { isSet, textOf } from './answers.ts';
import type { Invocation } from './parse.ts';

/** The report on stdout, in the form that was asked for; in GitHub Actions also as annotations and files. */
export async function printReport(
  report: Report,
  { answers, globals }: Invocation,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (globals.json) {
    // One document; one of many where each domain has a line of its own.
    const lines = textOf(answers, 'domainsFile') !== null;
    if (!isSet(answers, 'watch')) output.result(reportJson(report, lines ? 0 : 2));
    return;
  }
  if (isPolicyData(report.data)) {
    // stdout holds the policy alone, to be piped.
    for (const note of report.data.notes)
      output.note(paragraph('', note, output.stderr.columns).join('\n'));
    output.result(report.data.text);
    return;
  }
  if (isSet(answers, 'markdown')) output.result(reportMarkdown(report));
  else if (report.command === 'export') printExport(report, output);
  // stdout holds the secret alone, to be piped: what is said about it goes to stderr.
  else if (report.data.password !== undefined) {
    if (report.steps.length > 0) output.note(reportText(report, output.stderr));
  } else output.result(reportText(report, output.stdout, globals.verbose));
  if (!inActions(env)) return;
  for (const line of annotations(report)) output.note(line);
  await writeActionsFiles(env, actionsFiles(report));
}

/** stdout is the file and nothing else; what is wrong goes to stderr. */
function printExport(report: Report, output: Output): void {
  const { content } = report.data;
  if (typeof content === 'string') output.result(content);
  if (report.steps.length > 0) output.note(reportText(report, output.stderr));
}
