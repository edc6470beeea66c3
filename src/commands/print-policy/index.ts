import { emptyChecklist } from '../../core/checklist.ts';
import { choicesIn } from '../../flow/inputs.ts';
import { paragraph } from '../../render/wrap.ts';
import { onlySender } from '../../steps/make-smtp-creds/inputs.ts';
import { fullMailFrom } from '../../steps/verify-domain/inputs.ts';
import type { Command, Context, Invocation } from '../command.ts';
import { commandsWithRights, namedCommands } from './commands.ts';
import { type PrintPolicyOptions, printPolicyInputs } from './inputs.ts';
import { parseRole, printPolicy } from './policy.ts';

export const printPolicyCommand: Command<PrintPolicyOptions> = {
  id: 'print-policy',
  summary: 'Print a least-privilege IAM policy for the operator or the sender',
  group: 'tools',
  subject: 'domain',
  argument: '[role] [domain]',
  first: { key: 'role', parse: parseRole },
  inputs: printPolicyInputs,
  sender: ({ from }) => onlySender(from),
  canWait: false,
  examples: [
    'print-policy operator --for verify-domain,check-dns > policy.json',
    'print-policy sender --from billing@acme.example --format terraform',
  ],
  // stdout holds the policy only, to be piped.
  present: ({ data }, { stderr }) =>
    'policy' in data
      ? {
          result: data.text,
          notes: data.notes.map((note) => paragraph('', note, stderr.columns).join('\n')),
          annotated: false,
        }
      : null,
  run,
};

/** Reads only the account, if it is not known; saves nothing. */
async function run(context: Context, { answers }: Invocation<PrintPolicyOptions>) {
  const all = commandsWithRights(context.commands, context.steps);
  const commands = answers.for === undefined ? all : namedCommands(answers.for, all);
  const { ports, stored, region, domain } = await context.open();
  if (domain === null) throw new Error('print-policy without a domain');
  const known = stored?.domain === domain ? stored : emptyChecklist();
  const choices = { ...known.choices, ...choicesIn(printPolicyInputs, answers) };
  const { mailFrom } = choices;
  const checklist = {
    ...known,
    choices:
      mailFrom === undefined ? choices : { ...choices, mailFrom: fullMailFrom(mailFrom, domain) },
  };
  return printPolicy({
    role: parseRole(answers.role),
    subject: { domain, region },
    answers,
    commands,
    checklist,
    caller: ports.sts.caller,
  });
}
