import {
  type Checklist,
  type Choices,
  emptyChecklist,
  withAnswer,
  withIntent,
  withReceipt,
} from '../core/checklist.ts';
import type {
  IntentFacts,
  IntentKind,
  ReceiptFacts,
  ReceiptKind,
} from '../core/checklist-receipts.ts';
import { EXIT, Failure, usage } from '../core/model/errors.ts';
import type { Change, KeptReport, LedgerId, Report, StepId } from '../core/model/types.ts';
import { createMemo, type Memo } from '../observe/memo.ts';
import type { Ports } from '../ports/index.ts';

/** What this run knows of the checklist: the file, and the choices given on the command line over it. */
export interface Session {
  /** What this run has read of the world and need not read again for a while. */
  readonly memo: Memo;
  checklist(): Checklist;
  /** Reads the file again; true when another run has written it since this one last read it. */
  reload(): Promise<boolean>;
  /** Writes what is known before the first change, so that a file that cannot be written is found out in time. */
  begin(): Promise<void>;
  choose(choices: Choices): void;
  /** Keeps what a person typed, at once. */
  remember(key: string, value: string): Promise<void>;
  intend<Kind extends IntentKind>(
    step: LedgerId,
    what: Kind,
    facts: IntentFacts<Kind>,
  ): Promise<void>;
  record<Kind extends ReceiptKind>(
    step: LedgerId,
    what: Kind,
    facts: ReceiptFacts<Kind>,
    changes?: readonly Change[],
  ): Promise<void>;
  /** What this run has changed so far, in its order. */
  changes(): readonly Change[];
  /** Refuses another account than the one this checklist is about. */
  checkAccount(account: string): void;
  /** Binds the file to the account, on the first change. */
  bindAccount(account: string): void;
  /**
   * Saves the last report for people who open the file. Creates the file if everything is done already, so that
   * the domain is remembered; a domain that can be mistyped is not. `order`: the steps of the checklist.
   */
  keep(report: Report, order: readonly StepId[]): Promise<void>;
}

export interface Subject {
  readonly domain: string;
  readonly region: string;
}

/**
 * Overlays `subject` on the stored checklist; the file itself is written by the first change. `ledgers`: who will
 * write receipts. Each has its lines in the file from the start, so that two branches do not both add them.
 */
export function openSession(
  ports: Ports,
  stored: Checklist | null,
  subject: { readonly domain: string | null; readonly region: string },
  ledgers: readonly LedgerId[] = [],
): Session {
  let latest = stored;
  let chosen: Choices = {};
  let account: string | null = null;
  let hasWritten = false;
  const made: Change[] = [];
  const over = (file: Checklist | null): Checklist => {
    const base = file ?? emptyChecklist();
    const choices = { ...base.choices, ...chosen };
    return {
      ...base,
      domain: subject.domain ?? base.domain,
      region: subject.region,
      account: account ?? base.account,
      choices,
      steps: { ...Object.fromEntries(ledgers.map((id) => [id, NOTHING_YET])), ...base.steps },
    };
  };
  const write = async (change: (checklist: Checklist) => Checklist): Promise<void> => {
    const isNew = latest === null;
    latest = await ports.store.update((file) => change(over(file)));
    hasWritten = true;
    if (isNew) ports.output.note(`Began a new checklist: ${ports.store.path}`);
  };
  const now = () => ports.clock.now().toISOString();
  return {
    memo: createMemo(),
    checklist: () => over(latest),
    async reload() {
      const before = latest;
      latest = await ports.store.load();
      checkSubject(latest, ports.store.path, subject);
      return memoryOf(before) !== memoryOf(latest);
    },
    async begin() {
      if (!hasWritten) await write((checklist) => checklist);
    },
    choose(choices) {
      chosen = { ...chosen, ...choices };
    },
    async remember(key, value) {
      if (over(latest).answers?.[key] === value) return;
      await write((checklist) => withAnswer(checklist, key, value));
    },
    intend: (step, what, facts) =>
      write((checklist) =>
        withIntent(checklist, step, { at: now(), by: ports.store.writer, what, facts }),
      ),
    record: async (step, what, facts, changes) => {
      made.push(...(changes ?? []).filter(({ op }) => op !== '='));
      const receipt = { at: now(), what, facts, ...(changes ? { changes } : {}) };
      await write((checklist) => withReceipt(checklist, step, receipt, ports.store.writer.run));
    },
    changes: () => made,
    checkAccount(seen) {
      const known = over(latest).account;
      if (known !== null && known !== seen) throw otherAccount(ports.store.path, known, seen);
    },
    bindAccount(seen) {
      account = seen;
    },
    async keep(report, order) {
      const before = latest?.last ?? null;
      const last = toKeep(report, before, order, now());
      const adopted = report.exitCode === EXIT.done;
      const nothingToSay = latest === null && !adopted && Object.keys(chosen).length === 0;
      if (nothingToSay || JSON.stringify(before) === JSON.stringify(last)) return;
      await write((checklist) => ({ ...checklist, last }));
    },
  };
}

const NOTHING_YET = { intent: null, receipts: [] };

/** What a checklist remembers, to compare with what another run has written. The last report is none of it. */
function memoryOf(checklist: Checklist | null): string {
  return JSON.stringify({ ...checklist, last: null });
}

/**
 * What is saved of a report: the newest result of each step. `data` can hold a password that was shown on
 * purpose; the file never does.
 */
function toKeep(
  report: Report,
  before: KeptReport | null,
  order: readonly StepId[],
  now: string,
): KeptReport {
  const known = new Map((before?.steps ?? []).map((step) => [step.id, step]));
  const recorded = new Map<string, string>();
  for (const step of known.values()) {
    const at = recordedAt(before, step.id);
    if (at !== null) recorded.set(step.id, at);
  }
  for (const step of report.steps) {
    const isSame = JSON.stringify(known.get(step.id)) === JSON.stringify(step);
    // What was found again changes nothing in the file, which may be under version control.
    if (!isSame || !recorded.has(step.id)) recorded.set(step.id, now);
    known.set(step.id, step);
  }
  const steps = order.flatMap((id) => known.get(id) ?? []);
  return { ...report, steps, data: { recorded: Object.fromEntries(recorded) } };
}

/** Since when a step has been as the last report says, ISO 8601; null: an older version did not record it. */
export function recordedAt(last: KeptReport | null, id: string): string | null {
  const recorded: unknown = Object.entries(last?.data ?? {}).find(
    ([key]) => key === 'recorded',
  )?.[1];
  if (typeof recorded !== 'object' || recorded === null) return null;
  const at: unknown = Object.entries(recorded).find(([key]) => key === id)?.[1];
  return typeof at === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(at) ? at : null;
}

function otherAccount(path: string, known: string, now: string): Failure {
  return new Failure(
    'checklist/other-account',
    `${path} is for account ${known}, but these credentials belong to account ${now}.`,
    {
      exitCode: EXIT.act,
      fix: 'Use credentials of that account (--profile), or another checklist file (--checklist FILE).',
    },
  );
}

/** Where the Region and the domain of a run come from: a flag, a variable, a profile. */
export interface SubjectSources {
  readonly region: string;
  readonly domain: string;
}

/** One checklist holds one migration: a domain in a Region. */
export function checkSubject(
  stored: Checklist | null,
  path: string,
  subject: { readonly domain: string | null; readonly region: string },
  sources?: SubjectSources,
): void {
  if (stored === null) return;
  for (const key of ['domain', 'region'] as const) {
    const known = stored[key];
    if (known === null || subject[key] === null || known === subject[key]) continue;
    throw usage(
      `other-${key}`,
      `${path} is for ${key} ${known}, but this run is for ${subject[key]}${sources === undefined ? '' : ` (${sources[key]})`}.`,
      `Give --${key === 'region' ? `region ${known}` : `checklist FILE for ${subject[key]}`}, or run the command in the folder of the other checklist.`,
    );
  }
}
