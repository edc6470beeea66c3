import { printPolicyInputs } from '../commands/policy.inputs.ts';
import { parseRole, printPolicy } from '../commands/print-policy.ts';
import { parseAddresses, verifyAddresses } from '../commands/verify-address/index.ts';
import { type Checklist, emptyChecklist } from '../core/checklist.ts';
import type { Report } from '../core/model/types.ts';
import { choicesIn, missingFlags } from '../flow/inputs.ts';
import { checkSubject, openSession } from '../flow/session.ts';
import type { Ports } from '../ports/index.ts';
import { checkFlags } from '../steps/make-smtp-creds/inputs.ts';
import { fullMailFrom } from '../steps/verify-domain/inputs.ts';
import { typedLine } from './command-line.ts';
import { consentOf, waitLimit } from './job.ts';
import type { Invocation } from './parse.ts';
import type { About } from './subject.ts';

/** The commands beside the checklist's steps. */

/** What stands behind the command, and flags that do not go together, before anything is looked for. */
export function checkOperands({ command, operands, answers }: Invocation): void {
  if (command === 'print-policy') parseRole(operands);
  if (command === 'verify-address') parseAddresses(operands);
  if (command === 'make-smtp-creds') checkFlags(answers);
}

/** Nothing is read but, where nobody says it, the account; nothing is kept. */
export function policyOf(
  { answers, operands }: Invocation,
  ports: Ports,
  stored: Checklist | null,
  { region, domain }: About,
): Promise<Report> {
  const role = parseRole(operands);
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
    role,
    subject: { domain, region },
    answers,
    checklist,
    caller: ports.aws.caller,
  });
}

/** Addresses need a Region and no domain; what was asked for is kept in the checklist all the same. */
export async function addressesOf(
  invocation: Invocation,
  ports: Ports,
  stored: Checklist | null,
  region: string,
): Promise<Report> {
  const { answers, operands, globals, waitMs } = invocation;
  const addresses = parseAddresses(
    operands.length > 0 ? operands : await askAddresses(invocation, ports.prompt),
  );
  const domain = stored?.domain ?? null;
  checkSubject(stored, ports.store.path, { domain, region });
  return verifyAddresses({
    ports,
    session: openSession(ports, stored, { domain, region }),
    region,
    addresses,
    answers,
    consent: consentOf(globals),
    lockWaitMs: globals.lockWaitMs,
    waitMs: waitLimit(waitMs, false),
    typed: typedLine({ ...invocation, operands: addresses }),
  });
}

async function askAddresses(
  invocation: Invocation,
  prompt: Ports['prompt'],
): Promise<readonly string[]> {
  const line = typedLine({ ...invocation, operands: ['you@example.com'] });
  if (!prompt.interactive) throw missingFlags(['address'], line, prompt.because);
  const text = await prompt.text('Which addresses shall SES verify? (separated by spaces)', {
    validate: (typed) => typed.trim() !== '' || 'Please type an address, or press Ctrl-C to stop.',
  });
  return text.trim().split(/[\s,]+/);
}
