import { EXIT, type ExitCode } from './errors.ts';
import type { Status, StepReport } from './types.ts';

/** Codes of findings that mean AWS or Cloudflare would not let us look: exit 4 instead of 5. */
const CREDENTIAL_FINDINGS = new Set([
  'aws/credentials',
  'aws/denied',
  'cloudflare/credentials',
  'cloudflare/denied',
]);

/**
 * The exit code of a set of steps (table in cli.md). What you must act on outweighs what could not be
 * seen, which outweighs waiting. A blocked step adds nothing where the step it waits for is among them.
 */
export function exitCodeOf(steps: readonly StepReport[]): ExitCode {
  const has = (status: Status) => steps.some((step) => step.status === status);
  if (has('todo') || has('problem')) return EXIT.act;
  if (has('unknown')) return couldNotLook(steps);
  if (has('waiting')) return EXIT.waiting;
  if (has('blocked')) return EXIT.act;
  return EXIT.done;
}

function couldNotLook(steps: readonly StepReport[]): ExitCode {
  const refused = steps
    .filter((step) => step.status === 'unknown')
    .some((step) => step.findings.some((finding) => CREDENTIAL_FINDINGS.has(finding.code)));
  return refused ? EXIT.credentials : EXIT.unknown;
}

/** One word for a set of steps, by the same order as the exit code. */
export function overallStatus(steps: readonly Pick<StepReport, 'status'>[]): Status {
  const order: readonly Status[] = ['problem', 'todo', 'unknown', 'waiting', 'blocked', 'done'];
  const found = order.find((status) => steps.some((step) => step.status === status));
  return found ?? (steps.length > 0 ? 'skipped' : 'unknown');
}

/** Whether a step only passes on what an earlier one of these found. */
export function repeatsFindings(step: StepReport, all: readonly StepReport[]): boolean {
  const earlier = all.slice(0, all.indexOf(step)).flatMap((each) => each.findings);
  return step.findings.length > 0 && step.findings.every((finding) => earlier.includes(finding));
}
