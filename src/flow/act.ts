import { Failure } from '../core/model/errors.ts';
import type { Status } from '../core/model/types.ts';
import { PortError } from '../ports/index.ts';
import type { Answers } from '../steps/input.ts';
import type { Action, Plan, Situation, Step } from '../steps/step.ts';
import { advance } from './advance.ts';
import { placesOf } from './assess.ts';
import { watchDrift } from './drift.ts';
import { afterChanges, failureOf } from './failure.ts';
import { complete, type Memory } from './inputs.ts';
import type { Job, Look } from './job.ts';
import { withChecklistLock } from './lock.ts';
import { look } from './look.ts';
import { statusOf } from './pending.ts';
import { changingLines } from './plan-lines.ts';
import { replan } from './replan.ts';
import type { Outcome } from './request.ts';
import { trialAnswers } from './trial-answers.ts';

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

/** What stays the same over the looks and changes of one run. */
interface Run {
  readonly job: Job;
  readonly step: Step;
  readonly action: Action;
  readonly steps: readonly Step[];
  /** The lines of what this run has done, which are never done again. */
  readonly made: Set<string>;
}

/**
 * Look, plan, apply, look again: while there is something to do, as a step can learn only from its first
 * change what the next one is. What was done in this run is never done again, whatever the next look shows.
 */
async function act(job: Job, step: Step, steps: readonly Step[], first: Look): Promise<Acted> {
  const { action } = step;
  if (action === undefined) return { seen: first, outcome: null };
  const run: Run = { job, step, action, steps, made: new Set() };
  action.validate?.(situation(run, first, job.answers));
  const drift = watchDrift(job);
  let { answers } = job;
  let seen = first;
  let outcome: Outcome | null = null;
  while (canAct(action, statusOf(seen.steps, step.id), answers, outcome !== null)) {
    const given = answers;
    answers = await answersFor(run, seen, given);
    if (namesOtherPlaces(run, given, answers)) {
      seen = await look(job, steps, seen, answers);
      action.validate?.(situation(run, seen, answers));
    }
    const now = situation(run, seen, answers);
    const plan = action.plan(now);
    if (outcome !== null && isKnown(plan, run)) {
      job.ports.output.note(
        'AWS does not show the last change yet. Run the command again in a minute.',
      );
      break;
    }
    drift.check(plan);
    const done = await apply(run, now, seen, plan);
    if (done instanceof PortError || done.outdated) {
      drift.changed(plan, done instanceof PortError ? done : null);
      seen = await look(job, steps, null, answers);
      continue;
    }
    outcome = merged(outcome, done);
    if (!done.applied) break;
    for (const line of changingLines(plan)) run.made.add(line);
    seen = await lookSettled(run, answers);
  }
  return { seen, outcome };
}

/** Where the world could not be read, or none of this is wanted. */
const CANNOT_ACT: ReadonlySet<Status> = new Set(['unknown', 'skipped', 'blocked']);

/** `todo` is acted on; a conflict only when the person named what to replace; a repeatable step once. */
function canAct(action: Action, status: Status, answers: Answers, acted: boolean): boolean {
  if (action.runsAlways === true) return !acted;
  if (action.requestedBy?.(answers) === true) return !acted && !CANNOT_ACT.has(status);
  return status === 'todo' || (status === 'problem' && answers.confirm !== undefined);
}

function answersFor({ job, step, action }: Run, seen: Look, answers: Answers): Promise<Answers> {
  const { ports, consent } = job;
  const needed = action.inputs(answers, seen.checklist);
  const flags = consent.yes || consent.dryRun ? [] : ['--yes'];
  return complete(needed, answers, ports, { command: lineOf(job, step), flags }, memoryOf(job));
}

/** What a person was asked for may name a place that was not looked at. */
function namesOtherPlaces({ job, step }: Run, before: Answers, now: Answers): boolean {
  const [old, places] = [before, now].map((each) => placesOf([step], each, job.subject.domain));
  return old?.join('\n') !== places?.join('\n');
}

/** What was typed before, or what a rehearsal proposes. */
function memoryOf({ session, ports, subject }: Job): Memory {
  const trial = ports.env.trial();
  const proposed = trial === null ? {} : trialAnswers(trial, subject.domain);
  return {
    answer: (key) => session.checklist().answers?.[key] ?? proposed[key] ?? null,
    remember: session.remember,
  };
}

function lineOf({ typed }: Job, { id }: Step): string {
  return typed ?? `ses-migrate ${id}`;
}

function situation({ job }: Run, { world, checklist }: Look, answers: Answers): Situation {
  return { world, checklist, answers, now: job.ports.clock.now() };
}

/** The outcome, or the refusal of a service that no longer holds what the plan was made from. */
async function apply(
  { job, step, action }: Run,
  { world, answers }: Situation,
  seen: Look,
  plan: Plan,
): Promise<Outcome | PortError> {
  const { ports, session, consent } = job;
  // What is done at each call is not made from what the world lacks.
  const again =
    action.runsAlways === true
      ? { anyAccount: true }
      : { replan: () => replan(job, step, action, seen, answers) };
  const named = { id: step.id, line: lineOf(job, step) };
  try {
    return await advance(ports, { step: named, world, session, answers, consent, ...again }, plan);
  } catch (error) {
    if (error instanceof PortError && error.outdated) return error;
    const failure = error instanceof PortError ? failureOf(error) : error;
    throw failure instanceof Failure ? afterChanges(failure, session.changes()) : failure;
  }
}

/** Looks until what was done shows, or until it is clear that it will not do so soon. */
async function lookSettled(run: Run, answers: Answers): Promise<Look> {
  const { job, step, action, steps } = run;
  let seen = await look(job, steps, null, answers);
  // What a flag asked for is done once, and planned no more.
  if (action.requestedBy?.(answers) === true || action.runsAlways === true) return seen;
  for (const pause of SETTLING) {
    const isOpen = statusOf(seen.steps, step.id) === 'todo';
    if (!isOpen || !isKnown(action.plan(situation(run, seen, answers)), run)) return seen;
    await job.ports.clock.sleep(pause);
    seen = await look(job, steps, null, answers);
  }
  return seen;
}

/** Whether a plan holds nothing but what this run has made. */
function isKnown(plan: Plan, { made }: Run): boolean {
  return changingLines(plan).every((line) => made.has(line));
}

/** Two outcomes of one run as one. */
export function merged(before: Outcome | null, after: Outcome): Outcome {
  if (before === null) return after;
  const lines = (outcome: Outcome) => outcome.shown.changes ?? [];
  return {
    applied: before.applied || after.applied,
    outdated: after.outdated,
    shown: { ...before.shown, ...after.shown, changes: [...lines(before), ...lines(after)] },
    parts: [...before.parts, ...after.parts],
    concluded: after.concluded ?? before.concluded,
  };
}
