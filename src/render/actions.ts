import { fixText } from '../core/model/remedy.ts';
import type { Finding, Report, StepReport } from '../core/model/types.ts';
import { escapeControls } from '../core/text/printable.ts';
import { reportMarkdown } from './markdown.ts';

const LEVEL: Readonly<Record<StepReport['status'], 'error' | 'warning' | 'notice' | null>> = {
  done: null,
  skipped: null,
  blocked: null,
  todo: 'warning',
  problem: 'error',
  unknown: 'warning',
  waiting: 'notice',
};

/** Annotations of a GitHub Actions log: an error for what you must fix, a notice for what only waits. */
export function annotations({ steps }: Report): string[] {
  return steps.flatMap((step) => {
    const level = LEVEL[step.status];
    if (level === null) return [];
    const own: Finding = { code: step.id, message: step.summary };
    const findings = step.findings.length === 0 ? [own] : step.findings;
    return findings.map(({ code, message, fixes = [] }) => {
      const lines = [message, ...fixText(fixes).split('\n')].filter((line) => line !== '');
      return `::${level} title=${property(code)}::${lines.map(data).join('%0A')}`;
    });
  });
}

/** What is appended to the job summary and to the step's outputs. */
export function actionsFiles(report: Report): { summary: string; outputs: string } {
  return {
    summary: `${reportMarkdown(report)}\n`,
    outputs: `status=${report.status}\nexit-code=${report.exitCode}\n`,
  };
}

/** `%`, CR and LF would end or change a command; `%0A` is a new line (GitHub Docs, workflow commands). */
function data(text: string): string {
  return escapeControls(text).replace(/%/g, '%25');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
