import { isDeepStrictEqual } from 'node:util';
import { exitCodeOf, overallStatus } from '../core/model/status.ts';
import type {
  Finding,
  LedgerId,
  Next,
  Reporter,
  ReportOf,
  StepId,
  StepReport,
} from '../core/model/types.ts';
import { recordCards } from '../render/records.ts';
import type { Answers } from '../steps/input.ts';
import type { Step } from '../steps/step.ts';
import { actLocked, merged } from './act.ts';
import { stepOf, stepsOfRun } from './assess.ts';
import type { Job, Look } from './job.ts';
import { look, targetOf } from './look.ts';
import { nextOf } from './next.ts';
import { pendingStep, showWaiting, statusOf } from './pending.ts';
import type { Outcome } from './request.ts';
import { waitFor } from './wait.ts';

/** A step's subcommand: look, act where there is something to do, wait where asked, report. */
export async function runStep<Id extends Reporter>(job: Job, id: Id): Promise<ReportOf<Id>> {
  const all = job.checklistSteps;
  const step = stepOf(id, all);
  const waits = job.waitMs !== null && !job.consent.dryRun;
  const shown = waits ? [id, ...(step.command.waitsFor ?? [])] : [id];
  // A command that acts at each call judges by its own run: a pipeline can lack the permission to read the rest.
  const steps = stepsOfRun(step, shown, all);
  const round = (before: Look | null) => actLocked(job, step, steps, before);
  const { seen, outcome } = await round(null);
  if (!waits) return reportOf(job, step, shown, seen, outcome);
  showRecords(job, step, seen);
  // Nothing is changed while it waits, so another run can use the checklist during that time.
  const last = await waitForSteps(job, shown, steps, seen);
  // A choice such as REJECT_MESSAGE can be applied only after SES has verified; any other end of the wait is left to a person.
  const opened =
    statusOf(seen.steps, id) === 'done' && statusOf(last.steps, id) === 'todo'
      ? await round(last)
      : { seen: last, outcome: null };
  const outcomes = opened.outcome === null ? outcome : merged(outcome, opened.outcome);
  return reportOf(job, step, shown, opened.seen, outcomes);
}

/** The records that a person enters are what is waited for, so they are shown first and not only at the end. */
function showRecords({ ports }: Job, step: Step, { world, checklist }: Look): void {
  const { output, clock } = ports;
  const data = step.data(world, checklist, clock.now());
  const cards = 'dnsHost' in data ? recordCards(data, output.stderr) : [];
  for (const line of cards) output.note(line);
  if (cards.length > 0) output.note('');
}

/** Waits while any of these steps can still change without a command of ours. */
async function waitForSteps(
  job: Job,
  ids: readonly LedgerId[],
  steps: readonly Step[],
  before: Look,
): Promise<Look> {
  const { ports } = job;
  const since = ports.clock.now();
  const moving = (seen: Look) =>
    pendingStep(
      seen.steps.filter((each) => ids.includes(each.id)),
      steps,
    );
  const last = await waitFor(ports.clock, {
    limit: job.waitMs ?? 0,
    look: () => look(job, steps, before),
    settled: (seen) => moving(seen) === null,
    onPause: (seen, pause) => showWaiting(ports.output, moving(seen), since, pause),
  });
  ports.output.endProgress();
  return last;
}

function reportOf<Id extends Reporter>(
  job: Job,
  step: Step<Answers, Id>,
  shown: readonly LedgerId[],
  seen: Look,
  outcome: Outcome | null,
): ReportOf<Id> {
  const { id } = step;
  const { checklist, world } = seen;
  const steps = seen.steps
    .filter((each) => shown.includes(each.id))
    .map((each) => (each.id === id ? withFindings(each, outcome) : each));
  const concluded = outcome?.concluded ?? null;
  const result = concluded === null ? steps : steps.map((each) => ({ ...each, ...concluded }));
  const now = job.ports.clock.now();
  // A step of which too little was read says that it is unknown.
  const settled = job.checklistSteps
    .filter((each) => each.diagnose(world, checklist, now).status === 'done')
    .map((each) => each.id);
  const data = { ...step.data(world, checklist, now) };
  for (const part of outcome?.parts ?? []) Object.assign(data, part[id]);
  return {
    version: 1,
    command: id,
    target: targetOf(job, world),
    status: overallStatus(result),
    exitCode: exitCodeOf(result),
    steps,
    next: nextOf(steps, job.checklistSteps, settled).map((each) => withFlags(each, job, id)),
    data: { ...data, ...outcome?.shown },
  };
}

/** After a plan that was only shown, the command that does the same: with its flags it stays this plan. */
function withFlags(next: Next, { realCommand }: Job, id: StepId): Next {
  const isSame = next.command === `ses-migrate ${id}`;
  return isSame && realCommand !== undefined ? { ...next, command: realCommand } : next;
}

function withFindings(step: StepReport, outcome: Outcome | null): StepReport {
  const extra = outcome?.concluded?.findings ?? [];
  // What the run found out about a reply says more than the reply itself.
  const said = step.findings.filter(
    (each) => !extra.some(({ code, found }) => found === each.found && isReason(code, each.code)),
  );
  const isKnown = (each: Finding) => said.some((other) => isDeepStrictEqual(other, each));
  return { ...step, findings: [...said, ...extra.filter((each) => !isKnown(each))] };
}

/** A refused login, before the reason is known. */
const REFUSED_LOGIN = new Set(['send/login-refused', 'smtp/login-refused']);

function isReason(code: string, general: string): boolean {
  return REFUSED_LOGIN.has(general) && code !== general;
}
