import type { DomainView, FleetData } from '../../core/dns/view.ts';
import { exitCodeOf, overallStatus } from '../../core/model/status.ts';
import type { Finding, Report, ReportOf, Status, StepReport } from '../../core/model/types.ts';
import { plural } from '../../core/text/plural.ts';

/** One domain of a fleet as it ended: a line of `check-dns --domains-file --json`. */
export interface FleetEntry extends DomainView {
  readonly status: Status;
  readonly summary: string;
  readonly findings: readonly Finding[];
}

/** Counts domains as they end; keeps none of them but a few examples. */
export interface Tally {
  add(step: StepReport, domain: string): void;
  checked(): number;
  /** How many ended with each status so far. */
  statuses(): FleetData['statuses'];
  data(): FleetData;
  /** `flags`: what a next command has to repeat. */
  report(target: Report['target'], flags?: string): ReportOf<'check-dns'>;
}

const EXAMPLES = 3;

export function openTally(): Tally {
  const statuses: Partial<Record<Status, number>> = {};
  const causes = new Map<string, { domains: number; examples: string[] }>();
  // The exit code is one of a set of steps, and only kinds of steps matter to it: one of each is kept.
  const kinds = new Map<string, StepReport>();
  let checked = 0;
  const data = (): FleetData => ({
    checked,
    statuses: { ...statuses },
    causes: [...causes]
      .map(([code, cause]) => ({ code, ...cause }))
      .sort((a, b) => b.domains - a.domains || (a.code < b.code ? -1 : 1)),
  });
  return {
    add(step, domain) {
      checked += 1;
      statuses[step.status] = (statuses[step.status] ?? 0) + 1;
      const kind = `${step.status} ${exitCodeOf([step])}`;
      if (!kinds.has(kind)) kinds.set(kind, step);
      for (const code of causesOf(step)) {
        const cause = causes.get(code) ?? { domains: 0, examples: [] };
        causes.set(code, cause);
        cause.domains += 1;
        if (cause.examples.length < EXAMPLES) cause.examples.push(domain);
      }
    },
    checked: () => checked,
    statuses: () => statuses,
    data,
    report: (target, flags = '') => fleetReport([...kinds.values()], data(), target, flags),
  };
}

/** Each code once, however many records have it; none where all is right. */
function causesOf({ status, summary, findings }: StepReport): readonly string[] {
  if (status === 'done') return [];
  return findings.length === 0 ? [summary] : [...new Set(findings.map((each) => each.code))];
}

function fleetReport(
  kinds: readonly StepReport[],
  data: FleetData,
  target: Report['target'],
  flags: string,
): ReportOf<'check-dns'> {
  const { checked, statuses, causes } = data;
  const example = causes[0]?.examples[0];
  const status = overallStatus(kinds);
  return {
    version: 1,
    command: 'check-dns',
    target,
    status,
    exitCode: exitCodeOf(kinds),
    steps: [
      {
        id: 'check-dns',
        title: kinds[0]?.title ?? '',
        status,
        summary: `${statuses.done ?? 0} of ${plural(checked, 'domain')} right everywhere`,
        findings: [],
      },
    ],
    next:
      example === undefined
        ? []
        : [
            {
              command: `ses-migrate check-dns ${example}${flags}`,
              why: 'show one of them in full',
            },
          ],
    data: { ...data },
  };
}
