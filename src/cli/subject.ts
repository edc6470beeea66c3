import type { Command, Invocation } from '../commands/command.ts';
import { commandLineOf } from '../commands/command-line.ts';
import { type Checklist, emptyChecklist, withAnswer } from '../core/checklist.ts';
import { Failure, usage } from '../core/model/errors.ts';
import { parseAddress } from '../core/parse/address.ts';
import { printable } from '../core/text/printable.ts';
import { flagsOf, missingAmong, missingFlags } from '../flow/inputs.ts';
import type { SubjectSources } from '../flow/session.ts';
import {
  askDomain,
  askRegion,
  checkedDomain,
  findRegionName,
  regionConflict,
} from '../flow/target.ts';
import type { Ports } from '../ports/index.ts';
import type { Given } from '../steps/input.ts';
import type { OpenPorts } from './open-ports.ts';

/** What the run is about. `domain` is null where the command needs none, or names several. */
interface Subject {
  readonly region: string;
  readonly domain: string | null;
  readonly sources: SubjectSources;
}

/** The Region and the domain: given, remembered, or prompted for. Without a terminal, the error names everything that is missing. */
export async function findSubject(
  invocation: Invocation,
  { talk, regionSources }: Pick<OpenPorts, 'talk' | 'regionSources'>,
  stored: Checklist | null,
  commands: readonly Command[],
): Promise<Subject> {
  const { prompt, store } = talk;
  const sources = { ...regionSources, checklist: stored?.region ?? null };
  const found = await findRegionName(sources);
  const needsDomain = isAboutOneDomain(invocation);
  const known = needsDomain ? knownDomain(invocation, stored) : null;
  const domainMissing = needsDomain && known === null;
  if (!prompt.interactive && (found === null || domainMissing)) {
    const missing = { region: found === null, domain: domainMissing };
    throw await withBadDomain(invocation, known, (shown) =>
      everythingMissing(shown, commands, missing, prompt.because),
    );
  }
  const conflicts = [await regionConflict(sources), domainConflict(known, stored, store.path)];
  for (const note of conflicts) if (note !== null) talk.output.note(note);
  if (invocation.command.bare !== undefined && prompt.interactive)
    greetNewcomer(talk.output, stored);
  const typed = domainMissing ? await askDomain(prompt, stored?.answers?.domain ?? null) : null;
  if (typed !== null && found === null) {
    // The Region is asked next, and a person who stops there has typed the domain.
    const checked = await checkedDomain(typed);
    await store.update((file) => withAnswer(file ?? emptyChecklist(), 'domain', checked));
  }
  const domain = typed ?? known?.domain ?? null;
  const region = found?.region ?? (await askRegion(prompt));
  return {
    region,
    domain: domain === null ? null : await checkedDomain(domain),
    sources: { region: found?.from ?? 'your answer', domain: known?.from ?? 'your answer' },
  };
}

/** A domain that is not valid is named together with what is missing, so that one more try is enough. */
async function withBadDomain(
  invocation: Invocation,
  known: Known | null,
  missing: (shown: Invocation) => Failure,
): Promise<Failure> {
  if (known === null) return missing(invocation);
  try {
    await checkedDomain(known.domain);
    return missing(invocation);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { operands, globals } = invocation;
    const others = missing({
      ...invocation,
      operands: operands.length === 0 ? [] : ['example.com'],
      globals: { ...globals, domain: globals.domain === null ? null : 'example.com' },
    });
    return new Failure(others.code, `${error.message} ${others.message}`, {
      exitCode: others.exitCode,
      fix: [...error.fixes, ...others.fixes],
    });
  }
}

/** What is said where the variable names another domain than the checklist that is used. */
function domainConflict(
  known: Known | null,
  stored: Checklist | null,
  path: string,
): string | null {
  const variable = process.env.SES_MIGRATE_DOMAIN || null;
  if (known === null || variable === null || known.domain !== stored?.domain) return null;
  if (variable.toLowerCase() === known.domain || known.from !== 'the checklist') return null;
  return `${path} is for ${known.domain}, which is used. SES_MIGRATE_DOMAIN is ${printable(variable)}.`;
}

/** Before the first question of the first walkthrough: what this is, what it does, and how to try it. */
function greetNewcomer(output: Ports['output'], stored: Checklist | null): void {
  if (stored !== null || isTrial(process.env)) return;
  for (const line of WELCOME) output.note(line);
}

const isTrial = ({ SES_MIGRATE_TRIAL }: NodeJS.ProcessEnv): boolean => Boolean(SES_MIGRATE_TRIAL);

const WELCOME = [
  'This moves the e-mail of a domain to Amazon SES: DNS records, production access,',
  'SMTP credentials, and a test message that is proven to arrive.',
  '',
  'Nothing is changed before you have seen it and said yes. Your answers are kept in',
  'ses-migrate.json, so you can stop with Ctrl-C and continue later.',
  '',
  'Try it first, without AWS: ses-migrate rehearse',
  '',
];

/** Throws Failure `usage/flags-apart` if two domains are given, or one to a command that takes none. */
export function checkDomainFlag({ command, operands, globals }: Invocation<Given>): void {
  if (globals.domain === null || command.inputs.some(({ key }) => key === 'domain')) return;
  if (command.subject === 'none') {
    throw usage('flags-apart', `--domain does not apply to ${command.id}.`, 'Leave --domain out.');
  }
  const [operand] = operands;
  if (operand === undefined) return;
  if (operands.length === 1 && isSameName(operand, globals.domain)) return;
  throw usage(
    'flags-apart',
    `The command line names different domains: ${operands.join(' ')} and --domain ${globals.domain}.`,
    'Leave one of them out.',
  );
}

/** Capitals and a final dot make no other domain (RFC 1035, 2.3.3; RFC 1034, 3.1). */
function isSameName(one: string, other: string): boolean {
  const plain = (text: string) => text.trim().toLowerCase().replace(/\.$/, '');
  return plain(one) === plain(other);
}

function isAboutOneDomain({ command, operands, answers }: Invocation): boolean {
  if (command.subject === 'none' || command.needsNoDomain?.(answers) === true) return false;
  return command.subject === 'domain' || operands.length <= 1;
}

interface Known {
  readonly domain: string;
  /** A flag, a variable, or what else names it. */
  readonly from: string;
}

function knownDomain(
  { command, operands, answers, globals }: Invocation,
  stored: Checklist | null,
): Known | null {
  const named: readonly [string | null | undefined, string][] = [
    [operands[0], 'the command line'],
    [globals.domain, '--domain'],
    [stored?.domain, 'the checklist'],
    [domainOfSender(command.sender?.(answers)), '--from'],
    [process.env.SES_MIGRATE_DOMAIN, 'SES_MIGRATE_DOMAIN'],
  ];
  for (const [domain, from] of named) if (domain) return { domain, from };
  return null;
}

/** `send-test --from a@acme.example` gives the domain if nothing else does. */
function domainOfSender(from: string | undefined): string | null {
  if (from === undefined || from.startsWith('*@')) return null;
  return parseAddress(from).address.split('@')[1] ?? null;
}

function everythingMissing(
  invocation: Invocation,
  commands: readonly Command[],
  { region, domain }: { readonly region: boolean; readonly domain: boolean },
  because: string,
): Failure {
  const { answers, globals, operands } = invocation;
  // Without a terminal, the command that has no name runs another one.
  const command = commands.find(({ id }) => id === invocation.command.bare) ?? invocation.command;
  const needs = command.needs?.(answers) ?? { inputs: [], consents: false };
  const operand = operands.length === 0 ? needs.operand : undefined;
  const flags = [
    ...(region ? ['--region <region>'] : []),
    ...flagsOf(missingAmong(needs.inputs, answers, false)),
    ...(needs.consents && !globals.yes && !globals.dryRun ? ['--yes'] : []),
  ];
  const examples = [...(operand ? [operand.example] : []), ...(domain ? ['example.com'] : [])];
  const line = commandLineOf({ ...invocation, command, operands: [...operands, ...examples] });
  const missing = [...(domain ? ['domain'] : []), ...(operand ? [operand.name] : []), ...flags];
  return missingFlags(missing, line, because);
}
