import { writeError } from '../adapters/write-error.ts';
import type { Command } from '../commands/command.ts';
import { Failure } from '../core/model/errors.ts';
import { jsonText } from '../core/text/json-text.ts';
import { secretWords, withoutWords } from '../core/text/secret-words.ts';
import { failureOf } from '../flow/failure.ts';
import { PortError } from '../ports/index.ts';
import { failureLines } from '../render/failure.ts';
import { errorJson } from '../render/json.ts';

/** An error as the answer of the command; returns the exit code. Only a bug is thrown on. */
export function printError(
  error: unknown,
  argv: readonly string[],
  commands: readonly Command[],
): number {
  const found = asFailure(error);
  if (found === null) throw error;
  const failure = withoutSecretsOf(argv, found);
  const own = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined);
  if (own.includes('--json')) {
    process.stdout.write(`${jsonText(document(failure, own, commands))}\n`);
  }
  const columns = process.stderr.isTTY ? process.stderr.columns : null;
  writeError(failureLines(failure, columns).join('\n'), process.env);
  return failure.exitCode;
}

/** A key or password that was typed where another value belongs is not repeated, on screen or in JSON. */
function withoutSecretsOf(argv: readonly string[], failure: Failure): Failure {
  const words = secretWords(argv);
  if (words.length === 0) return failure;
  const clean = (text: string) => withoutWords(text, words);
  const { code, message, exitCode, fixes } = failure;
  const fix = fixes.map((each) => ({
    ...each,
    say: clean(each.say),
    ...(each.command === undefined ? {} : { command: clean(each.command) }),
  }));
  return new Failure(code, clean(message), { exitCode, fix });
}

function asFailure(error: unknown): Failure | null {
  if (error instanceof Failure) return error;
  return error instanceof PortError ? failureOf(error) : null;
}

function document(failure: Failure, argv: readonly string[], commands: readonly Command[]) {
  const command = commands.find((spec) => argv.includes(spec.id))?.id ?? 'ses-migrate';
  const { exitCode } = failure;
  return { version: 1, command, status: 'error', exitCode, error: errorJson(failure) };
}
