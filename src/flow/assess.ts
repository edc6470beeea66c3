import type { Checklist } from '../core/checklist.ts';
import { finding } from '../core/model/findings.ts';
import { runs } from '../core/model/remedy.ts';
import type { Reporter, StepId, StepReport } from '../core/model/types.ts';
import type { SourceKey, World } from '../core/world.ts';
import type { Answers } from '../steps/input.ts';
import type { Step } from '../steps/step.ts';

/** These steps and the steps that they depend on, in the order of the checklist; those read no more than they judge by. */
export function withNeeds(ids: readonly StepId[], all: readonly Step[]): readonly Step[] {
  const wanted = new Set<StepId>();
  const add = (id: StepId): void => {
    wanted.add(id);
    for (const need of stepOf(id, all).needs) add(need);
  };
  for (const id of ids) add(id);
  return all
    .filter((step) => wanted.has(step.id))
    .map((step) => (ids.includes(step.id) ? step : withoutNotices(step)));
}

/** A step that another one depends on: it reads only what it judges by, not what it merely notices. */
export function withoutNotices(step: Step): Step {
  return { ...step, notices: [] };
}

/** The step of this id; its data is known by it. */
export function stepOf<Id extends Reporter>(id: Id, all: readonly Step[]): Step<Answers, Id>;
export function stepOf(id: StepId, all: readonly Step[]): Step;
export function stepOf(id: StepId, all: readonly Step[]): Step {
  const step = all.find((each) => each.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  return step;
}

/** What the command of this step judges; one that acts at each call judges by its own run. */
export function stepsOfRun(
  step: Step,
  shown: readonly StepId[],
  all: readonly Step[],
): readonly Step[] {
  return step.action?.runsAlways === true ? [step] : withNeeds(shown, all);
}

export function sourcesOf(steps: readonly Step[]): ReadonlySet<SourceKey> {
  return new Set(steps.flatMap((step) => [...step.reads, ...(step.notices ?? [])]));
}

/** Files and stores that the answers name to these steps. */
export function placesOf(
  steps: readonly Step[],
  answers: Answers,
  domain: string,
): readonly string[] {
  return steps.flatMap(({ action }) => action?.places?.(answers, domain) ?? []);
}

/** Judges each step over the same snapshot; `blocked` and `unknown` are passed on to what needs them. */
export function assess(
  steps: readonly Step[],
  world: World,
  checklist: Checklist,
  now: Date,
): readonly StepReport[] {
  const judged = new Map<StepId, StepReport>();
  for (const step of steps) {
    const needs = step.needs.flatMap((id) => judged.get(id) ?? []);
    judged.set(step.id, judge(step, needs, world, checklist, now));
  }
  return [...judged.values()];
}

function judge(
  step: Step,
  needs: readonly StepReport[],
  world: World,
  checklist: Checklist,
  now: Date,
): StepReport {
  const { id, title } = step;
  const own = step.diagnose(world, checklist, now);
  if (own.status !== 'todo' && own.status !== 'unknown') return { id, title, ...own };
  const unknown = needs.find((need) => need.status === 'unknown');
  if (unknown !== undefined) {
    const summary = `depends on ${unknown.id}, which could not be checked`;
    return { id, title, status: 'unknown', summary, findings: unknown.findings };
  }
  const first = needs.find((need) => need.status !== 'done' && need.status !== 'skipped');
  if (first === undefined) return { id, title, ...own };
  const blocked = finding(
    'step/blocked',
    `This step depends on ${first.id}, which is not done: ${first.summary}.`,
    {
      fix: runs(`ses-migrate ${first.id}`),
    },
  );
  return { id, title, status: 'blocked', summary: `after ${first.id}`, findings: [blocked] };
}
