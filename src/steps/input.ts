import type { Choices } from '../core/checklist.ts';
import { shellWord } from '../core/text/shell-word.ts';

/** How a person is asked for an input that was not given. */
export interface Question {
  readonly message: string;
  readonly choices?: readonly { readonly value: string; readonly name: string }[];
  /** Offered in a terminal, to be confirmed by Enter; never taken silently. */
  readonly suggestion?: string;
}

/**
 * One definition of a flag and, where it can be asked for, of a prompt; both go through `parse`.
 * `key` is the flag in camel case. `OptionsOf` derives the type of the parsed value from it.
 */
export interface Input {
  readonly key: string;
  /** As commander writes it: `--mail-from <name>`, `--prove [duration]`; without an argument it is a switch. */
  readonly flag: string;
  readonly summary: string;
  readonly repeatable?: boolean;
  /** Allowed values, shown in help and refused otherwise with the nearest one. */
  readonly values?: readonly string[];
  /** Validates and normalises one value (one of `values`, where there are some); throws Failure `usage/…`. */
  readonly parse?: (text: string) => unknown;
  /** The value as `parse` takes it, for a command line to copy. Absent: `String(value)`. */
  format?(value: unknown): string;
  readonly question?: Question;
  /** Asked for in a terminal, left out without one. */
  readonly optional?: boolean;
  /** The value names a file, and the option is the text in it. */
  readonly readsFile?: true;
  /** Kept in the checklist under this name, so that the next run knows it. */
  readonly choice?: keyof Choices;
  /** Environment variable that stands for the flag. */
  readonly env?: string;
}

/** What was typed, by key and before any `parse`: text, texts of a repeatable flag, or a switch. */
export type Given = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

/**
 * What every command understands beside its own inputs, and all that is known of the options of whatever command:
 * its own are typed by `OptionsOf` its inputs.
 */
export type Answers = {
  /** The names given with `--confirm`. */
  readonly confirm?: readonly string[];
  readonly json?: boolean;
  /** True where the walkthrough runs the step. */
  readonly walk?: boolean;
};

/** The options that a list of inputs defines; an option that was not given is absent. */
export type OptionsOf<Inputs extends readonly Input[]> = Answers & {
  readonly [Each in Inputs[number] as Each['key']]?: OptionOf<Each>;
};

type OptionOf<Each extends Input> = Each['flag'] extends `${string}<${string}`
  ? Each extends { readonly repeatable: true }
    ? readonly ValueOf<Each>[]
    : ValueOf<Each>
  : Each['flag'] extends `${string}[${string}`
    ? true | ValueOf<Each>
    : boolean;

type ValueOf<Each extends Input> = Each extends {
  readonly parse: (text: string) => infer Value;
}
  ? Value
  : Each extends { readonly values: readonly (infer Value)[] }
    ? Value
    : string;

/** Keeps the literal types that `OptionsOf` reads. */
export function defineInputs<const Inputs extends readonly Input[]>(inputs: Inputs): Inputs {
  return inputs;
}

export function defineInput<const Each extends Input>(input: Each): Each {
  return input;
}

/** Those inputs of another command that this one has too. */
export function pickInputs<
  Inputs extends readonly Input[],
  const Key extends Inputs[number]['key'],
>(inputs: Inputs, keys: readonly Key[]): readonly Extract<Inputs[number], { readonly key: Key }>[] {
  const isPicked = (
    input: Inputs[number],
  ): input is Extract<Inputs[number], { readonly key: Key }> =>
    keys.some((key) => key === input.key);
  return inputs.filter(isPicked);
}

/** The parsed value of an input, for loops over inputs; undefined: not given. */
export function givenValue(options: Answers, { key }: Pick<Input, 'key'>): unknown {
  const values: Readonly<Record<string, unknown>> = options;
  return values[key];
}

/** The flag as it was given, in words of a shell to be typed again; none where it was not given. */
export function flagWords(input: Input, options: Answers): readonly string[] {
  const { flag, repeatable, format = String } = input;
  const value = givenValue(options, input);
  const [name = flag] = flag.split(' ');
  if (value === undefined) return [];
  if (value === true || !/[<[]/.test(flag)) return [name];
  const values = repeatable === true && Array.isArray(value) ? value : [value];
  return values.flatMap((each) => [name, shellWord(format(each))]);
}
