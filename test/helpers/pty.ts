import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { onTestFinished } from 'vitest';
import { BIN, openSandbox } from './cli.ts';

const KEYS = {
  enter: '\r',
  space: ' ',
  tab: '\t',
  backspace: '\x7f',
  up: '\x1b[A',
  down: '\x1b[B',
  'ctrl-c': '\x03',
  'ctrl-d': '\x04',
} as const;

export interface PtyOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** 200: lines that a test looks for do not wrap. */
  readonly cols?: number;
  readonly rows?: number;
}

export interface Pty {
  /** What a person sees now, with what has scrolled off; no colours, no trailing blanks. */
  screen(): string;
  /** All bytes that the program wrote, with its escapes. */
  raw(): string;
  /** Waits until the screen matches; rejects with the screen after `timeout` ms or at the end. */
  until(pattern: RegExp, timeout?: number): Promise<string>;
  type(text: string): void;
  /** The same for a password: it must be nowhere afterwards. */
  typeSecret(text: string): void;
  key(name: keyof typeof KEYS): void;
  readonly done: Promise<{ exitCode: number; signal: number | undefined }>;
}

/** Runs `ses-migrate ARGS` in a terminal. Killed, if it still runs, at the end of the test. */
export function openPty(args: readonly string[], options: PtyOptions = {}): Pty {
  return openProgram([process.execPath, BIN, ...args], options);
}

/** The same for any program. */
export function openProgram([file = '', ...args]: readonly string[], options: PtyOptions): Pty {
  const { cols = 200, rows = 50 } = options;
  const sandbox = openSandbox({ TERM: 'xterm-256color', ...options.env });
  const cwd = options.cwd ?? sandbox.folder;
  const terminal = new xterm.Terminal({ cols, rows, scrollback: 5000, allowProposedApi: true });
  const child = spawn(file, args, {
    cols,
    rows,
    cwd,
    env: sandbox.env,
  });
  const drawn = new EventTarget();
  // Answers of the terminal to what the program asks it, as the position of the cursor.
  terminal.onData((answer) => child.write(answer));
  let said = '';
  const typed: string[] = [];
  child.onData((data) => {
    said += data;
    terminal.write(data, () => drawn.dispatchEvent(new Event('draw')));
  });
  let ended = false;
  const done = new Promise<{ exitCode: number; signal: number | undefined }>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      terminal.write('', () => {
        ended = true;
        drawn.dispatchEvent(new Event('draw'));
        resolve({ exitCode, signal });
      });
    });
  });
  onTestFinished(async () => {
    if (!ended) child.kill('SIGKILL');
    await done;
    const stdout = stripVTControlCharacters(said);
    sandbox.close({ args, typed, said: { stdout, screen: screen() }, cwd });
  });

  const screen = () => text(terminal);
  const until = (pattern: RegExp, timeout = 40_000) =>
    new Promise<string>((resolve, reject) => {
      const stop = (settle: () => void) => {
        clearTimeout(timer);
        drawn.removeEventListener('draw', look);
        settle();
      };
      const fail = (why: string) =>
        stop(() => reject(new Error(`${pattern} is not on the screen ${why}:\n${screen()}`)));
      const look = () => {
        if (pattern.test(screen())) stop(() => resolve(screen()));
        else if (ended) fail('and the program has ended');
      };
      const timer = setTimeout(() => fail(`after ${timeout} ms`), timeout);
      drawn.addEventListener('draw', look);
      look();
    });
  return {
    screen,
    raw: () => said,
    until,
    type: (text) => child.write(text),
    typeSecret(text) {
      typed.push(text);
      child.write(text);
    },
    key: (name) => child.write(KEYS[name]),
    done,
  };
}

function text(terminal: InstanceType<typeof xterm.Terminal>): string {
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, row) =>
    active.getLine(row)?.translateToString(true),
  );
  return lines.join('\n').trimEnd();
}
