import type { Status } from '../core/model/types.ts';
import { PortError } from '../ports/index.ts';
import type { Answers } from '../steps/input.ts';
import type { Action, Plan, Step } from '../steps/step.ts';
import { advance } from './advance.ts';
import { watchMeanwhile } from './drift.ts';
import { failureOf } from './failure.ts';
import { complete } from './inputs.ts';
import type { Job, Look } from './job.ts';
import { withChecklistLock } from './lock.ts';
import { look } from './look.ts';
import { statusOf } from './pending.ts';
import { changingLines } from './plan-lines.ts';
import { planAgain } from './replan.ts';
import type { Outcome } from './request.ts';

/** Milliseconds between looks while AWS does not show yet what was just done: it is eventually consistent. */
const SETTLING = [500, 1_000, 2_000, 3_000, 5_000];

/**
 * Acts as the only run on this checklist. `before` is what was seen without the lock; without it, or where
 * another run has written the file since, it looks first.
 */
export function actLocked(
  job: Job,
  step: Step,
  steps: readonly Step[],
  before: Look | null,
): Promise<Acted> {
  const lookAndAct = async (isStale: boolean): Promise<Acted> =>
    act(job, step, steps, before === null || isStale ? await look(job, steps) : before);
  // A step without an action changes nothing, so it needs no lock.
  return step.action === undefined ? lookAndAct(false) : withChecklistLock(job, lookAndAct);
}

interface Acted {
  readonly seen: Look;
  readonly outcome: Outcome | null;
}

/**
 * Acts while there is something to do, as a step may learn only from its first change what the next one
 * is. What was done in this run is never done again, whatever the next look shows.
 */
async function act(job: Job, step: Step, steps: readonly Step[], first: Look): Promise<Acted> {
  const { action } = step;
  if (action === undefined) return { seen: first, outcome: null };
  action.validate?.(situation(job, first, job.answers));
  const made = new Set<string>();
  const meanwhile = watchMeanwhile(job);
  let { answers } = job;
  let seen = first;
  let outcome: Outcome | null = null;
  while (mayAct(action, statusOf(seen.steps, step.id), answers, outcome !== null)) {
    answers = await answersFor(job, step, action, seen, answers);
    const plan = action.plan(situation(job, seen, answers));
    if (outcome !== null && isKnown(plan, made)) {
      job.ports.output.note('AWS does not show yet what was just done. Look again in a minute.');
      break;
    }
    meanwhile.check(plan);
    const done = await apply(job, step, seen, answers, plan);
    if (done instanceof PortError || done.outdated) {
      meanwhile.changed(plan, done instanceof PortError ? done : null);
      seen = await look(job, steps);
      continue;
    }
    outcome = merged(outcome, done);
    if (!done.applied) break;
    for (const line of changingLines(plan)) made.add(line);
    seen = await lookSettled(job, step, steps, answers, made);
  }
  return { seen, outcome };
}

/** Where the world could not be read, or none of this is wanted. */
const CANNOT_ACT: ReadonlySet<Status> = new Set(['unknown', 'skipped', 'blocked']);

/** `todo` is acted on; a conflict only when the person named what to replace; a repeatable step once. */
function mayAct(action: Action, status: Status, answers: Answers, acted: boolean): boolean {
  if (action.runsAlways === true) return !acted;
  if (action.requestedBy?.(answers) === true) return !acted && !CANNOT_ACT.has(status);
  return status === 'todo' || (status === 'problem' && answers.confirm !== undefined);
}

function answersFor(
  job: Job,
  step: Step,
  action: Action,
  seen: Look,
  answers: Answers,
): Promise<Answers> {
  const { ports, consent } = job;
  const needed = action.inputs(answers, seen.checklist);
  const flags = consent.yes || consent.dryRun ? [] : ['--yes'];
  return complete(needed, answers, ports, { command: lineOf(job, step), flags });
}

function lineOf({ typed }: Job, { id }: Step): string {
  return typed ?? `ses-migrate ${id}`;
}

function situation({ ports }: Job, { world, checklist }: Look, answers: Answers) {
  return { world, checklist, answers, now: ports.clock.now() };
}

/** The outcome, or the refusal of a service that no longer holds what the plan was made from. */
async function apply(
  job: Job,
  step: Step,
  seen: Look,
  answers: Answers,
  plan: Plan,
): Promise<Outcome | PortError> {
  const { ports, session, consent } = job;
  const { action } = step;
  // What is done at each call is not made from what the world lacks.
  const again =
    action === undefined || action.runsAlways === true
      ? {}
      : { planAgain: () => planAgain(job, step, action, seen, answers) };
  const request = {
    step: { id: step.id, line: lineOf(job, step) },
    world: seen.world,
    session,
    answers,
    consent,
    ...again,
  };
  try {
    return await advance(ports, request, plan);
  } catch (error) {
    if (error instanceof PortError && error.outdated) return error;
    throw error instanceof PortError ? failureOf(error) : error;
  }
}

/** Looks until what was done shows, or until it is clear that it will not do so soon. */
async function lookSettled(
  job: Job,
  step: Step,
  steps: readonly Step[],
  answers: Answers,
  made: ReadonlySet<string>,
): Promise<Look> {
  let seen = await look(job, steps);
  // What a flag asked for is done once, and planned no more.
  if (step.action?.requestedBy?.(answers) === true) return seen;
  for (const pause of SETTLING) {
    const plan =
      statusOf(seen.steps, step.id) === 'todo' && step.action?.runsAlways !== true
        ? step.action?.plan(situation(job, seen, answers))
        : undefined;
    if (plan === undefined || !isKnown(plan, made)) return seen;
    await job.ports.clock.sleep(pause);
    seen = await look(job, steps);
  }
  return seen;
}

/** Whether a plan holds nothing but what this run has made. */
function isKnown(plan: Plan, made: ReadonlySet<string>): boolean {
  return changingLines(plan).every((line) => made.has(line));
}

/** Two outcomes of one run as one. */
export function merged(before: Outcome | null, after: Outcome): Outcome {
  if (before === null) return after;
  const lines = (outcome: Outcome) =>
    Array.isArray(outcome.shown.changes) ? outcome.shown.changes : [];
  return {
    applied: before.applied || after.applied,
    outdated: after.outdated,
    shown: { ...before.shown, ...after.shown, changes: [...lines(before), ...lines(after)] },
    concluded: after.concluded ?? before.concluded,
  };
}
