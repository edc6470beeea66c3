import { STEPS } from '../steps/index.ts';
import type { Step } from '../steps/step.ts';
import { checkDnsRun } from './check-dns/run.ts';
import { checklistCommand } from './checklist/index.ts';
import type { Command } from './command.ts';
import { explainCommand } from './explain.ts';
import { exportCommand } from './export/index.ts';
import { helpCommand } from './help.ts';
import { makeSmtpCredsRun } from './make-smtp-creds/run.ts';
import { printPolicyCommand } from './print-policy/index.ts';
import { rehearseCommand } from './rehearse.ts';
import { statusCommand } from './status.ts';
import { commandOf, type OwnRun } from './step-command.ts';
import { verifyAddressCommand } from './verify-address/index.ts';
import { walkCommand } from './walk.ts';

/** Steps whose subcommand does more than run the step. */
const OWN_RUNS: readonly OwnRun[] = [checkDnsRun, makeSmtpCredsRun];

/** The commands beside the steps, in the order of help. */
export const OTHERS: readonly Command[] = [
  verifyAddressCommand,
  checklistCommand,
  exportCommand,
  printPolicyCommand,
  explainCommand,
  rehearseCommand,
  helpCommand,
];

/** Every command over these steps: parser, help, dispatch and errors are loops over this list. */
export function commandsOver(
  steps: readonly Step[],
  others: readonly Command[] = OTHERS,
): readonly Command[] {
  return [
    walkCommand,
    ...steps.map((step) =>
      commandOf(
        step,
        OWN_RUNS.find((own) => own.step === step),
      ),
    ),
    statusCommand,
    ...others,
  ];
}

export const COMMANDS: readonly Command[] = commandsOver(STEPS);
