import { repeatsFindings } from '../core/model/status.ts';
import type { Next, StepReport } from '../core/model/types.ts';
import { STEPS } from '../steps/index.ts';
import type { Step } from '../steps/step.ts';

/** What is not replaced without being named. */
const CHOICES = new Set(['route53/conflict', 'cloudflare/conflict', 'cloudflare/proxied']);

/** The commands that come next, for the steps that are not done: at most one a step. */
export function nextOf(
  steps: readonly StepReport[],
  all: readonly Step[] = STEPS,
): readonly Next[] {
  const done = steps
    .filter((step) => step.status === 'done')
    .map((step) => `ses-migrate ${step.id}`);
  const open = steps
    .filter((step) => step.status !== 'unknown' || !repeatsFindings(step, steps))
    .flatMap((step) => nextOfStep(step, all))
    .filter(
      ({ command }) => !done.some((name) => command === name || command.startsWith(`${name} `)),
    );
  return [...open, ...steps.flatMap((step) => step.offers ?? [])];
}

function nextOfStep(step: StepReport, all: readonly Step[]): readonly Next[] {
  const { id, status, findings } = step;
  switch (status) {
    case 'waiting':
      return [{ command: `ses-migrate ${id} --wait`, why: 'wait until it is done' }];
    case 'todo':
      return [todo(step, all)];
    case 'problem':
      // To replace what others put there is a choice: the finding says how, nothing invites to it.
      if (findings.some(({ code }) => CHOICES.has(code))) return [];
      return [{ command: `ses-migrate ${id}`, why: 'after you fix the problem above' }];
    case 'unknown':
      return [{ command: `ses-migrate ${id}`, why: 'check again after that can be read' }];
    case 'blocked':
      return findings.flatMap(({ fixes = [], message }) =>
        fixes.flatMap(({ command }) => (command === undefined ? [] : [{ command, why: message }])),
      );
    case 'done':
      return all.find((each) => each.id === id)?.next ?? [];
    case 'skipped':
      return [];
  }
}

function todo({ id, title, findings }: StepReport, all: readonly Step[]): Next {
  if (findings.some((each) => each.code === 'send/unproven')) {
    const why = 'verify a received message saved as FILE';
    return { command: 'ses-migrate send-test --eml FILE', why };
  }
  const untried = findings.find((each) => each.code === 'send/path-untried');
  if (untried !== undefined) {
    const why = 'test the other path to SES, if you use it';
    return { command: `ses-migrate send-test --via ${untried.subject}`, why };
  }
  const orphans = findings.filter((each) => each.code === 'smtp/orphaned-key');
  const named = orphans.map((each) => ` --confirm ${each.subject}`).join('');
  const summary = all.find((each) => each.id === id)?.command.summary ?? title;
  const why = `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`;
  return { command: `ses-migrate ${id}${named}`, why };
}
