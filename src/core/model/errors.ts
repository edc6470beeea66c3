import { type Fix, fixText, type Remedy, remediesOf } from './remedy.ts';

/** Exit codes of cli.md; the only place where they are numbers. */
export const EXIT = {
  done: 0,
  act: 1,
  usage: 2,
  credentials: 4,
  unknown: 5,
  waiting: 8,
  bug: 70,
  cancelled: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error that is an answer: what is, what to do, and the exit code. Everything else is a bug in this tool. */
export class Failure extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly fixes: readonly Remedy[];

  constructor(
    code: string,
    message: string,
    options: { exitCode: ExitCode; fix?: Fix; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.exitCode = options.exitCode;
    this.fixes = remediesOf(options.fix);
  }

  /** The text of `fixes`, for readers only. */
  get fix(): string | undefined {
    return this.fixes.length === 0 ? undefined : fixText(this.fixes);
  }
}

/** A bad flag, value or missing input (exit 2). `code` is `usage/…`. */
export function usage(code: string, message: string, fix?: Fix): Failure {
  return new Failure(
    `usage/${code}`,
    message,
    fix === undefined ? { exitCode: EXIT.usage } : { exitCode: EXIT.usage, fix },
  );
}

/** The person answered the question for consent with no (exit 130). The walkthrough offers what else there is. */
export class Declined extends Failure {
  constructor(message = 'Cancelled. No changes were made.') {
    super('cancelled', message, { exitCode: EXIT.cancelled });
  }
}

/** The person pressed Ctrl-C or Ctrl-D (exit 130). */
export function cancelled(
  message = 'Cancelled. Nothing was changed after the last line above.',
): Failure {
  return new Failure('cancelled', message, { exitCode: EXIT.cancelled });
}
