import type { Choices } from '../core/checklist.ts';
import { type Failure, usage } from '../core/model/errors.ts';
import { runs } from '../core/model/remedy.ts';
import { nearest } from '../core/parse/nearest.ts';
import { readText } from '../core/parse/text-file.ts';
import type { Ports } from '../ports/index.ts';
import { type Answers, type Given, givenValue, type Input } from '../steps/input.ts';

/** Checks and normalises what flags gave; throws Failure `usage/…` before anything else happens. */
export function parseGiven(inputs: readonly Input[], given: Given): Answers {
  const parsed: Record<string, unknown> = { ...given };
  for (const input of inputs) {
    const value = given[input.key];
    if (typeof value === 'string') parsed[input.key] = parseOne(input, value);
    else if (typeof value === 'object')
      parsed[input.key] = value.map((each) => parseOne(input, each));
  }
  return parsed;
}

function parseOne(input: Input, text: string): unknown {
  if (input.values !== undefined && !input.values.includes(text)) {
    const [close] = nearest(text, input.values);
    throw usage(
      'bad-value',
      `Invalid value for ${flagName(input)}: ${JSON.stringify(text)}.`,
      `${close === undefined ? 'Use one of' : `Did you mean ${close}? The values are`} ${input.values.join(', ')}.`,
    );
  }
  return input.parse === undefined ? text : input.parse(text);
}

/** The choices among the answers, to be kept in the checklist. */
export function choicesIn(inputs: readonly Input[], answers: Answers): Choices {
  const chosen = inputs.flatMap((input) => {
    const value = givenValue(answers, input);
    if (input.choice === undefined) return [];
    // A choice is one text; the parser of a repeatable input reads a list.
    if (Array.isArray(value)) return [[input.choice, checkedChoice(input, value.join(' '))]];
    return typeof value === 'string' ? [[input.choice, value]] : [];
  });
  return Object.fromEntries(chosen);
}

function checkedChoice(input: Input, list: string): unknown {
  return input.parse === undefined ? list : input.parse(list);
}

/** What was answered to a question before, and where an answer is kept. */
export interface Memory {
  /** Offered by the key of the input; null: nothing is known. */
  answer(key: string): string | null;
  remember(key: string, value: string): Promise<void>;
}

const NO_MEMORY: Memory = { answer: () => null, remember: async () => undefined };

/**
 * Fills in what is still missing: asks in a terminal; otherwise names everything that is missing at once,
 * as one command line to copy.
 */
export async function complete(
  inputs: readonly Input[],
  answers: Answers,
  ports: Ports,
  line: { readonly command: string; readonly flags: readonly string[] },
  memory: Memory = NO_MEMORY,
): Promise<Answers> {
  const missing = missingAmong(inputs, answers, ports.prompt.interactive);
  if (missing.length > 0 && !ports.prompt.interactive) {
    throw missingFlags([...flagsOf(missing), ...line.flags], line.command, ports.prompt.because);
  }
  const filled: Record<string, unknown> = { ...answers };
  for (const input of missing) filled[input.key] = await askFor(input, ports, memory);
  return filled;
}

/** Inputs that have no answer yet; the optional ones only if the program can prompt. */
export function missingAmong(
  inputs: readonly Input[],
  answers: Answers,
  interactive: boolean,
): readonly Input[] {
  return inputs.filter(
    (input) =>
      input.question !== undefined &&
      givenValue(answers, input) === undefined &&
      (interactive || input.optional !== true),
  );
}

/** Each flag once, as help writes it. */
export function flagsOf(inputs: readonly Input[]): readonly string[] {
  return [...new Set(inputs.map((input) => input.flag))];
}

async function askFor(input: Input, { prompt }: Ports, memory: Memory): Promise<unknown> {
  const { question } = input;
  if (question === undefined) throw new Error(`input ${input.key} has no question`);
  const known = memory.answer(input.key);
  if (question.choices !== undefined) {
    const [before] = question.choices.filter(({ value }) => value === known);
    const picked = await prompt.select(question.message, question.choices, before?.value);
    await memory.remember(input.key, picked);
    return picked;
  }
  const validate = (text: string): string | true => {
    if (text.trim() === '') return 'Type a value, or press Ctrl-C to stop.';
    try {
      parseOne(input, text.trim());
      return true;
    } catch (error) {
      if (error instanceof Error) return error.message;
      throw error;
    }
  };
  const offered = known ?? question.suggestion;
  const suggestion = offered === undefined ? {} : { default: offered };
  const text = (await prompt.text(question.message, { ...suggestion, validate })).trim();
  const value = parseOne(input, text);
  await memory.remember(input.key, text);
  return input.repeatable === true ? [value] : value;
}

/** Everything that is missing, and the command line that provides it. */
export function missingFlags(flags: readonly string[], command: string, because: string): Failure {
  const names = flags.map((flag) => flag.split(' ')[0]).join(', ');
  return usage(
    'missing',
    `Missing: ${names}. Cannot prompt because ${because}.`,
    runs([command, ...flags.filter((flag) => flag.startsWith('--'))].join(' ')),
  );
}

/** Replaces each file name by the text of the file. */
export async function readFiles<Options extends Answers>(
  inputs: readonly Input[],
  answers: Options,
  ports: Ports,
): Promise<Options> {
  const read: Record<string, string> = {};
  for (const input of inputs.filter(({ readsFile }) => readsFile)) {
    const path = givenValue(answers, input);
    if (typeof path === 'string') read[input.key] = readText(await ports.files.read(path), path);
  }
  return { ...answers, ...read };
}

function flagName(input: Input): string {
  return input.flag.split(' ')[0] ?? input.flag;
}
