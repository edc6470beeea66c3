import {
  type Checklist,
  type Choices,
  emptyChecklist,
  type Intent,
  type Receipt,
  withIntent,
  withReceipt,
} from '../core/checklist.ts';
import { EXIT, Failure, usage } from '../core/model/errors.ts';
import { type Change, type LedgerId, type Report, STEP_IDS } from '../core/model/types.ts';
import type { Ports } from '../ports/index.ts';

/** What this run knows of the checklist: the file, and the choices given on the command line over it. */
export interface Session {
  checklist(): Checklist;
  choose(choices: Choices): void;
  intend(step: LedgerId, what: string, facts: Intent['facts']): Promise<void>;
  record(
    step: LedgerId,
    what: string,
    facts: Receipt['facts'],
    changes?: readonly Change[],
  ): Promise<void>;
  /** Refuses another account than the one this checklist is about. */
  checkAccount(account: string): void;
  /** Binds the file to the account, on the first change. */
  bindAccount(account: string): void;
  /**
   * Keeps the last report for people who open the file. Begins the file where all was right already, so that
   * the domain is remembered; one that may be mistyped is not.
   */
  keep(report: Report): Promise<void>;
}

export interface Subject {
  readonly domain: string;
  readonly region: string;
}

/** Overlays `subject` on the stored checklist; the file itself is written by the first change. */
export function openSession(
  ports: Ports,
  stored: Checklist | null,
  subject: { readonly domain: string | null; readonly region: string },
): Session {
  let current: Checklist = { ...(stored ?? emptyChecklist()), ...subject };
  let exists = stored !== null;
  const write = async (change: (checklist: Checklist) => Checklist): Promise<void> => {
    const { choices, account } = current;
    current = await ports.store.update((latest) =>
      change({
        ...(latest ?? emptyChecklist()),
        ...subject,
        account: account ?? latest?.account ?? null,
        choices: { ...latest?.choices, ...choices },
      }),
    );
    exists = true;
  };
  const now = () => ports.clock.now().toISOString();
  return {
    checklist: () => current,
    choose(choices) {
      current = { ...current, choices: { ...current.choices, ...choices } };
    },
    intend: (step, what, facts) =>
      write((checklist) => withIntent(checklist, step, { at: now(), what, facts })),
    record: (step, what, facts, changes) =>
      write((checklist) =>
        withReceipt(checklist, step, { at: now(), what, facts, ...(changes ? { changes } : {}) }),
      ),
    checkAccount(account) {
      if (current.account === null || current.account === account) return;
      throw otherAccount(ports.store.path, current.account, account);
    },
    bindAccount(account) {
      current = { ...current, account };
    },
    async keep(report) {
      const last = toKeep(report, current.last);
      const adopted = report.exitCode === EXIT.done;
      const nothingToSay = !exists && !adopted && Object.keys(current.choices).length === 0;
      if (nothingToSay || JSON.stringify(current.last) === JSON.stringify(last)) return;
      await write((checklist) => ({ ...checklist, last }));
    },
  };
}

/**
 * What is kept of a report: the newest word on each step. `data` may hold a password that was shown on
 * purpose; the file never does.
 */
function toKeep(report: Report, before: Report | null): Report {
  const known = new Map((before?.steps ?? []).map((step) => [step.id, step]));
  for (const step of report.steps) known.set(step.id, step);
  const steps = STEP_IDS.flatMap((id) => known.get(id) ?? []);
  return { ...report, steps, data: {} };
}

function otherAccount(path: string, known: string, now: string): Failure {
  return new Failure(
    'checklist/other-account',
    `${path} is about account ${known}; these credentials are of account ${now}.`,
    {
      exitCode: EXIT.act,
      fix: 'Use credentials of that account (--profile), or another file (--checklist FILE).',
    },
  );
}

/** One checklist holds one migration: a domain in a Region. */
export function checkSubject(stored: Checklist | null, path: string, subject: Subject): void {
  if (stored === null) return;
  for (const key of ['domain', 'region'] as const) {
    const known = stored[key];
    if (known === null || known === subject[key]) continue;
    throw usage(
      `other-${key}`,
      `${path} is about ${key} ${known}, but this run is about ${subject[key]}.`,
      `Give --${key === 'region' ? `region ${known}` : `checklist FILE for ${subject[key]}`}, or run where the other checklist is.`,
    );
  }
}
