import { emptyChecklist } from '../core/checklist.ts';
import { sourcesOf, stepsOfRun } from '../flow/assess.ts';
import { runStep } from '../flow/run.ts';
import { rightsToRead } from '../observe/rights.ts';
import type { Answers } from '../steps/input.ts';
import type { Step } from '../steps/step.ts';
import type { Command } from './command.ts';
import { openJob, reportAndKeep } from './job.ts';

/** A step's subcommand that does more than run the step. */
export interface OwnRun<Options = Answers> {
  readonly step: Step<Options>;
  readonly command: Pick<Command<Options>, 'run' | 'dnsOptions' | 'jsonForm'>;
}

/** The subcommand of a step; what `own` says, where there is one, comes instead. */
export function commandOf(step: Step, own?: OwnRun): Command {
  const { summary, note, inputs, examples, canWait, takesSeveral = false } = step.command;
  return {
    id: step.id,
    summary,
    ...(note === undefined ? {} : { note }),
    group: 'steps',
    beginsChecklist: true,
    subject: takesSeveral ? 'domains' : 'domain',
    argument: takesSeveral ? '[domain...]' : '[domain]',
    inputs,
    examples,
    canWait,
    needsNoDomain: (answers) => step.command.needsNoDomain?.(answers) === true,
    needs: (answers) => ({
      inputs: step.action?.inputs(answers, emptyChecklist()) ?? [],
      consents: step.action !== undefined,
    }),
    sender: (answers) => step.command.sender?.(answers),
    withoutDraft: (answers) => step.command.withoutDraft?.(answers) ?? null,
    rights: (steps, sources) => [
      ...rightsToRead(sourcesOf(stepsOfRun(step, [step.id], steps)), sources),
      ...(step.action?.rights ?? []),
    ],
    check: ({ answers }) => step.command.check?.(answers),
    run: async (context, options) => {
      const job = await openJob(context, options);
      return reportAndKeep(job, (opened) => runStep(opened, step.id));
    },
    ...own?.command,
  };
}
