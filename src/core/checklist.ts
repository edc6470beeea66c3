import {
  answers,
  type ForeignEntry,
  type Intent,
  type IntentKind,
  type IntentOf,
  isIntent,
  isReceipt,
  type Receipt,
  type ReceiptKind,
  type ReceiptOf,
} from './checklist-receipts.ts';
import type { KeptReport, LedgerId } from './model/types.ts';
import type { DnsApi } from './records/facts.ts';

/** Names the person chose. All optional: absent means the default (settings.ts). */
export interface Choices {
  /** Full name of the MAIL FROM domain. */
  readonly mailFrom?: string;
  /** What SES does with mail while it does not see the MX of the MAIL FROM domain. */
  readonly onMxFailure?: 'default' | 'reject';
  readonly configurationSet?: string;
  /** Name or ARN of the SNS topic that events are published to. */
  readonly eventsTopic?: string;
  readonly dkimKeyLength?: '1024' | '2048';
  readonly dns?: 'auto' | DnsApi | 'manual';
  readonly hostedZoneId?: string;
  readonly dmarc?: 'none' | 'quarantine' | 'reject';
  readonly dmarcRua?: string;
  readonly smtpUser?: string;
  /** From pattern of the sender policy, an address or `*@domain`. */
  readonly senders?: string;
  /** What the policy of the SMTP user names beside the sender; absent: any identity. */
  readonly senderScope?: 'any' | 'identity';
  /** How the applications send; `api` alone makes SMTP credentials unnecessary. */
  readonly sendsBy?: 'api' | 'smtp' | 'both';
}

/** As the file has them: a kind that is not known here stays in it. */
export type StoredReceipt = Receipt | ForeignEntry;
export type StoredIntent = Intent | ForeignEntry;

/** What one step remembers. */
export interface StepMemory {
  /** The newest open intent, where every version looks for it. */
  readonly intent: StoredIntent | null;
  /** Older ones that no receipt has answered, of runs that ended; absent: none. */
  readonly intents?: readonly StoredIntent[];
  readonly receipts: readonly StoredReceipt[];
}

/** `ses-migrate.json`: intent and receipts. The world is the truth; this is memory. */
export interface Checklist {
  readonly $schema: string;
  readonly version: 2;
  /** Random id of this file's history; two files with different lineage were begun apart. */
  readonly lineage: string;
  readonly domain: string | null;
  readonly region: string | null;
  readonly account: string | null;
  readonly choices: Choices;
  /** What a person typed, by the key of the question: offered again, never taken without asking. */
  readonly answers?: Readonly<Record<string, string>>;
  readonly steps: Readonly<Partial<Record<LedgerId, StepMemory>>>;
  /** The last report, for people; never read as truth. It is in a file of its own, as it changes with every run. */
  readonly last: KeptReport | null;
}

/** Where the last report, the state before the last change and the lock are: a folder beside the file that git ignores. */
export const LAST_PLACE = '.ses-migrate/';

export const CHECKLIST_SCHEMA = 'urn:ses-migrate:checklist:2';

/** A checklist with nothing in it. The store gives an empty `lineage` a random UUID at the first write. */
export function emptyChecklist(lineage = ''): Checklist {
  return {
    $schema: CHECKLIST_SCHEMA,
    version: 2,
    lineage,
    domain: null,
    region: null,
    account: null,
    choices: {},
    steps: {},
    last: null,
  };
}

export function withChoice<K extends keyof Choices>(
  checklist: Checklist,
  name: K,
  value: NonNullable<Choices[K]>,
): Checklist {
  return { ...checklist, choices: { ...checklist.choices, [name]: value } };
}

export function withAnswer(checklist: Checklist, key: string, value: string): Checklist {
  return { ...checklist, answers: { ...checklist.answers, [key]: value } };
}

/** An intent of another run stays beside it until its own receipt comes. */
export function withIntent(checklist: Checklist, step: LedgerId, intent: StoredIntent): Checklist {
  return withIntents(checklist, step, [...openIntents(checklist, step), intent]);
}

/**
 * Adds the receipt and clears what it answers: intents of the run that writes it, and, where that has none, of
 * the broken runs that it has looked after. `run`: Writer.run.
 */
export function withReceipt(
  checklist: Checklist,
  step: LedgerId,
  receipt: StoredReceipt,
  run: string | null = null,
): Checklist {
  const open = openIntents(checklist, step);
  const answered = open.filter((intent) => answers(receipt, intent));
  const own = answered.filter(({ by }) => by !== undefined && by.run === run);
  const cleared = own.length > 0 ? own : answered;
  const left = open.filter((intent) => !cleared.includes(intent));
  const memory = memoryOf(checklist, step);
  const receipts = [...memory.receipts, receipt];
  return withIntents(withMemory(checklist, step, { ...memory, receipts }), step, left);
}

/** The receipts of a step that are of these kinds, of any where none is given; oldest first. */
export function receiptsOf<Kind extends ReceiptKind = ReceiptKind>(
  checklist: Checklist,
  step: LedgerId,
  ...kinds: readonly Kind[]
): readonly ReceiptOf<Kind>[] {
  return (checklist.steps[step]?.receipts ?? []).filter((each) => isReceipt(each, ...kinds));
}

/** What was about to happen when a run of this step ended without a receipt, of this kind; oldest first. */
export function intentsOf<Kind extends IntentKind>(
  checklist: Checklist,
  step: LedgerId,
  kind: Kind,
): readonly IntentOf<Kind>[] {
  return openIntents(checklist, step).filter((intent) => isIntent(intent, kind));
}

/** The newest of them; null when there is none. */
export function intentOf<Kind extends IntentKind>(
  checklist: Checklist,
  step: LedgerId,
  kind: Kind,
): IntentOf<Kind> | null {
  return intentsOf(checklist, step, kind).at(-1) ?? null;
}

function openIntents(checklist: Checklist, step: LedgerId): readonly StoredIntent[] {
  const { intent, intents = [] } = memoryOf(checklist, step);
  return intent === null ? intents : [...intents, intent];
}

function withIntents(
  checklist: Checklist,
  step: LedgerId,
  open: readonly StoredIntent[],
): Checklist {
  const { intents: _older, ...rest } = memoryOf(checklist, step);
  const older = open.slice(0, -1);
  const memory = { ...rest, intent: open.at(-1) ?? null };
  return withMemory(checklist, step, older.length === 0 ? memory : { ...memory, intents: older });
}

function memoryOf(checklist: Checklist, step: LedgerId): StepMemory {
  return checklist.steps[step] ?? { intent: null, receipts: [] };
}

function withMemory(checklist: Checklist, step: LedgerId, memory: StepMemory): Checklist {
  return { ...checklist, steps: { ...checklist.steps, [step]: memory } };
}
