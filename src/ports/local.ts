import type { Checklist } from '../core/checklist.ts';
import type { Writer } from '../core/checklist-receipts.ts';
import type { Secret } from '../core/model/secret.ts';
import type { Style } from '../core/text/style.ts';

/** The checklist file. */
export interface Store {
  readonly path: string;
  /** This run, as its intents name it. */
  readonly writer: Writer;
  /** null when the file does not exist; throws Failure for an unreadable or newer file. */
  load(): Promise<Checklist | null>;
  /**
   * Takes the lock, loads, lets `change` make the next state, writes it whole. Returns what was written.
   */
  update(change: (current: Checklist | null) => Checklist): Promise<Checklist>;
  /**
   * Takes the lock for a whole run, until what it returns is called; `update` works inside it. Throws Failure
   * `checklist/locked` (exit 5, says who holds it), and `checklist/not-written` where no lock can be made.
   */
  hold(): Promise<() => Promise<void>>;
}

/** A checklist in another folder. */
export interface NearChecklist {
  /** From the folder where the command runs. */
  readonly path: string;
  readonly domain: string | null;
  readonly region: string | null;
}

/** Checklist files by name, as texts: for merging versions of one. No AWS, no Region, no report. */
export interface ChecklistFiles {
  /** Throws Failure `checklist/unreadable` where there is no such file, or it is not a text. */
  read(path: string): Promise<string>;
  /**
   * Replaces the file, whole or not at all. `isOurs`: under its lock, with a backup of what was there; else it is
   * a temporary file of git. Throws Failure `checklist/not-written`, `checklist/locked`.
   */
  write(path: string, text: string, options: { readonly isOurs: boolean }): Promise<void>;
  /** Checklists of that name in the folders above and directly below, nearest first. */
  near(path: string): Promise<readonly NearChecklist[]>;
}

/** What git makes of a file; `private`: ignored, outside of any repository, or there is no git. */
export type GitView = 'private' | 'tracked' | 'not-ignored' | 'unknown';

/** Files the user names: read, or written once with mode 0600. */
export interface Files {
  read(path: string): Promise<Buffer>;
  /** The lines of a text, read as they are asked for: for files that need not fit into memory. Each at most 1 MiB. */
  lines(path: string): AsyncIterable<string>;
  exists(path: string): Promise<boolean>;
  /** Throws Failure where writeSecret would: before anything that could not be undone. */
  checkWritable(path: string, options: { replace: boolean }): Promise<void>;
  /** Writes whole or not at all, 0600, fsynced; refuses a symlink and, unless `replace`, an existing file. */
  writeSecret(path: string, content: Secret, options: { replace: boolean }): Promise<void>;
  /** Whether git would take the file, there or not yet, into a commit. */
  gitView(path: string): Promise<GitView>;
  /** git's own folder of the repository that the file is in, from which it commits nothing; null: there is none. */
  gitFolder(path: string): Promise<string | null>;
  readStdin(): Promise<string>;
}

export interface Clock {
  now(): Date;
  /** Milliseconds; rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Runs with a signal that aborts at the first Ctrl-C or termination, so that the run can stop at a good
   * place; another one, a second later or more, ends the process at once.
   */
  interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

export interface Choice<T extends string> {
  readonly value: T;
  /** `WORD: what it is`, or all one; of the first the word alone stays on the screen as the answer. */
  readonly name: string;
  readonly description?: string;
}

/** Questions to a person. Each rejects with Failure `cancelled` on Ctrl-C, Ctrl-D and end of input. */
export interface Prompt {
  /** Whether a person can be asked, and which signal decided. */
  readonly interactive: boolean;
  readonly because: string;
  text(
    message: string,
    options?: { default?: string; validate?: (value: string) => string | true },
  ): Promise<string>;
  select<T extends string>(
    message: string,
    choices: readonly Choice<T>[],
    defaultValue?: T,
  ): Promise<T>;
  password(message: string): Promise<Secret>;
  /** The default is always "no". */
  /** `byDefault` is what Enter means; absent: no. */
  confirm(message: string, byDefault?: boolean): Promise<boolean>;
}

/** stdout is the result, stderr the conversation. */
export interface Output {
  readonly stdout: Style;
  readonly stderr: Style;
  /**
   * A result, or a document for a program: JSON, an export, a secret. Controls other than line breaks and tabs are shown as
   * `\u{hex}`; a writer of documents escapes in their own language what may stand in them.
   */
  result(text: string): void;
  /** A report for people on stdout. In GitHub Actions no command in it is obeyed; `annotations` follow it there. */
  report(text: string, annotations: readonly string[]): void;
  /** Tells a CI log to hide this value, before it is printed; nothing elsewhere. */
  mask(secret: Secret, stream: 'stdout' | 'stderr'): void;
  /** Beside the result, on stderr; nothing with --quiet. */
  note(text: string): void;
  /** The same, also with --quiet: an error, or what a question or a dry run is about. */
  show(text: string): void;
  /** Aborts when nobody reads stdout any more (`| head -1`). */
  readonly readerGone: AbortSignal;
  /** Whether stdout is a pipe or a file: what is shown live on stderr is not in it. */
  readonly piped: boolean;
  /** Whether progress is redrawn in place; elsewhere it is lines of a log. */
  readonly animated: boolean;
  /**
   * What is waited for. On a terminal it is redrawn in place, with `detail` and the lines `below`;
   * elsewhere a line when `state` changes, and at most every 30 s otherwise.
   */
  progress(state: string, detail?: string, below?: readonly string[]): void;
  endProgress(): void;
}
