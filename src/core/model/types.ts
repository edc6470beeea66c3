/**
 * The words everything else is said in. A `World` is what was seen, a `Finding` what it means,
 * a `Change` what could be done about it, a `Report` all of it for people and scripts.
 */

import type { Refusal } from './refused.ts';
import type { Remedy } from './remedy.ts';

/** The id of a step: its folder, subcommand, JSON key and heading. `steps/index.ts` lists the steps. */
export type StepId = string;
/** What the checklist file keeps receipts of: a step, or a command beside them that changes AWS. */
export type LedgerId = string;

/**
 * todo: we can do it · problem: you must change something · waiting: DNS or AWS must move ·
 * blocked: an earlier step comes first · unknown: could not look
 */
export type Status = 'done' | 'todo' | 'waiting' | 'problem' | 'blocked' | 'unknown' | 'skipped';

export type NotSeen =
  | 'not-read'
  | 'denied'
  | 'credentials'
  | 'unreachable'
  | 'throttled'
  | 'failed';

/** What a look at the world gave. A failed look is a value of its own: it never means "nothing there". */
export type Seen<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly code: NotSeen;
      readonly message: string;
      /** What AWS said about the refusal. */
      readonly refusal?: Refusal;
      /** Who could not be asked; absent: AWS, or DNS. */
      readonly service?: 'cloudflare';
      /** What to do about it, where more is known than the code says. */
      readonly fix?: string;
    };

/** What is wrong or worth knowing, without what to do about it. */
export interface Observation {
  /** Stable, greppable, `area/what`; the catalogue documents each. */
  readonly code: string;
  readonly message: string;
  readonly subject?: string;
  readonly expected?: string;
  readonly found?: string;
}

/** `fix` is the text of `fixes`, for readers only: `finding()` writes both. */
export type Finding = Observation &
  (
    | { readonly fix?: never; readonly fixes?: never }
    | { readonly fix: string; readonly fixes: readonly Remedy[] }
  );

/** One line of a plan: `+` create, `~` change, `-` remove, `=` already right. */
export interface Change {
  readonly op: '+' | '~' | '-' | '=';
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
  /** The NAME of `--confirm NAME` that this needs, as it replaces or removes something; `--yes` does not do. */
  readonly confirm?: string;
}

/** Why a DNS record is asked for. */
export type Purpose = 'dkim' | 'mail-from-mx' | 'mail-from-spf' | 'dmarc';

/** A DNS record that should be there. `name` is full, lower case, without the trailing dot. */
export interface ExpectedRecord {
  readonly name: string;
  readonly type: 'CNAME' | 'MX' | 'TXT';
  /** CNAME and MX: the target name; TXT: the joined text without quotes. */
  readonly value: string;
  /** MX only. */
  readonly priority?: number;
  readonly purpose: Purpose;
  readonly required: boolean;
}

export interface Target {
  readonly domain: string | null;
  readonly region: string | null;
  readonly account: string | null;
}

/** A runnable command and why it comes next. */
export interface Next {
  readonly command: string;
  readonly why: string;
}

export interface StepReport {
  readonly id: LedgerId;
  readonly title: string;
  readonly status: Status;
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** What may be had beyond it, once the step is done; nothing asks for it. */
  readonly offers?: readonly Next[];
}

/**
 * `data` of the report of each command, as scripts are promised it. A step or command adds its own in its folder, with
 * `declare module`: no list here knows them.
 */
// biome-ignore lint/suspicious/noEmptyInterface: each command adds a member.
export interface ReportData {}

/** A command that makes a report. */
export type Reporter = keyof ReportData;

/** What a run shows of its own, by command: it comes over what the command tells of the world. */
export type DataParts = { [Id in Reporter]?: Partial<ReportData[Id]> };

/** Added to the data of each command that plans changes. */
export interface PlannedData {
  readonly changes?: readonly Change[];
  /** What IAM's simulator says will be refused. */
  readonly willBeRefused?: readonly Finding[];
}

/** What each report has, whatever the command. */
export interface ReportHead {
  readonly version: 1;
  readonly target: Target;
  readonly status: Status;
  readonly exitCode: number;
  readonly steps: readonly StepReport[];
  readonly next: readonly Next[];
}

/** The report of one command. */
export type ReportOf<Id extends Reporter> = {
  [Each in Id]: ReportHead & {
    readonly command: Each;
    readonly data: ReportData[Each] & PlannedData;
  };
}[Id];

/** The whole answer of one command; `render` and the exit code are functions of it alone. */
export type Report = ReportOf<Reporter>;

/** A report as the checklist keeps it: of its data only when each step was recorded. */
export type KeptReport = ReportHead & { readonly command: string; readonly data: object };
