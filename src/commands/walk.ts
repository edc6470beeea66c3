import { cancelled, Declined, Failure } from '../core/model/errors.ts';
import type { Report, StepReport } from '../core/model/types.ts';
import { actLocked } from '../flow/act.ts';
import { stepOf } from '../flow/assess.ts';
import type { Job, Look } from '../flow/job.ts';
import { look } from '../flow/look.ts';
import { showWaiting, statusOf } from '../flow/pending.ts';
import { LONGEST_WAIT, waitFor } from '../flow/wait.ts';
import type { Ports } from '../ports/index.ts';
import { failureLines } from '../render/failure.ts';
import { checklistLines, stepLines } from '../render/report.ts';
import { paragraph } from '../render/wrap.ts';
import type { Answers } from '../steps/input.ts';
import type { ActionChoices, Step } from '../steps/step.ts';
import type { Command } from './command.ts';
import { openJob, reportAndKeep } from './job.ts';
import { statusReport } from './status.ts';
import { besideCards, cardsFor } from './walk-cards.ts';

/** The bare `ses-migrate`. */
export const walkCommand: Command = {
  id: 'walk',
  summary: 'Walk through the migration step by step',
  group: 'checklist',
  subject: 'domain',
  argument: null,
  inputs: [],
  canWait: false,
  beginsChecklist: true,
  examples: [],
  bare: 'status',
  run: async (context, options) => reportAndKeep(await openJob(context, options), walk),
};

/** To act, with the answers of the way that was chosen. */
type Move = { readonly act: Answers } | Pause;

type Pause = 'wait' | 'again' | 'later' | 'stop';

/**
 * The walkthrough: shows the checklist, goes to the first step that is not done, applies it after consent, or
 * waits. Without a terminal it runs `status`. The subcommands do everything the same way.
 */
export async function walk(job: Job): Promise<Report> {
  const { ports } = job;
  let seen = await look(job, job.checklistSteps);
  if (!ports.prompt.interactive) return statusReport(job, seen);
  greet(job, seen);
  const postponed = new Set<string>();
  for (;;) {
    const step = nextStep(seen, postponed);
    if (step === null) return statusReport(job, seen);
    const move = await chooseMove(job, step, seen);
    if (move === 'stop') return statusReport(job, seen);
    if (move === 'later') postponed.add(step.id);
    else {
      const made = await make(move, job, step, seen);
      if (made === 'stop') return statusReport(job, seen);
      if (made === 'later') postponed.add(step.id);
      else {
        seen = made;
        showDone(job, step, seen);
      }
    }
    if (typeof move === 'object' && job.consent.dryRun) return statusReport(job, seen);
  }
}

function greet({ ports, subject }: Job, seen: Look): void {
  const { output } = ports;
  output.note(`Moving e-mail of ${subject.domain} to Amazon SES in ${subject.region}.`);
  output.note(`Press Ctrl-C to stop at any time. Run the same command to continue.\n`);
  for (const line of checklistLines(seen.steps, output.stderr)) output.note(line);
  output.note('');
}

function reportOf({ id }: Pick<StepReport, 'id'>, seen: Look): StepReport | null {
  return seen.steps.find((each) => each.id === id) ?? null;
}

/** The result of a step, if it is done now. */
function showDone({ ports, checklistSteps }: Job, { id }: StepReport, seen: Look): void {
  const { output } = ports;
  const now = reportOf({ id }, seen);
  if (now?.status !== 'done') return;
  for (const line of stepLines(now, output.stderr)) output.note(line);
  // What a step offers would do harm before the steps that its command waits for are done as well.
  const offering = checklistSteps.filter((step) => {
    const ids = [step.id, ...(step.command.waitsFor ?? [])];
    return ids.includes(id) && ids.every((each) => statusOf(seen.steps, each) === 'done');
  });
  const offers = offering.flatMap((step) => reportOf(step, seen)?.offers ?? []);
  for (const { command, why } of offers) {
    const lines = paragraph('    ', `${why}:`, output.stderr.columns);
    output.note([...lines, `      ${command}`].join('\n'));
  }
}

/** The first step that is open: not done, not blocked, not postponed in this walk. */
function nextStep(seen: Look, postponed: ReadonlySet<string>): StepReport | null {
  const open = seen.steps.filter(
    (step) => !['done', 'skipped', 'blocked'].includes(step.status) && !postponed.has(step.id),
  );
  return open[0] ?? null;
}

async function chooseMove(job: Job, step: StepReport, seen: Look): Promise<Move> {
  const { ports } = job;
  const { output, prompt } = ports;
  output.note(`\nStep ${seen.steps.indexOf(step) + 1} of ${seen.steps.length}: ${step.title}\n`);
  const definition = stepOf(step.id, job.checklistSteps);
  const cards = cardsFor(job, definition, seen);
  const shown = cards.length > 0 ? besideCards(step) : step;
  for (const line of [...stepLines(shown, output.stderr), '']) output.note(line);
  const others = nextStep(seen, new Set([step.id])) !== null;
  const choices = definition.action?.choices?.(step.findings) ?? null;
  if (choices !== null) return chooseWay(prompt, choices, others);
  if (step.status === 'todo' && definition.action !== undefined) return { act: {} };
  for (const line of cards) output.note(line);
  if (cards.length > 0) output.note('');
  return prompt.select<Pause>(`${step.id}: what now?`, [
    { value: 'wait', name: 'wait here and check again automatically' },
    { value: 'again', name: 'check again now' },
    ...waysOut(others),
  ]);
}

function waysOut(others: boolean): readonly { value: Pause; name: string }[] {
  return [
    ...(others ? [{ value: 'later' as const, name: 'do another step first' }] : []),
    { value: 'stop', name: 'stop; run the same command later to continue' },
  ];
}

async function chooseWay(
  prompt: Ports['prompt'],
  { question, ways }: ActionChoices,
  others: boolean,
): Promise<Move> {
  const pauses = waysOut(others);
  const picked = await prompt.select<string>(question, [
    ...ways.map(({ id, name }) => ({ value: id, name })),
    ...pauses,
  ]);
  const way = ways.find(({ id }) => id === picked);
  return way === undefined
    ? (pauses.find(({ value }) => value === picked)?.value ?? 'stop')
    : { act: way.answers };
}

async function make(
  move: Exclude<Move, 'stop' | 'later'>,
  job: Job,
  step: StepReport,
  seen: Look,
): Promise<Look | 'later' | 'stop'> {
  if (move === 'again') return look(job, job.checklistSteps);
  if (move === 'wait') return waitHere(job, step, seen);
  const definition = stepOf(step.id, job.checklistSteps);
  try {
    const walking = { ...job, answers: { ...job.answers, walk: true, ...move.act } };
    const { seen: now, outcome } = await actLocked(walking, definition, job.checklistSteps, seen);
    const lags = outcome?.applied === true && isUnchanged(definition, now);
    return lags ? await afterLag(job) : now;
  } catch (error) {
    if (error instanceof Declined) return afterNo(job, step, seen);
    if (!(error instanceof Failure) || error.exitCode === 130) throw error;
    return afterFailure(job, step, seen, error);
  }
}

/** The change is not visible yet: planning now would apply it twice. */
function isUnchanged({ id, action }: Step, now: Look): boolean {
  return statusOf(now.steps, id) === 'todo' && action?.runsAlways !== true;
}

async function afterLag(job: Job): Promise<Look> {
  const continues = await askToContinue(job);
  if (continues) return look(job, job.checklistSteps);
  throw cancelled('Stopped. Run the same command in a minute to continue.');
}

/** A "no" ends nothing: the same step with other answers, another step, or the end. */
async function afterNo(job: Job, step: StepReport, seen: Look): Promise<Look | 'later' | 'stop'> {
  job.ports.output.note('\nThis plan was not applied.\n');
  const picked = await askHowOn(job, step, seen, 'answer again; your answers are kept');
  // An earlier plan of the same step can have been applied.
  return picked === 'again' ? look(job, job.checklistSteps) : picked;
}

/** A failed step does not end the walk: the reason is shown, and the person decides. */
async function afterFailure(
  job: Job,
  step: StepReport,
  seen: Look,
  failure: Failure,
): Promise<Look | 'later'> {
  const { output } = job.ports;
  output.show(`\n${failureLines(failure, output.stderr.columns).join('\n')}\n`);
  const picked = await askHowOn(job, step, seen, 'try again, also with other answers');
  if (picked === 'stop') throw failure;
  return picked === 'again' ? look(job, job.checklistSteps) : picked;
}

function askHowOn(
  { ports }: Job,
  { id }: StepReport,
  seen: Look,
  again: string,
): Promise<'again' | 'later' | 'stop'> {
  const others = nextStep(seen, new Set([id])) !== null;
  return ports.prompt.select<'again' | 'later' | 'stop'>('What now?', [
    { value: 'again', name: again },
    ...(others ? [{ value: 'later' as const, name: 'do another step first' }] : []),
    { value: 'stop', name: 'stop here; run the same command later to continue' },
  ]);
}

async function askToContinue({ ports }: Job): Promise<boolean> {
  const answer = await ports.prompt.select('What now?', [
    { value: 'again', name: 'check again and continue' },
    { value: 'stop', name: 'stop here' },
  ]);
  return answer === 'again';
}

async function waitHere(job: Job, step: StepReport, seen: Look): Promise<Look> {
  const { ports } = job;
  const before = statusOf(seen.steps, step.id);
  const since = ports.clock.now();
  const last = await waitFor(ports.clock, {
    limit: LONGEST_WAIT,
    look: () => look(job, job.checklistSteps, seen),
    settled: (now) => hasMoved(before, statusOf(now.steps, step.id)),
    onPause: (now, pause) => showWaiting(ports.output, reportOf(step, now), since, pause),
  });
  ports.output.endProgress();
  return last;
}

/** Done, or no longer waiting, so a person has to act. */
function hasMoved(before: StepReport['status'], now: StepReport['status']): boolean {
  return now === 'done' || (before === 'waiting' && now !== 'waiting');
}
