import { Secret } from '../core/secret.ts';
import type { Report } from '../core/types.ts';

/**
 * The report as the JSON document of cli.md. `data.password` is the one place where a secret is revealed:
 * it is there only when no file was named to take it.
 */
export function reportJson(report: Report, spaces: number): string {
  const { password } = report.data;
  const data =
    password instanceof Secret ? { ...report.data, password: password.reveal() } : report.data;
  return JSON.stringify({ ...report, data }, null, spaces);
}
