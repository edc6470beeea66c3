import { type Right, rightsTo, rightTo } from '../../core/aws/permissions.ts';
import { missingFlags } from '../../flow/inputs.ts';
import { checkSubject, openSession } from '../../flow/session.ts';
import { rightsToRead } from '../../observe/rights.ts';
import type { Ports } from '../../ports/index.ts';
import type { Command, Context, Invocation } from '../command.ts';
import { commandLineOf } from '../command-line.ts';
import { consentOf, waitLimit } from '../job.ts';
import { type VerifyAddressOptions, verifyAddressInputs } from './inputs.ts';
import { ADDRESS_SOURCES, parseAddresses, verifyAddresses } from './verify.ts';

const EXAMPLE = 'you@example.com';

const RIGHTS: readonly Right[] = [
  // The addresses, and the domains above them.
  rightTo('ses:GetEmailIdentity', 'identities'),
  rightTo('ses:CreateEmailIdentity', 'addresses', 'configuration-set'),
  ...rightsTo('ses:DeleteEmailIdentity', 'ses:TagResource'),
];

export const verifyAddressCommand: Command<VerifyAddressOptions> = {
  id: 'verify-address',
  summary: 'Verify single addresses through a link that SES sends to them',
  group: 'tools',
  beginsChecklist: true,
  subject: 'none',
  argument: '[address...]',
  inputs: verifyAddressInputs,
  canWait: true,
  rights: (_steps, sources) => [...rightsToRead(ADDRESS_SOURCES, sources), ...RIGHTS],
  examples: [
    'verify-address ann@example.com bob@example.com --wait',
    'verify-address ann@example.com --confirm ann@example.com',
  ],
  needs: () => ({
    inputs: [],
    consents: false,
    operand: { name: 'address', example: EXAMPLE },
  }),
  check: ({ operands }) => void parseAddresses(operands),
  run,
};

/** Addresses need a Region and no domain; the checklist still records the requests. */
async function run(context: Context, options: Invocation<VerifyAddressOptions>) {
  const { ports, stored, region, sources } = await context.open();
  const { answers, operands, globals, waitMs } = options;
  const addresses = parseAddresses(
    operands.length > 0 ? operands : await askAddresses(options, ports.prompt),
  );
  const domain = stored?.domain ?? null;
  checkSubject(stored, ports.store.path, { domain, region }, sources);
  return verifyAddresses({
    ports,
    session: openSession(ports, stored, { domain, region }),
    region,
    addresses,
    answers,
    consent: consentOf(globals),
    lockWaitMs: globals.lockWaitMs,
    waitMs: waitLimit(waitMs, false),
    typed: commandLineOf({ ...options, operands: addresses }),
  });
}

async function askAddresses(
  options: Invocation,
  prompt: Ports['prompt'],
): Promise<readonly string[]> {
  const line = commandLineOf({ ...options, operands: [EXAMPLE] });
  if (!prompt.interactive) throw missingFlags(['address'], line, prompt.because);
  const text = await prompt.text('Which addresses should SES verify? (separated by spaces)', {
    validate: (typed) => typed.trim() !== '' || 'Type an address, or press Ctrl-C to stop.',
  });
  return text.trim().split(/[\s,]+/);
}
