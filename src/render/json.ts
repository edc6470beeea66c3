import { anchorOf } from '../core/catalogue/index.ts';
import type { Failure } from '../core/model/errors.ts';
import { statementIn } from '../core/model/remedy.ts';
import type { Finding, Report } from '../core/model/types.ts';
import { jsonText } from '../core/text/json-text.ts';

/**
 * The report as the JSON document of cli.md. `data.password` is the one place of a report where a secret is revealed:
 * it is there only when no file was named to take it. `at`: when it was looked, where there are several looks.
 */
export function reportJson(report: Report, spaces: number, at: Date | null = null): string {
  const { data: told } = report;
  const isShown = 'password' in told && told.password !== undefined;
  const data = isShown ? { ...told, password: told.password.reveal() } : told;
  // What a step offers is among `next`.
  const steps = report.steps.map(({ offers: _offers, ...step }) => ({
    ...step,
    findings: step.findings.map(withDocs),
  }));
  const { version, command, ...rest } = report;
  const time = at === null ? {} : { at: at.toISOString() };
  return jsonText({ version, command, ...time, ...rest, steps, data }, spaces);
}

/** `docs`: the section of the findings page, which is part of the package. */
function withDocs(finding: Finding) {
  const statement = statementIn(finding.fixes ?? []);
  return { ...finding, statement, docs: `docs/findings.md#${anchorOf(finding.code)}` };
}

/** An error as JSON. What is undefined is left out. */
export function errorJson({ code, message, fix, fixes }: Failure) {
  return {
    ...{ code, message, fix },
    fixes: fixes.length === 0 ? undefined : fixes,
    statement: statementIn(fixes),
  };
}
