import { cancelled } from '../core/model/errors.ts';
import { Secret } from '../core/model/secret.ts';
import type { Prompt } from '../ports/index.ts';
import { visibleLine } from './log-reader.ts';

export interface PromptOptions {
  readonly interactive: boolean;
  readonly because: string;
  readonly input: NodeJS.ReadStream;
  /** Where questions are drawn: stderr, as stdout is for results. */
  readonly output: NodeJS.WriteStream;
  readonly color: boolean;
  /** Numbered answers instead of a list that is redrawn (`ACCESSIBLE=1`). */
  readonly accessible: boolean;
  /** Called before each question, so that nothing else is drawn meanwhile. */
  readonly onAsk: () => void;
}

type Context = { input: NodeJS.ReadStream; output: NodeJS.WriteStream; signal: AbortSignal };
type Prompts = typeof import('@inquirer/prompts');

/**
 * Questions by Inquirer. Ctrl-C, Ctrl-D and a closed stdin end each of them the same way. Inquirer writes texts to the
 * terminal unchanged, so controls in them are made visible here.
 */
export function createPrompt(options: PromptOptions): Prompt {
  const { interactive, because } = options;
  const ask = <T>(question: (prompts: Prompts, context: Context) => Promise<T>): Promise<T> =>
    interactive ? asked(options, question) : Promise.reject(nobodyThere(because));
  return {
    interactive,
    because,
    text: (message, { default: suggestion, validate } = {}) =>
      ask((prompts, context) =>
        prompts.input(
          {
            message: shown(message),
            ...shownDefault(suggestion),
            ...(validate === undefined
              ? {}
              : { validate: (typed) => shownVerdict(validate(typed)) }),
          },
          context,
        ),
      ),
    select: (message, choices, defaultValue) =>
      ask((prompts, context) => {
        const given = defaultValue === undefined ? {} : { default: defaultValue };
        // An answer longer than its line would be broken in the middle of a word.
        const listed = choices.map(({ value, name, description }) => ({
          value,
          name: shown(name),
          short: shown(name.split(': ')[0] ?? ''),
          ...(description === undefined ? {} : { description: shown(description) }),
        }));
        const list = { message: shown(message), choices: listed, ...given };
        return options.accessible ? prompts.rawlist(list, context) : prompts.select(list, context);
      }),
    password: (message) =>
      ask(
        async (prompts, context) =>
          new Secret(
            await prompts.password(
              // No key that shows it: screens are shared and recorded.
              { message: shown(message), mask: '*', toggleMask: false, validate: isTyped },
              context,
            ),
          ),
      ),
    confirm: (message, byDefault = false) =>
      ask((prompts, context) =>
        prompts.confirm({ message: shown(message), default: byDefault }, context),
      ),
  };
}

/** Each text of a question is one line; Inquirer colours it. */
function shown(text: string): string {
  return visibleLine(text, false);
}

/** Enter accepts a default unchanged, so one that has to be shown differently is not offered. */
function shownDefault(suggestion: string | undefined): { default?: string } {
  return suggestion === undefined || shown(suggestion) !== suggestion
    ? {}
    : { default: suggestion };
}

function shownVerdict(verdict: string | true): string | true {
  return verdict === true || shown(verdict);
}

function isTyped(text: string): true | string {
  return text.trim() !== '' || 'The input is empty. Press Ctrl-C to stop.';
}

async function asked<T>(
  { input, output: stream, color, onAsk }: PromptOptions,
  question: (prompts: Prompts, context: Context) => Promise<T>,
): Promise<T> {
  const prompts = await import('@inquirer/prompts');
  const output = color ? stream : withoutColor(stream);
  onAsk();
  const abort = new AbortController();
  const stop = () => abort.abort();
  const onKey = (_text: string, key: { ctrl?: boolean; name?: string } | undefined) => {
    if (key?.ctrl === true && key.name === 'd') stop();
  };
  // On Node 20 Ctrl-D can end the process before the rejection is seen: abort the prompt ourselves.
  input.once('end', stop);
  input.on('keypress', onKey);
  try {
    return await question(prompts, { input, output, signal: abort.signal });
  } catch (error) {
    const gone =
      error instanceof Error &&
      /^(ExitPromptError|AbortPromptError|CancelPromptError)$/.test(error.name);
    throw gone ? cancelled() : error;
  } finally {
    input.off('end', stop);
    input.off('keypress', onKey);
  }
}

/** Select Graphic Rendition (ECMA-48, 8.3.117): colours and weights, and no movement of the cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours are made of.
const COLORS = /\x1b\[[\d;]*m/g;

/** Inquirer colours by `styleText`, which on Node 20 knows neither NO_COLOR nor our flags. */
function withoutColor(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (chunk: string | Uint8Array, ...rest: []): boolean =>
    stream.write(String(chunk).replace(COLORS, ''), ...rest);
  return new Proxy(stream, {
    get(target, key) {
      if (key === 'write') return write;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function nobodyThere(because: string): Error {
  return new Error(`prompt without a person to answer it: ${because}`);
}
