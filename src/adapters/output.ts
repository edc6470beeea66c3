import { randomUUID } from 'node:crypto';
import type { Secret } from '../core/model/secret.ts';
import type { Style } from '../core/text/style.ts';
import type { Output } from '../ports/index.ts';
import { type LogReader, visible, visibleLine, withoutCommands } from './log-reader.ts';
import { createRedraw } from './redraw.ts';

/** Milliseconds between lines of a log where nothing changes. */
const HEARTBEAT = 30_000;

export interface OutputOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly style: { readonly stdout: Style; readonly stderr: Style };
  /** Whether a line may be redrawn in place on stderr. */
  readonly animate: boolean;
  /** False: what is waited for is not shown at all, as it would be written into a document for a program. */
  readonly showProgress: boolean;
  readonly quiet: boolean;
  /** Who reads the log and obeys words in it; null: nobody. */
  readonly reader: LogReader | null;
  /** stdout is one document for a program, with no line of anything else. */
  readonly json: boolean;
  readonly now: () => number;
}

/**
 * stdout and stderr of this process, and the one place where text is made harmless for who reads it: every
 * control that we did not write is shown as `\u{hex}`, and nothing is a command to a runner. A reader that
 * went away (`| head`) ends the output, not the run.
 */
export function createOutput(options: OutputOptions): Output {
  const { stdout, stderr, style, quiet, reader } = options;
  const shown = (text: string, { color }: Style) => withoutCommands(visible(text, color), reader);
  const readerGone = new AbortController();
  stdout.on('error', (error) => {
    ignoreGoneReader(error);
    readerGone.abort();
  });
  stderr.on('error', ignoreGoneReader);
  const write = (text: string) => {
    progress.end();
    stderr.write(`${shown(text, style.stderr)}\n`);
  };
  const progress = options.animate
    ? redrawn(stderr, style.stderr)
    : logged(stderr, options.now, (line) =>
        withoutCommands(visibleLine(line, style.stderr.color), reader),
      );
  return {
    stdout: style.stdout,
    // A window may be made narrower while it shows a wait.
    get stderr() {
      return { ...style.stderr, columns: stderr.columns ?? style.stderr.columns };
    },
    result: (text) => void stdout.write(ended(shown(text, style.stdout))),
    report(text, annotations) {
      if (reader !== 'github') return void stdout.write(ended(shown(text, style.stdout)));
      // No word of this run obeys another's: the token is known to nobody before (GitHub Docs, workflow commands).
      const token = randomUUID();
      const between = ended(shown(text, style.stdout));
      const after = annotations.map(ended).join('');
      stdout.write(`::stop-commands::${token}\n${between}::${token}::\n${after}`);
    },
    mask(secret, stream) {
      if (reader === 'github' && !options.json) options[stream].write(maskCommands(secret));
    },
    note(text) {
      if (!quiet) write(text);
    },
    show: write,
    readerGone: readerGone.signal,
    piped: stdout.isTTY !== true,
    animated: options.animate && options.showProgress,
    progress(state, detail, below = []) {
      if (!quiet && options.showProgress) progress.show(state, detail, below);
    },
    endProgress: () => progress.end(),
  };
}

/** The value and the forms it is likely to take (GitHub Docs, workflow commands, add-mask). */
function maskCommands(secret: Secret): string {
  const value = secret.reveal();
  const forms = [value, Buffer.from(value).toString('base64'), encodeURIComponent(value)];
  return [...new Set(forms)].map((form) => `::add-mask::${form}\n`).join('');
}

interface Progress {
  show(state: string, detail: string | undefined, below: readonly string[]): void;
  end(): void;
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

function redrawn(stream: NodeJS.WriteStream, { unicode, color }: Style): Progress {
  const redraw = createRedraw(stream, { unicode, color });
  const line = (text: string) => visibleLine(text, color);
  return {
    show: (state, detail, below) => redraw.show(line(withDetail(state, detail)), below.map(line)),
    end: redraw.end,
  };
}

/** A line when the state changes; where it stays, a sign of life with the details of the time. */
function logged(
  stream: NodeJS.WriteStream,
  now: () => number,
  line: (text: string) => string,
): Progress {
  let last: string | null = null;
  let at = Number.NEGATIVE_INFINITY;
  return {
    show(state, detail) {
      const again = state === last;
      if (again && now() - at < HEARTBEAT) return;
      last = state;
      at = now();
      stream.write(`${line(again ? withDetail(state, detail) : state)}\n`);
    },
    end() {
      last = null;
    },
  };
}

function withDetail(state: string, detail: string | undefined): string {
  return detail === undefined ? state : `${state} (${detail})`;
}

/** EPIPE: a pipe without a reader; EIO: the terminal was closed (SIGHUP), while the run ends at a good place. */
const NO_READER: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO']);

function ignoreGoneReader(error: NodeJS.ErrnoException): void {
  if (!NO_READER.has(error.code)) throw error;
}
