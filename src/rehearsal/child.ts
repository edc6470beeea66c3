import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { text } from 'node:stream/consumers';

/** As POSIX shells say it: the command could not be started. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

export interface Ended {
  /** 128 plus the signal's number when a signal ended the child. */
  readonly exitCode: number;
  /** Empty unless captured. */
  readonly stdout: string;
  /** Why the command could not be started. */
  readonly failure: string | null;
}

function codeOf(exitCode: number | null, signal: NodeJS.Signals | null): number {
  return signal === null ? (exitCode ?? 1) : 128 + constants.signals[signal];
}

function untilEnd(child: ChildProcess, file: string): Promise<Omit<Ended, 'stdout'>> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      const failure = missing ? `command not found: ${file}` : `${file}: ${error.message}`;
      resolve({ exitCode: missing ? NOT_FOUND : NOT_EXECUTABLE, failure });
    });
    child.once('close', (exitCode, signal) => {
      resolve({ exitCode: codeOf(exitCode, signal), failure: null });
    });
  });
}

/** Ctrl-C reaches the child through the terminal; this process only waits for it to end. */
function leaveSignalsTo(child: ChildProcess): () => void {
  const interrupted = (): void => undefined;
  const terminated = (): void => {
    child.kill('SIGTERM');
  };
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', terminated);
  return () => {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', terminated);
  };
}

/**
 * Runs a command to its end. `inherit` hands it our terminal; with `capture` nobody is there to type, and
 * its stdout is returned.
 */
export async function runChild(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  stdout: 'inherit' | 'capture',
): Promise<Ended> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    env,
    stdio: stdout === 'capture' ? ['ignore', 'pipe', 'inherit'] : 'inherit',
  });
  const restore = leaveSignalsTo(child);
  try {
    const [said, ended] = await Promise.all([
      child.stdout === null ? '' : text(child.stdout),
      untilEnd(child, file),
    ]);
    return { ...ended, stdout: said };
  } finally {
    restore();
  }
}
