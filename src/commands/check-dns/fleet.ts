import { cancelled } from '../../core/model/errors.ts';
import type { ReportOf } from '../../core/model/types.ts';
import { plural } from '../../core/text/plural.ts';
import { forEachConcurrently } from '../../flow/concurrently.ts';
import type { Job } from '../../flow/job.ts';
import { look } from '../../flow/look.ts';
import { pendingStep } from '../../flow/pending.ts';
import { createRateLimiter } from '../../flow/rate-limit.ts';
import { waitFor } from '../../flow/wait.ts';
import type { Ports } from '../../ports/index.ts';
import { roundedDuration } from '../../render/duration.ts';
import { progressBar, statusCounts } from '../../render/fleet.ts';
import { checkDns, domainData } from '../../steps/check-dns/step.ts';
import { type FleetEntry, openTally, type Tally } from './fleet-tally.ts';

/**
 * Default number of domains checked at a time: enough to keep 100 queries in flight at each server, which is the
 * limit. With twice as many, queries only queue, and the run took a seventh longer.
 */
export const DEFAULT_FLEET_CONCURRENCY = 25;

export interface Fleet {
  readonly ports: Pick<Ports, 'clock' | 'output'>;
  readonly region: string;
  readonly domains: readonly string[];
  readonly jobFor: (domain: string) => Job;
  /** Domains checked at a time. */
  readonly concurrency: number;
  /** Flags that a next command has to repeat. */
  readonly flags: string;
  /** Milliseconds; null: do not wait. */
  readonly waitMs: number | null;
  /** Called with each domain when it is settled; nothing of it is kept here. */
  readonly onDomain: (entry: FleetEntry) => void;
}

/**
 * `check-dns` over a list of domains, many at a time. With a wait, domains that can still change are
 * checked in rounds until they are settled or time is up. Ctrl-C ends it after the domains in progress.
 */
export async function checkFleet(fleet: Fleet): Promise<ReportOf<'check-dns'>> {
  const { clock, output } = fleet.ports;
  const tally = openTally();
  const limit = fleet.waitMs ?? 0;
  const since = clock.now();
  const end = since.getTime() + limit;
  const rateLimiter = createRateLimiter(clock);
  let open = fleet.domains;

  const onStop = (): void => output.note(STOPPING);
  const round = async (signal: AbortSignal): Promise<readonly string[]> => {
    const moving: string[] = [];
    // The same listener of the same signal is added once, in however many rounds.
    signal.addEventListener('abort', onStop);
    const either = AbortSignal.any([signal, output.readerGone]);
    await forEachConcurrently(open, fleet.concurrency, either, async (domain) => {
      const job = fleet.jobFor(domain);
      if (job.records === null && !(await rateLimiter(signal))) return;
      const { entry, moves } = await lookAt(job);
      if (moves && clock.now().getTime() < end) moving.push(domain);
      else reportDomain(fleet, tally, entry);
      showProgress(fleet, tally, since, moving.length);
    });
    if (signal.aborted) throw stopped(tally, fleet.domains.length);
    // Nobody reads the domains that are left.
    open = output.readerGone.aborted ? [] : moving;
    return open;
  };
  await waitFor(clock, {
    limit,
    look: round,
    settled: (moving) => moving.length === 0,
    onPause: (moving) => showProgress(fleet, tally, since, moving.length),
  });
  // A round can outlast the wait: its pending domains are checked again and reported as they are.
  if (open.length > 0) await clock.interruptible(round);
  output.endProgress();
  return tally.report({ domain: null, region: fleet.region, account: null }, fleet.flags);
}

/** Reads only what concerns the domain: of AWS, only the SES identity. */
async function lookAt(job: Job): Promise<{ entry: FleetEntry; moves: boolean }> {
  const { world, steps } = await look(job, [checkDns]);
  const [step] = steps;
  if (step === undefined) throw new Error('check-dns was not judged');
  const { status, summary, findings } = step;
  return {
    entry: { ...domainData(world), status, summary, findings },
    moves: pendingStep(steps, [checkDns]) !== null,
  };
}

function reportDomain({ onDomain }: Fleet, tally: Tally, entry: FleetEntry): void {
  tally.add({ id: checkDns.id, title: checkDns.title, ...entry }, entry.domain);
  onDomain(entry);
}

/** A bar on a terminal, redrawn in place; in a log the counts, every half minute. `open` domains can still change. */
function showProgress(
  { ports, domains, waitMs }: Fleet,
  tally: Tally,
  since: Date,
  open: number,
): void {
  const { output, clock } = ports;
  const [checked, statuses] = [tally.checked(), tally.statuses()];
  const all = domains.length;
  const bar = output.animated ? [progressBar(checked, all, output.stderr)] : [];
  const spent = clock.now().getTime() - since.getTime();
  // The time that DNS takes is unknown; the time that checking takes follows from the pace.
  const left = waitMs === null ? timeLeft(checked, all, spent) : [];
  const waiting = open === 0 ? [] : [`${open} can still change`];
  output.progress(
    `check-dns: ${plural(all, 'domain')}`,
    [`${checked} of ${all}`, ...statusCounts(statuses), ...waiting, ...left].join(', '),
    bar,
  );
}

/** Milliseconds of work before an estimate is useful. */
const KNOWN_AFTER = 5_000;

/** How long the rest takes at the pace so far. */
function timeLeft(checked: number, all: number, spentMs: number): readonly string[] {
  if (checked === 0 || checked === all || spentMs < KNOWN_AFTER) return [];
  return [`about ${roundedDuration(((all - checked) * spentMs) / checked)} left`];
}

/** A silent server delays the end until its time-out. */
const STOPPING = 'Stopping after the domains in progress. Press Ctrl-C again to stop at once.';

function stopped(tally: Tally, all: number): Error {
  return cancelled(`Stopped after ${tally.checked()} of ${all} domains.`);
}
