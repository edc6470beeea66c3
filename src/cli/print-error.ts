import { EXIT, Failure } from '../core/errors.ts';
import { escapeControls } from '../core/printable.ts';
import { PortError } from '../ports.ts';

/** An error as the answer of the command; returns the exit code. Only a bug is thrown on. */
export function printError(error: unknown, argv: readonly string[]): number {
  const failure = asFailure(error);
  if (failure === null) throw error;
  if (argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(document(failure, argv))}\n`);
  }
  const fix = failure.fix === undefined ? '' : `\n  ${escapeLines(failure.fix)}`;
  process.stderr.write(`${escapeLines(failure.message)}${fix}\n`);
  return failure.exitCode;
}

function asFailure(error: unknown): Failure | null {
  if (error instanceof Failure) return error;
  if (!(error instanceof PortError)) return null;
  const exitCode =
    error.reason === 'credentials' || error.reason === 'denied' ? EXIT.credentials : EXIT.unknown;
  return new Failure(`aws/${error.reason}`, error.message, { exitCode, cause: error });
}

function document(failure: Failure, argv: readonly string[]) {
  const { code, message, fix, exitCode } = failure;
  const command = argv.find((word) => !word.startsWith('-')) ?? 'ses-migrate';
  const error = fix === undefined ? { code, message } : { code, message, fix };
  return { version: 1, command, status: 'error', exitCode, error };
}

function escapeLines(text: string): string {
  return text.split('\n').map(escapeControls).join('\n');
}
