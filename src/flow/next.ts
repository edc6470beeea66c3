import { repeatsFindings } from '../core/model/status.ts';
import type { Next, StepId, StepReport } from '../core/model/types.ts';
import type { Step } from '../steps/step.ts';

/**
 * The commands that come next, for the steps that are not done: at most one a step. `settled`: steps beside these that
 * are known to be done.
 */
export function nextOf(
  steps: readonly StepReport[],
  all: readonly Step[],
  settled: readonly StepId[] = [],
): readonly Next[] {
  const ids = steps.filter(({ status }) => status === 'done').map(({ id }) => id);
  const done = [...ids, ...settled].map((id) => `ses-migrate ${id}`);
  const open = steps
    .filter((step) => step.status !== 'unknown' || !repeatsFindings(step, steps))
    .flatMap((step) => nextOfStep(step, all))
    .filter(
      ({ command }) => !done.some((name) => command === name || command.startsWith(`${name} `)),
    );
  return [...open, ...steps.flatMap((step) => step.offers ?? [])];
}

function nextOfStep(step: StepReport, all: readonly Step[]): readonly Next[] {
  const { id, title, status, findings } = step;
  const own = all.find((each) => each.id === id);
  const special = own?.nextWhile?.(step) ?? null;
  if (special !== null) return special;
  switch (status) {
    case 'waiting':
      return [{ command: `ses-migrate ${id} --wait`, why: 'wait until it is done' }];
    case 'todo':
      return [{ command: `ses-migrate ${id}`, why: verbPhrase(own?.command.summary ?? title) }];
    case 'problem':
      return [{ command: `ses-migrate ${id}`, why: 'after you fix the problem above' }];
    case 'unknown':
      return [{ command: `ses-migrate ${id}`, why: 'check again what could not be read' }];
    case 'blocked':
      return findings.flatMap(({ fixes = [], message }) =>
        fixes.flatMap(({ command }) => (command === undefined ? [] : [{ command, why: message }])),
      );
    case 'done':
      return own?.next ?? [];
    case 'skipped':
      return [];
  }
}

/** A summary as the reason for a command. */
function verbPhrase(summary: string): string {
  return `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`;
}
