import { cancelled } from '../../core/model/errors.ts';
import { exitCodeOf, overallStatus } from '../../core/model/status.ts';
import type {
  Finding,
  Next,
  Report,
  ReportOf,
  Status,
  StepReport,
} from '../../core/model/types.ts';
import { withNeeds } from '../../flow/assess.ts';
import { forEachConcurrently } from '../../flow/concurrently.ts';
import type { Job, Look } from '../../flow/job.ts';
import { look, targetOf } from '../../flow/look.ts';
import { nextOf } from '../../flow/next.ts';
import { cachesMoveIn, pendingStep, showWaiting } from '../../flow/pending.ts';
import { createRateLimiter } from '../../flow/rate-limit.ts';
import { waitFor } from '../../flow/wait.ts';
import { type CheckDnsOptions, sameFlags } from '../../steps/check-dns/inputs.ts';
import { checkDns, domainData } from '../../steps/check-dns/step.ts';
import { liveMatrix } from './live-matrix.ts';

/** One domain of a `check-dns` run, with its own session. */
export interface DomainJob {
  readonly domain: string;
  readonly job: Job<CheckDnsOptions>;
  /** The checklist in use is about this domain, or there is none yet. */
  readonly isOwn: boolean;
}

/** Domains checked at a time. */
const AT_ONCE = 10;

/** `check-dns` over one or several domains; several are checked concurrently, each with its own answers. */
export async function checkDomains(
  jobs: readonly DomainJob[],
  onLook: (report: Report) => void,
  json = false,
): Promise<ReportOf<'check-dns'>> {
  const [first] = jobs;
  if (first === undefined) throw new Error('check-dns without a domain');
  const { ports, waitMs, forever } = first.job;
  const since = ports.clock.now();
  const live = liveMatrix(ports, { isResult: forever && !json });
  const rateLimiter = createRateLimiter(ports.clock);
  let before: readonly Look[] = [];
  const lookAll = async (signal: AbortSignal): Promise<readonly Look[]> => {
    const seen = await lookAtEach(jobs, before, rateLimiter, signal);
    before = seen;
    const report = domainsReport(jobs, seen);
    onLook(report);
    live.update(report.data);
    return seen;
  };
  const moving = (seen: readonly Look[]) => pendingStep(seen.map(ownReport), [checkDns]);
  // Of several domains, the number that is done says more than the first that is not.
  const waitedFor = (seen: readonly Look[]) =>
    moving(seen) && combined(seen.map(ownReport), jobs.length > 1);
  const wait = (limit: number): Promise<readonly Look[]> =>
    waitFor(ports.clock, {
      limit,
      look: lookAll,
      settled: (seen) => !forever && moving(seen) === null,
      ...(forever ? { endWith: ports.output.readerGone } : {}),
      changesIn: (seen) => cachesMoveIn(seen.map(({ world }) => domainData(world))),
      onPause: (seen, pause) =>
        showWaiting(ports.output, waitedFor(seen), since, pause, live.lines()),
    });
  try {
    const last = await (waitMs === null ? lookAll(new AbortController().signal) : wait(waitMs));
    ports.output.endProgress();
    return domainsReport(jobs, last);
  } catch (error) {
    // The live matrix is cleared with the progress line, so its last state is printed.
    const lines = live.lines();
    if (lines.length > 0) ports.output.note(lines.join('\n'));
    throw error;
  }
}

function stepsFor(job: Job) {
  return job.records === null ? withNeeds([checkDns.id], job.checklistSteps) : [checkDns];
}

function domainsReport(jobs: readonly DomainJob[], seen: readonly Look[]): ReportOf<'check-dns'> {
  const reports = seen.map(ownReport);
  const [first] = jobs;
  const [firstLook] = seen;
  if (first === undefined || firstLook === undefined) throw new Error('check-dns without a look');
  return {
    version: 1,
    command: checkDns.id,
    target: targetOf(first.job, firstLook.world),
    status: overallStatus(reports),
    exitCode: exitCodeOf(reports),
    steps: [combined(reports, jobs.length > 1)],
    next: nextOfDomains(jobs, reports),
    data: { domains: seen.map((one) => domainData(one.world)) },
  };
}

/** In the order given, whichever ends first. */
async function lookAtEach(
  jobs: readonly DomainJob[],
  before: readonly Look[],
  rateLimiter: (signal: AbortSignal) => Promise<boolean>,
  signal: AbortSignal,
): Promise<readonly Look[]> {
  const seen: Look[] = [];
  await forEachConcurrently(jobs, AT_ONCE, signal, async ({ job }, index) => {
    if (jobs.length > 1 && job.records === null && !(await rateLimiter(signal))) return;
    seen[index] = await look(job, stepsFor(job), before[index]);
  });
  const isWhole = jobs.every((_, index) => seen[index] !== undefined);
  if (!isWhole) throw cancelled('Stopped waiting. Run the same command to continue.');
  return seen;
}

/** What comes next: create the missing identities, then check the open domains again. */
function nextOfDomains(
  jobs: readonly DomainJob[],
  reports: readonly StepReport[],
): readonly Next[] {
  const all = reports.flatMap((report, index) => {
    const job = jobs[index];
    return job === undefined ? [] : [{ ...job, report }];
  });
  const setUp = all
    .filter(({ report }) => report.status === 'blocked' || report.status === 'todo')
    .map(({ domain, isOwn }) => ({
      command: `ses-migrate verify-domain ${domain}${isOwn ? '' : ` --checklist ${domain}.json`}`,
      why: `set up ${domain} in SES and list its DNS records`,
    }));
  const open = all.filter(({ report }) => CHECKED_AGAIN.includes(report.status));
  const [first] = open;
  if (first !== undefined) {
    const status = overallStatus(open.map(({ report }) => report));
    const domains = open.map(({ domain }) => domain).join(' ');
    const name = `ses-migrate check-dns ${domains}${sameFlags(first.job.answers)}`;
    const again = nextOf([{ ...first.report, status, findings: [] }], [checkDns]);
    const looks = again.map(({ command, why }) => ({
      command: command.replace('ses-migrate check-dns', () => name),
      why,
    }));
    return [...setUp, ...looks];
  }
  // Another domain's next step is not this checklist's; with tokens, AWS is not used.
  const isOwnRun = all.every(({ isOwn, job }) => isOwn && job.records === null);
  return isOwnRun && setUp.length === 0 ? nextOf(reports, [checkDns]) : setUp;
}

const CHECKED_AGAIN: readonly Status[] = ['problem', 'unknown', 'waiting'];

function ownReport(seen: Look): StepReport {
  const own = seen.steps.find((step) => step.id === checkDns.id);
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
