import { exitCodeOf, overallStatus } from '../core/status.ts';
import type { Finding, Next, Report, StepReport } from '../core/types.ts';
import { domainData } from '../steps/check-dns.ts';
import { stepOf, withNeeds } from './assess.ts';
import { liveMatrix } from './live.ts';
import { cachesMoveIn, movingStep, showWaiting } from './moving.ts';
import { nextOf } from './next.ts';
import { type Job, type Look, look, targetOf } from './run.ts';
import { waitFor } from './wait.ts';

/** One domain of a `check-dns` run, with its own session. */
export interface DomainJob {
  readonly domain: string;
  readonly job: Job;
}

/** `check-dns` over one or several domains; several are looked at in turn, each answer kept apart. */
export async function checkDomains(
  jobs: readonly DomainJob[],
  onLook: (report: Report) => void,
): Promise<Report> {
  const [first] = jobs;
  if (first === undefined) throw new Error('check-dns without a domain');
  const { ports, waitMs } = first.job;
  const since = ports.clock.now();
  const live = liveMatrix(ports.output, (line) => ports.output.note(line));
  const lookAll = async (): Promise<readonly Look[]> => {
    const seen: Look[] = [];
    for (const { job } of jobs) seen.push(await look(job, stepsFor(job)));
    const report = domainsReport(jobs, seen);
    onLook(report);
    live.update(report.data);
    return seen;
  };
  const moving = (seen: readonly Look[]) => movingStep(seen.map(ownReport));
  const last =
    waitMs === null
      ? await lookAll()
      : await waitFor(ports.clock, {
          limit: waitMs,
          look: lookAll,
          settled: (seen) => !first.job.forever && moving(seen) === null,
          movesIn: (seen) => cachesMoveIn(seen.map(({ world }) => domainData(world))),
          onPause: (seen, pause) =>
            showWaiting(ports.output, moving(seen), since, pause, live.lines()),
        });
  ports.output.endProgress();
  return domainsReport(jobs, last);
}

function stepsFor(job: Job) {
  return job.records === null ? withNeeds(['check-dns']) : [stepOf('check-dns')];
}

function domainsReport(jobs: readonly DomainJob[], seen: readonly Look[]): Report {
  const reports = seen.map(ownReport);
  const [first] = jobs;
  const [firstLook] = seen;
  if (first === undefined || firstLook === undefined) throw new Error('check-dns without a look');
  return {
    version: 1,
    command: 'check-dns',
    target: targetOf(first.job, firstLook.world),
    status: overallStatus(reports),
    exitCode: exitCodeOf(reports),
    steps: [combined(reports, jobs.length > 1)],
    next: nextLooks(jobs, combined(reports, jobs.length > 1)),
    data: { domains: seen.map((one) => domainData(one.world)) },
  };
}

/** The same look again names the same domains; with tokens the person has the line to repeat. */
function nextLooks(jobs: readonly DomainJob[], step: StepReport): readonly Next[] {
  if (jobs.some(({ job }) => job.records !== null)) return [];
  const domains = jobs.map(({ domain }) => domain).join(' ');
  return nextOf([step]).map((next) => ({
    ...next,
    command: next.command.replace(/^ses-migrate check-dns/, `ses-migrate check-dns ${domains}`),
  }));
}

function ownReport(seen: Look): StepReport {
  const own = seen.steps.find((step) => step.id === 'check-dns');
  if (own === undefined) throw new Error('check-dns was not judged');
  return own;
}

/** One line of the checklist for several domains. */
function combined(reports: readonly StepReport[], several: boolean): StepReport {
  const [first] = reports;
  if (first === undefined) throw new Error('check-dns without a report');
  if (!several) return first;
  const done = reports.filter((report) => report.status === 'done').length;
  const findings: Finding[] = reports.flatMap((report) => report.findings);
  return {
    ...first,
    status: overallStatus(reports),
    summary: `${done} of ${reports.length} domains right everywhere`,
    findings,
  };
}
