import type { Style } from '../core/text/style.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface TerminalFacts {
  readonly env: Env;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly flags: {
    readonly noInput: boolean;
    readonly interactive: boolean;
    readonly json: boolean;
  };
}

/** Whether a person can be asked, and which signal decided: the one function that decides it. */
export function interactivity({ env, stdinIsTerminal, stdoutIsTerminal, flags }: TerminalFacts): {
  interactive: boolean;
  because: string;
} {
  const no = (because: string) => ({ interactive: false, because });
  if (flags.noInput) return no('--no-input was given');
  if (flags.json) return no('--json was given');
  if (!stdinIsTerminal) return no('stdin is not a terminal');
  if (!stdoutIsTerminal) return no('stdout is not a terminal');
  if (flags.interactive) return { interactive: true, because: '--interactive was given' };
  if (isOn(env.CI)) return no('CI is set; --interactive overrides it');
  if (isOn(env.GITHUB_ACTIONS)) return no('GITHUB_ACTIONS is set; --interactive overrides it');
  if (env.TERM === 'dumb') return no('TERM is dumb; --interactive overrides it');
  return { interactive: true, because: 'stdin and stdout are terminals' };
}

/** Whether the log is read by GitHub Actions. */
export function inActions(env: Env): boolean {
  return isOn(env.GITHUB_ACTIONS);
}

/** `CI=false` and `CI=0` mean no. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}

export interface StreamFacts {
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
}

/** NO_COLOR > flags > FORCE_COLOR > terminal, for each stream by itself. */
export function styleOf(env: Env, stream: StreamFacts, flag: boolean | null): Style {
  const unicode = env.TERM !== 'dumb' && env.TERM !== 'linux';
  return { color: hasColor(env, stream, flag), unicode, columns: stream.columns ?? 80 };
}

function hasColor(env: Env, stream: StreamFacts, flag: boolean | null): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (flag !== null) return flag;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stream.isTerminal && env.TERM !== 'dumb';
}

/** One open file of this process, by the numbers that the system has for it. */
export interface OpenFile {
  readonly isTerminal: boolean;
  readonly dev: number;
  readonly ino: number;
}

/**
 * Whether both streams end at one place: a terminal, or `2>&1`. Where the system does not number its terminals
 * (Windows), two terminals are taken for one.
 */
export function isShared(stdout: OpenFile, stderr: OpenFile): boolean {
  if (stdout.isTerminal && stderr.isTerminal && stdout.ino === 0) return true;
  return stdout.dev === stderr.dev && stdout.ino === stderr.ino;
}

/** Whether a line may be redrawn: never off a terminal, in CI, or for a screen reader. */
export function canAnimate(env: Env, stream: StreamFacts): boolean {
  return stream.isTerminal && !isOn(env.CI) && env.TERM !== 'dumb' && !isOn(env.ACCESSIBLE);
}
