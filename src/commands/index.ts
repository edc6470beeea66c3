import { STEPS } from '../steps/index.ts';
import type { Step } from '../steps/step.ts';
import { runCheckDns } from './check-dns/run.ts';
import type { Command } from './command.ts';
import { explainCommand } from './explain.ts';
import { exportCommand } from './export/index.ts';
import { helpCommand } from './help.ts';
import { runMakeSmtpCreds } from './make-smtp-creds/run.ts';
import { printPolicyCommand } from './print-policy/index.ts';
import { rehearseCommand } from './rehearse.ts';
import { statusCommand } from './status.ts';
import { commandOf } from './step-command.ts';
import { verifyAddressCommand } from './verify-address/index.ts';
import { walkCommand } from './walk.ts';

/** What the subcommand of a step does where it is more than to run the step. */
const OWN: ReadonlyMap<string, Command['run']> = new Map([
  ['check-dns', runCheckDns],
  ['make-smtp-creds', runMakeSmtpCreds],
]);

/** The commands that are no step, in the order of help. */
export const OTHERS: readonly Command[] = [
  verifyAddressCommand,
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
    ...steps.map((step) => commandOf(step, steps, OWN.get(step.id))),
    statusCommand(steps),
    ...others,
  ];
}

export const COMMANDS: readonly Command[] = commandsOver(STEPS);
