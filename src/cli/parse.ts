import { Command, CommanderError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { usage } from '../core/model/errors.ts';
import { parseDuration } from '../core/parse/duration.ts';
import { nearest } from '../core/parse/nearest.ts';
import type { Answers, Given, Input } from '../steps/input.ts';
import { COMMANDS, type CommandId, type CommandSpec } from './commands.ts';
import { exportOperands } from './export.ts';
import { FLAGS_OF_ALL, helpFooter, INTRODUCTION } from './help.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Globals {
  readonly profile: string | null;
  readonly region: string | null;
  readonly checklist: string;
  readonly json: boolean;
  readonly yes: boolean;
  readonly noInput: boolean;
  readonly interactive: boolean;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean | null;
  readonly confirm: readonly string[];
  readonly noPreflight: boolean;
  /** Milliseconds to wait for another run that holds the checklist; 0: not at all. */
  readonly lockWaitMs: number;
}

/** The command line, understood; `walk` is the bare command. As typed, its options are `Given`. */
export interface Invocation<Options = Answers> {
  readonly command: CommandId | 'walk';
  readonly operands: readonly string[];
  readonly answers: Options;
  readonly globals: Globals;
  /** Milliseconds; null: do not wait; Infinity: as long as it takes. */
  readonly waitMs: number | null;
}

/** Help or the version: text for stdout and nothing else to do. */
export class ParsedAsText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Parses the arguments; throws Failure `usage/…` for what is unknown or wrong. */
export function parse(argv: readonly string[], env: Env): Invocation<Given> | ParsedAsText {
  let text = '';
  let invocation: Invocation<Given> | null = null;
  const program = createProgram((out) => {
    text += out;
  });
  for (const spec of COMMANDS) {
    addCommand(program, spec, (operands, options) => {
      invocation = toInvocation(spec, operands, options, env);
    });
  }
  // Before its --help would print the page of the whole program, as if that were an answer.
  const [first = '-'] = argv;
  if (!first.startsWith('-') && COMMANDS.every(({ id }) => id !== first)) {
    throw unknownCommand(first);
  }
  program.action((_options: unknown, command: Command) => {
    if (command.args.length > 0) throw unknownCommand(command.args[0] ?? '');
    invocation = toInvocation(null, [], command.optsWithGlobals(), env);
  });
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return new ParsedAsText(text);
    throw usage(
      codeOf(error),
      sentence(error.message),
      'Run `ses-migrate --help` or `ses-migrate COMMAND --help`.',
    );
  }
  if (invocation === null) throw new Error('the command line was parsed without a command');
  return invocation;
}

function createProgram(write: (text: string) => void): Command {
  const program = new Command('ses-migrate')
    .description(INTRODUCTION)
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .showSuggestionAfterError(true)
    .allowExcessArguments(true)
    .exitOverride()
    .addHelpText('after', helpFooter());
  for (const option of globalOptions()) program.addOption(option);
  return program;
}

function globalOptions(): Option[] {
  return [
    new Option('--profile <name>', 'AWS profile'),
    new Option('--region <region>', 'AWS Region of SES'),
    new Option('--checklist <file>', 'checklist file (default: ./ses-migrate.json)'),
    new Option('--json', 'one JSON document on stdout'),
    new Option('-y, --yes', 'consent to creating; never to replacing or removing'),
    new Option('--confirm <name>', 'consent to replace or remove NAME (repeatable)').argParser(
      gather,
    ),
    new Option(
      '--wait-for-lock <duration>',
      'wait for another run that holds the checklist: 90s, 10m',
    ),
    new Option('--no-preflight', 'do not ask IAM first whether a change will be refused'),
    new Option('--no-input', 'never ask').argParser(() => false),
    new Option('--interactive', 'ask although CI is set'),
    new Option('--dry-run', 'show the plan, change nothing'),
    new Option('-q, --quiet', 'results and errors only'),
    new Option('-v, --verbose', 'more about errors; with check-dns each answer in full'),
    new Option('--color', 'colour although this is no terminal'),
    new Option('--no-color', 'no colour'),
  ];
}

function addCommand(
  program: Command,
  spec: CommandSpec,
  action: (operands: readonly string[], options: Record<string, unknown>) => void,
): void {
  const command = program
    .command(spec.id)
    .summary(spec.summary)
    .description(described(spec))
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', after(spec));
  command.allowExcessArguments(false);
  if (spec.argument !== null) command.arguments(spec.argument);
  for (const input of spec.inputs) command.addOption(optionOf(input));
  if (spec.canWait) command.option('--wait [duration]', 'wait until it is done: 90s, 10m, 2h, 3d');
  command.action(() => action(command.args, command.optsWithGlobals()));
}

function optionOf(input: Input): Option {
  const values = input.values === undefined ? '' : ` (${input.values.join(', ')})`;
  const option = new Option(input.flag, `${input.summary}${values}`);
  return input.repeatable === true ? option.argParser(gather) : option;
}

function gather(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function described({ summary, note }: CommandSpec): string {
  const sentence = `${summary[0]?.toUpperCase()}${summary.slice(1)}.`;
  return note === undefined ? sentence : `${sentence}\n${note}`;
}

function after(spec: CommandSpec): string {
  const examples = spec.examples.map((line) => `  ses-migrate ${line}`);
  return ['', 'Examples:', ...examples, '', FLAGS_OF_ALL].join('\n');
}

function toInvocation(
  spec: CommandSpec | null,
  operands: readonly string[],
  options: Readonly<Record<string, unknown>>,
  env: Env,
): Invocation<Given> {
  const keys = spec?.inputs.map((input) => input.key) ?? [];
  const answers = Object.fromEntries(
    keys.flatMap((key) => answerOf(key, options[camel(key, spec)])),
  );
  const { confirm } = options;
  const globals = globalsOf(options, env);
  const all =
    confirm === undefined ? answers : { ...answers, confirm: confirm as readonly string[] };
  return {
    command: spec?.id ?? 'walk',
    ...(spec?.id === 'export' ? exportOperands(operands, all) : { operands, answers: all }),
    globals,
    waitMs: waitOf(options.wait),
  };
}

/** Commander's own key of an input: `--no-login-check` is `loginCheck` there. */
function camel(key: string, spec: CommandSpec | null): string {
  const flag = spec?.inputs.find((input) => input.key === key)?.flag ?? '';
  return flag.startsWith('--no-') ? `${key.slice(2, 3).toLowerCase()}${key.slice(3)}` : key;
}

function answerOf(key: string, value: unknown): [string, string | readonly string[] | boolean][] {
  if (key.startsWith('no') && value === false) return [[key, true]];
  if (key.startsWith('no') && value === true) return [];
  if (typeof value === 'string' || value === true) return [[key, value]];
  if (Array.isArray(value)) return [[key, value.map(String)]];
  return [];
}

function globalsOf(options: Readonly<Record<string, unknown>>, env: Env): Globals {
  const text = (key: string) => (typeof options[key] === 'string' ? String(options[key]) : null);
  const lockWait = text('waitForLock');
  return {
    profile: text('profile'),
    region: text('region'),
    checklist: text('checklist') ?? (env.SES_MIGRATE_CHECKLIST || './ses-migrate.json'),
    json: options.json === true,
    yes: options.yes === true,
    noInput: options.input === false,
    interactive: options.interactive === true,
    dryRun: options.dryRun === true,
    quiet: options.quiet === true,
    verbose: options.verbose === true,
    color: typeof options.color === 'boolean' ? options.color : null,
    noPreflight: options.preflight === false,
    lockWaitMs: lockWait === null ? 0 : parseDuration(lockWait),
    confirm: Array.isArray(options.confirm) ? options.confirm.map(String) : [],
  };
}

function waitOf(value: unknown): number | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? parseDuration(value) : Number.POSITIVE_INFINITY;
}

function unknownCommand(name: string): Error {
  const [close] = nearest(
    name,
    COMMANDS.map((spec) => spec.id),
  );
  return usage(
    'unknown-command',
    `There is no command ${JSON.stringify(name)}.`,
    close === undefined
      ? 'Run `ses-migrate --help` for the list.'
      : `Did you mean \`ses-migrate ${close}\`?`,
  );
}

/** Commander's `commander.unknownOption` in the form that all codes have. */
function codeOf({ code }: CommanderError): string {
  return code.replace(/^commander\./, '').replace(/[A-Z]/g, (big) => `-${big.toLowerCase()}`);
}

/** Commander says `error: unknown option '--x'\n(Did you mean --y?)`. */
function sentence(message: string): string {
  const text = message
    .replace(/^error: /, '')
    .replace(/\n/g, ' ')
    .trim();
  return `${text[0]?.toUpperCase()}${text.slice(1)}${/[.?)]$/.test(text) ? '' : '.'}`;
}
