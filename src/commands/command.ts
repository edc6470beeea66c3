import type { Right } from '../core/aws/permissions.ts';
import type { Checklist } from '../core/checklist.ts';
import type { Report } from '../core/model/types.ts';
import type { Style } from '../core/text/style.ts';
import type { SubjectSources } from '../flow/session.ts';
import type { SourceRights } from '../observe/rights.ts';
import type { ChecklistFiles, Ports } from '../ports/index.ts';
import type { Answers, Input } from '../steps/input.ts';
import type { Step } from '../steps/step.ts';

/** Flags that every command takes. */
export interface Globals {
  readonly domain: string | null;
  readonly profile: string | null;
  readonly region: string | null;
  readonly checklist: string;
  /** By --checklist or SES_MIGRATE_CHECKLIST. */
  readonly checklistIsNamed?: true;
  readonly json: boolean;
  readonly yes: boolean;
  readonly noInput: boolean;
  readonly interactive: boolean;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** null: not given. */
  readonly color: boolean | null;
  readonly confirm: readonly string[];
  readonly noPreflight: boolean;
  /** Milliseconds to wait for another run that holds the checklist; 0: not at all. */
  readonly lockWaitMs: number;
}

/** The parsed command line. Before validation, its options are `Given`. */
export interface Invocation<Options = Answers> {
  readonly command: Command;
  /** Without the word that `Command.first` reads. */
  readonly operands: readonly string[];
  readonly answers: Options;
  readonly globals: Globals;
  /** Milliseconds; null: do not wait; Infinity: as long as it takes. */
  readonly waitMs: number | null;
}

/** AWS, DNS and the checklist, opened for one run. `domain` is null if the command concerns none, or several. */
export interface Opened {
  readonly ports: Ports;
  readonly stored: Checklist | null;
  readonly region: string;
  readonly domain: string | null;
  readonly sources?: SubjectSources;
}

/** What the program consists of, each in the order of help. */
export interface Lists {
  /** The checklist. */
  readonly steps: readonly Step[];
  readonly commands: readonly Command[];
}

/** What a command can ask of the program that runs it. */
export interface Context extends Lists {
  /** The page of help about the command that these words name. Throws Failure `usage/unknown-command`. */
  help(words: readonly string[]): string;
  /** Finds (or prompts for) the Region and domain. Throws Failure `usage/missing` that names everything missing. */
  open(): Promise<Opened>;
  readonly checklistFiles: ChecklistFiles;
  /** Starts the threads for thousands of domains; call it before the first look-up. */
  prepareFleet(): Promise<void>;
}

/** A first word that is not the domain: its answer, as `answers[key]`. */
export interface FirstOperand {
  readonly key: string;
  /** Throws Failure `usage/…`. */
  parse(word: string | undefined): string;
}

/** What a command needs besides the Region and the domain; named all at once if the program cannot prompt. */
export interface Needs {
  readonly inputs: readonly Input[];
  /** It changes something and asks for consent. */
  readonly consents: boolean;
  /** An operand, with an example of it. */
  readonly operand?: { readonly name: string; readonly example: string };
}

/** What goes to stdout and, line by line, to stderr, for a command with its own presentation. */
export interface Presentation {
  readonly result: string | null;
  readonly notes: readonly string[];
  /** Whether GitHub Actions receives the report, as annotations and files. */
  readonly annotated: boolean;
}

/** How DNS is asked, where flags say so. */
export interface DnsOptions {
  /** `HOST[:PORT]`; empty: the usual ones. */
  readonly resolvers: readonly string[];
  readonly nameservers: readonly string[];
  readonly doh: string | null;
  /** For one query; null: the usual one. */
  readonly timeoutMs: number | null;
}

/** With --json: indented, in one line behind others, or not at all because the command wrote its own lines. */
export type JsonForm = 'indented' | 'line' | 'none';

export type Group = 'steps' | 'checklist' | 'tools';

/**
 * One subcommand. Parser, help, dispatch and `next` are loops over one list of these. `Options` are those that its
 * inputs define. Methods, not properties, so that a list can hold commands of whatever options.
 */
export interface Command<Options = Answers> {
  readonly id: string;
  /** One imperative clause, with a capital letter and without a full stop. */
  readonly summary: string;
  /** One more sentence for its page of help. */
  readonly note?: string;
  readonly group: Group;
  /** `domain`: its operand or --domain names one; `domains`: its operands name several; `none`: it has no such operand. */
  readonly subject: 'domain' | 'domains' | 'none';
  /** Operands as commander writes them; null: none. */
  readonly argument: string | null;
  readonly first?: FirstOperand;
  readonly inputs: readonly Input[];
  /** Without the name of the program. */
  readonly examples: readonly string[];
  /** Lines for the end of its page of help. */
  readonly details?: readonly string[];
  readonly canWait: boolean;
  /** Writes a checklist where there is none. */
  readonly beginsChecklist?: true;
  /** Runs when no command is given; the value is the command that does the same without a terminal. */
  readonly bare?: string;
  /** Answers with which it needs no domain, or reads a list of domains. */
  needsNoDomain?(answers: Options): boolean;
  needs?(answers: Options): Needs;
  /** The address, or pattern of addresses, that is sent from: its domain is meant if nothing else names one. */
  sender?(answers: Options): string | undefined;
  /** The same options without the one that only shows what would be done; null: it was not given. */
  withoutDraft?(answers: Options): Options | null;
  dnsOptions?(answers: Options): DnsOptions;
  /** Absent: `indented`. */
  jsonForm?(answers: Options): JsonForm;
  /** What it asks of AWS, over these steps; absent: nothing but who the caller is. */
  rights?(steps: readonly Step[], sources?: SourceRights): readonly Right[];
  /** Throws Failure `usage/…` for operands and flags that cannot be combined, before anything is opened. */
  check?(options: Invocation<Options>): void;
  /** null: as other reports. */
  present?(
    report: Report,
    output: { readonly stdout: Style; readonly stderr: Style },
    options: Invocation<Options>,
  ): Presentation | null;
  /** The report to be printed; a number is the exit code of a command that wrote its own output. */
  run(context: Context, options: Invocation<Options>): Promise<Report | number>;
}
