import { anchorOf } from '../core/catalogue/index.ts';
import { Secret } from '../core/model/secret.ts';
import type { Finding, Report } from '../core/model/types.ts';

/**
 * The report as the JSON document of cli.md. `data.password` is the one place where a secret is revealed:
 * it is there only when no file was named to take it.
 */
export function reportJson(report: Report, spaces: number): string {
  const { password } = report.data;
  const data =
    password instanceof Secret ? { ...report.data, password: password.reveal() } : report.data;
  // What a step offers is among `next`.
  const steps = report.steps.map(({ offers: _offers, ...step }) => ({
    ...step,
    findings: step.findings.map(withDocs),
  }));
  return JSON.stringify({ ...report, steps, data }, null, spaces);
}

/** The section of the findings page, which is part of the package. */
function withDocs(finding: Finding): Finding & { docs: string } {
  return { ...finding, docs: `docs/findings.md#${anchorOf(finding.code)}` };
}
