import { Failure } from '../core/errors.ts';
import { escapeControls } from '../core/printable.ts';
import { failureOf } from '../flow/failure.ts';
import { PortError } from '../ports.ts';
import { COMMANDS } from './commands.ts';

/** An error as the answer of the command; returns the exit code. Only a bug is thrown on. */
export function printError(error: unknown, argv: readonly string[]): number {
  const failure = asFailure(error);
  if (failure === null) throw error;
  const own = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined);
  if (own.includes('--json')) {
    process.stdout.write(`${JSON.stringify(document(failure, own))}\n`);
  }
  const fix = failure.fix === undefined ? '' : `\n  ${escapeLines(failure.fix)}`;
  process.stderr.write(`${escapeLines(failure.message)}${fix}\n`);
  return failure.exitCode;
}

function asFailure(error: unknown): Failure | null {
  if (error instanceof Failure) return error;
  return error instanceof PortError ? failureOf(error) : null;
}

function document(failure: Failure, argv: readonly string[]) {
  const { code, message, fix, exitCode } = failure;
  const command = COMMANDS.find((spec) => argv.includes(spec.id))?.id ?? 'ses-migrate';
  const error = fix === undefined ? { code, message } : { code, message, fix };
  return { version: 1, command, status: 'error', exitCode, error };
}

function escapeLines(text: string): string {
  return text.split('\n').map(escapeControls).join('\n');
}
