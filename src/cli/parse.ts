import { CommanderError, Option, Command as Program } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { Command, Invocation } from '../commands/command.ts';
import { usage } from '../core/model/errors.ts';
import { parseDuration } from '../core/parse/duration.ts';
import { nearest } from '../core/parse/nearest.ts';
import type { Given, Input } from '../steps/input.ts';
import { gather, globalOptions, globalsOf } from './globals.ts';
import { FLAGS_OF_ALL, GROUPS, helpFooter, INTRODUCTION } from './help.ts';
import { checkDomainFlag } from './subject.ts';

/** Help or the version: text for stdout and nothing else to do. */
export class ParsedAsText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Parses the arguments; throws Failure `usage/…` for unknown or invalid ones. */
export function parse(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  commands: readonly Command[],
): Invocation<Given> | ParsedAsText {
  let text = '';
  let invocation: Invocation<Given> | null = null;
  const named = commands.filter(({ bare }) => bare === undefined);
  const [bare] = commands.filter((each) => each.bare !== undefined);
  if (bare === undefined) throw new Error('no command runs without a name');
  const program = createProgram((out) => {
    text += out;
  });
  for (const command of named) {
    addCommand(program, command, (operands, options) => {
      invocation = toInvocation(command, operands, options, env);
    });
  }
  // Checked first: with --help, commander would print the general page for an unknown command.
  const [first = '-'] = argv;
  if (!first.startsWith('-') && named.every(({ id }) => id !== first)) {
    throw unknownCommand(first, named);
  }
  program.action((_options: unknown, called: Program) => {
    if (called.args.length > 0) throw unknownCommand(called.args[0] ?? '', named);
    invocation = toInvocation(bare, [], called.optsWithGlobals(), env);
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
  if (invocation === null) throw new Error('the command line named no command');
  return invocation;
}

/** The page about the command that the first of these words names; without a word, about all. */
export function helpPage(words: readonly string[], commands: readonly Command[]): string {
  const parsed = parse([...words.slice(0, 1), '--help'], {}, commands);
  if (!(parsed instanceof ParsedAsText)) throw new Error('--help was parsed as a command');
  return parsed.text;
}

/** Width of help on every terminal and in logs: pages are rendered when the package is built. */
const HELP_COLUMNS = 80;

function createProgram(write: (text: string) => void): Program {
  const program = new Program('ses-migrate')
    .description(INTRODUCTION)
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .configureOutput({
      writeOut: write,
      writeErr: () => undefined,
      getOutHelpWidth: () => HELP_COLUMNS,
    })
    // Commander's own limit leaves lines unfolded where flags and summaries share 80 columns.
    .configureHelp({ minWidthToWrap: 20, subcommandTerm: termOf })
    .showSuggestionAfterError(true)
    .allowExcessArguments(true)
    .exitOverride()
    .helpCommand(false)
    .addHelpText('after', helpFooter());
  for (const option of globalOptions()) program.addOption(option);
  return program;
}

/** All commands have options, so the list leaves out `[options]`. */
function termOf(command: Program): string {
  const operands = command.registeredArguments.map((each) =>
    each.variadic ? `[${each.name()}...]` : `[${each.name()}]`,
  );
  return [command.name(), ...operands].join(' ');
}

function addCommand(
  program: Program,
  command: Command,
  action: (operands: readonly string[], options: Record<string, unknown>) => void,
): void {
  const { id, summary, argument, inputs, canWait } = command;
  const sub = program
    .command(id)
    .summary(summary)
    .description(described(command))
    .helpGroup(GROUPS[command.group])
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', after(command));
  sub.allowExcessArguments(false);
  if (argument !== null) sub.arguments(argument);
  for (const input of inputs) sub.addOption(optionOf(input));
  if (canWait) sub.option('--wait [duration]', 'wait until it is done: 90s, 10m, 2h, 3d');
  sub.action(() => action(sub.args, sub.optsWithGlobals()));
}

function optionOf(input: Input): Option {
  const values = input.values === undefined ? '' : ` (${input.values.join(', ')})`;
  const option = new Option(input.flag, `${input.summary}${values}`);
  return input.repeatable === true ? option.argParser(gather) : option;
}

function described({ summary, note }: Command): string {
  return note === undefined ? `${summary}.` : `${summary}.\n${note}`;
}

function after({ examples, details = [] }: Command): string {
  const lines = examples.map((line) => `  ses-migrate ${line}`);
  return ['', 'Examples:', ...lines, ...details, '', FLAGS_OF_ALL].join('\n');
}

function toInvocation(
  command: Command,
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv,
): Invocation<Given> {
  const { inputs, first } = command;
  const given = Object.fromEntries(
    inputs.flatMap(({ key }) => answerOf(key, options[camel(key, command)])),
  );
  const { confirm } = options;
  const answers = {
    ...given,
    ...(confirm === undefined ? {} : { confirm: confirm as readonly string[] }),
    ...(first === undefined ? {} : { [first.key]: first.parse(words[0]) }),
  };
  const invocation = {
    command,
    operands: first === undefined ? words : words.slice(1),
    answers,
    globals: globalsOf(options, env),
    waitMs: waitOf(options.wait),
  };
  checkDomainFlag(invocation);
  return invocation;
}

/** Commander's own key of an input: `--no-login-check` is `loginCheck` there. */
function camel(key: string, { inputs }: Command): string {
  const flag = inputs.find((input) => input.key === key)?.flag ?? '';
  return flag.startsWith('--no-') ? `${key.slice(2, 3).toLowerCase()}${key.slice(3)}` : key;
}

function answerOf(key: string, value: unknown): [string, string | readonly string[] | boolean][] {
  if (key.startsWith('no') && value === false) return [[key, true]];
  if (key.startsWith('no') && value === true) return [];
  if (typeof value === 'string' || value === true) return [[key, value]];
  if (Array.isArray(value)) return [[key, value.map(String)]];
  return [];
}

function waitOf(value: unknown): number | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? parseDuration(value) : Number.POSITIVE_INFINITY;
}

function unknownCommand(name: string, commands: readonly Command[]): Error {
  const [close] = nearest(
    name,
    commands.map(({ id }) => id),
  );
  return usage(
    'unknown-command',
    `Unknown command: ${shown(name)}.`,
    close === undefined
      ? 'Run `ses-migrate --help` for the list.'
      : `Did you mean \`ses-migrate ${close}\`?`,
  );
}

/** A word that could not be a command may be a secret in the wrong place: it is not repeated. */
function shown(word: string): string {
  return /^[a-z][a-z-]{0,40}$/i.test(word)
    ? JSON.stringify(word)
    : `a word of ${word.length} characters, not shown because it may be a secret`;
}

/** Commander's `commander.unknownOption` in the form that all codes have. */
function codeOf({ code }: CommanderError): string {
  return code.replace(/^commander\./, '').replace(/[A-Z]/g, (big) => `-${big.toLowerCase()}`);
}

/** Commander says `error: unknown option '--x'\n(Did you mean --y?)`. */
function sentence(message: string): string {
  const text = message
    .replace(/^error: /, '')
    // What was typed behind a flag that is not known may be a secret.
    .replace(/^(unknown option '-[^'=]*)=.*?'(?=\n|$)/s, "$1=…'")
    .replace(/\n/g, ' ')
    .trim();
  return `${text[0]?.toUpperCase()}${text.slice(1)}${/[.?)]$/.test(text) ? '' : '.'}`;
}
