import type { Checklist } from '../core/checklist.ts';
import { emptyChecklist } from '../core/checklist.ts';
import { STEP_IDS, type StepId } from '../core/model/types.ts';
import { parseAddress } from '../core/parse/address.ts';
import { stepOf } from '../flow/assess.ts';
import { flagsOf, missingAmong, missingFlags } from '../flow/inputs.ts';
import { askDomain, askRegion, checkedDomain, findRegionName } from '../flow/target.ts';
import type { Answers } from '../steps/input.ts';
import { isSet, textOf } from './answers.ts';
import { typedLine } from './command-line.ts';
import type { Doors } from './open-ports.ts';
import type { Invocation } from './parse.ts';

/** What the run is about. `domain` is null where the command needs none, or names several. */
export interface About {
  readonly region: string;
  readonly domain: string | null;
}

/** The Region and the domain: given, remembered, or asked for. Without a person all that is missing is named at once. */
export async function findSubject(
  invocation: Invocation,
  { talk, regionSources }: Doors,
  stored: Checklist | null,
): Promise<About> {
  const { prompt } = talk;
  const found = await findRegionName({ ...regionSources, checklist: stored?.region ?? null });
  const known = knownDomain(invocation, stored);
  const needsDomain =
    !namesSeveral(invocation) &&
    invocation.command !== 'verify-address' &&
    !isSet(invocation.answers, 'fromSecretStdin');
  const domainMissing = needsDomain && known === null;
  if (!prompt.interactive && (found === null || domainMissing)) {
    throw everythingMissing(invocation, found === null, domainMissing, prompt.because);
  }
  const domain = domainMissing ? await askDomain(prompt) : known;
  const region = found?.region ?? (await askRegion(prompt));
  return { region, domain: needsDomain && domain !== null ? await checkedDomain(domain) : null };
}

function namesSeveral({ command, operands, answers }: Invocation): boolean {
  return (
    command === 'check-dns' && (operands.length > 1 || textOf(answers, 'domainsFile') !== null)
  );
}

function knownDomain(
  { command, operands, answers }: Invocation,
  stored: Checklist | null,
): string | null {
  const variable = process.env.SES_MIGRATE_DOMAIN ?? null;
  return (
    (takesDomain(command) ? operands[0] : textOf(answers, 'domain')) ??
    stored?.domain ??
    domainOfSender(answers) ??
    (variable === '' ? null : variable)
  );
}

/** Whether the domain is what the command names; else it has a flag, or comes from elsewhere. */
function takesDomain(command: Invocation['command'] | 'status'): boolean {
  return command === 'verify-domain' || command === 'check-dns' || command === 'export';
}

/** `send-test --from a@acme.example` says the domain where nothing else does. */
function domainOfSender(answers: Answers): string | null {
  const from = textOf(answers, 'from');
  if (from === null || from.startsWith('*@')) return null;
  return parseAddress(from).address.split('@')[1] ?? null;
}

function everythingMissing(
  invocation: Invocation,
  region: boolean,
  domain: boolean,
  because: string,
): Error {
  const { command, operands, answers, globals } = invocation;
  const step = STEP_IDS.find((id): id is StepId => id === command);
  const needed =
    step === undefined ? [] : (stepOf(step).action?.inputs(answers, emptyChecklist()) ?? []);
  const consents =
    step !== undefined && stepOf(step).action !== undefined && !globals.yes && !globals.dryRun;
  const flags = [
    ...(region ? ['--region <region>'] : []),
    ...flagsOf(missingAmong(needed, answers, false)),
    ...(consents ? ['--yes'] : []),
  ];
  const name = command === 'walk' ? 'status' : command;
  const address = name === 'verify-address' && operands.length === 0;
  const example = [
    ...(address ? ['you@example.com'] : []),
    ...(domain && takesDomain(name) ? ['example.com'] : []),
  ];
  const typed = typedLine({ ...invocation, command: name, operands: [...operands, ...example] });
  const byFlag = domain && name === 'print-policy' ? `${typed} --domain example.com` : typed;
  const byVariable = domain && !takesDomain(name) && name !== 'print-policy';
  const line = byVariable ? `SES_MIGRATE_DOMAIN=example.com ${typed}` : byFlag;
  const missing = [...(domain ? ['domain'] : []), ...(address ? ['address'] : []), ...flags];
  return missingFlags(missing, line, because);
}
