import type { Checklist } from '../core/checklist.ts';
import { exitCodeOf, overallStatus } from '../core/status.ts';
import type { ExpectedRecord, Report, Status, StepId, StepReport } from '../core/types.ts';
import type { World } from '../core/world.ts';
import { PortError, type Ports } from '../ports.ts';
import type { Answers } from '../steps/input.ts';
import type { Action, Step } from '../steps/step.ts';
import { advance, type Consent, failureOf, type Outcome } from './advance.ts';
import { assess, sourcesOf, stepOf, withNeeds } from './assess.ts';
import { complete } from './inputs.ts';
import { movingStep, showWaiting, statusOf } from './moving.ts';
import { nextOf } from './next.ts';
import { observe } from './observe.ts';
import type { Session, Subject } from './session.ts';
import { waitFor } from './wait.ts';

/** More rounds than any step has stages: a plan that never ends is a bug, not a loop. */
const ROUNDS = 5;

/** Everything one command works with. */
export interface Job {
  readonly ports: Ports;
  readonly session: Session;
  readonly subject: Subject;
  readonly answers: Answers;
  readonly consent: Consent;
  /** Milliseconds; null: do not wait. */
  readonly waitMs: number | null;
  /** `--watch`: goes on looking when all is right. */
  readonly forever: boolean;
  /** Records given by flag (`--token`): SES is not asked. */
  readonly records: readonly ExpectedRecord[] | null;
}

/** One look: the world, and every step judged over it. */
export interface Look {
  readonly world: World;
  readonly checklist: Checklist;
  readonly steps: readonly StepReport[];
}

export async function look(job: Job, steps: readonly Step[]): Promise<Look> {
  const { ports, session, subject, records } = job;
  const checklist = session.checklist();
  const sources = records === null ? sourcesOf(steps) : new Set(['hosting', 'dns'] as const);
  const world = await observe(ports, { ...subject, checklist, sources, records });
  return { world, checklist, steps: assess(steps, world, checklist, ports.clock.now()) };
}

/** A step's subcommand: look, act where there is something to do, wait where asked, report. */
export async function runStep(job: Job, id: StepId): Promise<Report> {
  const waits = job.waitMs !== null && !job.consent.dryRun;
  const shown = waits ? (WAITS_FOR[id] ?? [id]) : [id];
  // A command that acts at each call judges by its own run: a pipeline may lack the right to read the rest.
  const steps = stepOf(id).action?.repeatable === true ? [stepOf(id)] : withNeeds(shown);
  const { seen, outcome } = await act(job, stepOf(id), steps, await look(job, steps));
  const last = waits ? await waitForSteps(job, shown, steps) : seen;
  return reportOf(job, id, shown, last, outcome);
}

/** `verify-domain --wait` is about the whole: the records published and seen. */
const WAITS_FOR: Partial<Record<StepId, readonly StepId[]>> = {
  'verify-domain': ['verify-domain', 'check-dns'],
};

/** Acts round by round, as a step may learn only from its first change what the next one is. */
export async function act(
  job: Job,
  step: Step,
  steps: readonly Step[],
  first: Look,
): Promise<{ seen: Look; outcome: Outcome | null }> {
  let seen = first;
  let outcome: Outcome | null = null;
  for (let round = 0; round < ROUNDS && step.action !== undefined; round += 1) {
    if (!mayAct(step.action, statusOf(seen.steps, step.id), job.answers, round)) break;
    const done = await actOnce(job, step, seen);
    outcome = merged(outcome, done);
    if (!done.applied) break;
    seen = await look(job, steps);
  }
  return { seen, outcome };
}

/** `todo` is acted on; a conflict only when the person named what to replace. */
function mayAct(action: Action, status: Status, answers: Answers, round: number): boolean {
  if (action.repeatable === true) return round === 0;
  return status === 'todo' || (status === 'problem' && answers.confirm !== undefined);
}

async function actOnce(job: Job, step: Step, seen: Look): Promise<Outcome> {
  const { ports, session, consent } = job;
  const situation = {
    world: seen.world,
    checklist: seen.checklist,
    answers: job.answers,
    now: ports.clock.now(),
  };
  const needed = step.action?.inputs(job.answers, seen.checklist) ?? [];
  const answers = await complete(needed, job.answers, ports, `ses-migrate ${step.id}`);
  const plan = step.action?.plan({ ...situation, answers });
  if (plan === undefined) throw new Error(`${step.id} has no action`);
  try {
    return await advance(ports, { step, world: seen.world, session, answers, consent }, plan);
  } catch (error) {
    throw error instanceof PortError ? failureOf(error) : error;
  }
}

function merged(before: Outcome | null, after: Outcome): Outcome {
  if (before === null) return after;
  const lines = (outcome: Outcome) =>
    Array.isArray(outcome.shown.changes) ? outcome.shown.changes : [];
  return {
    applied: before.applied || after.applied,
    shown: { ...before.shown, ...after.shown, changes: [...lines(before), ...lines(after)] },
    concluded: after.concluded ?? before.concluded,
  };
}

/** Waits while any of these steps may still move without us. */
async function waitForSteps(
  job: Job,
  ids: readonly StepId[],
  steps: readonly Step[],
): Promise<Look> {
  const { ports } = job;
  const since = ports.clock.now();
  const moving = (seen: Look) => movingStep(seen.steps.filter((each) => ids.includes(each.id)));
  const last = await waitFor(ports.clock, {
    limit: job.waitMs ?? 0,
    look: () => look(job, steps),
    settled: (seen) => moving(seen) === null,
    onPause: (seen, pause) => showWaiting(ports.output, moving(seen), since, pause),
  });
  ports.output.endProgress();
  return last;
}

function reportOf(
  job: Job,
  id: StepId,
  shown: readonly StepId[],
  seen: Look,
  outcome: Outcome | null,
): Report {
  const { checklist, world } = seen;
  const steps = seen.steps
    .filter((each) => shown.includes(each.id))
    .map((each) => (each.id === id ? withFindings(each, outcome) : each));
  const concluded = outcome?.concluded ?? null;
  const result = concluded === null ? steps : steps.map((each) => ({ ...each, ...concluded }));
  const data = stepOf(id).data?.(world, checklist, job.ports.clock.now());
  return {
    version: 1,
    command: id,
    target: targetOf(job, world),
    status: overallStatus(result),
    exitCode: exitCodeOf(result),
    steps,
    next: nextOf(steps),
    data: { ...data, ...outcome?.shown },
  };
}

function withFindings(step: StepReport, outcome: Outcome | null): StepReport {
  const extra = outcome?.concluded?.findings ?? [];
  const known = new Set(step.findings.map((each) => each.message));
  return {
    ...step,
    findings: [...step.findings, ...extra.filter((each) => !known.has(each.message))],
  };
}

export function targetOf(job: Job, world: World): Report['target'] {
  const account = world.caller.ok ? world.caller.value.account : job.session.checklist().account;
  return { ...job.subject, account };
}
