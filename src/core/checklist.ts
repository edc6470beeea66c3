import {
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
import type { LedgerId, Report } from './model/types.ts';
import type { DnsApi } from './records/facts.ts';

/** Names the person chose. All optional: absent means the default (settings.ts). */
export interface Choices {
  /** Full name of the MAIL FROM domain. */
  readonly mailFrom?: string;
  /** What SES does with mail while it does not see the MX of the MAIL FROM domain. */
  readonly onMxFailure?: 'default' | 'reject';
  readonly configurationSet?: string;
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
type StoredReceipt = Receipt | ForeignEntry;
type StoredIntent = Intent | ForeignEntry;

/** `ses-migrate.json`: intent and receipts. The world is the truth; this is memory. */
export interface Checklist {
  readonly $schema: string;
  readonly version: 1;
  /** Random id of this file's history; two files with different lineage are different migrations. */
  readonly lineage: string;
  /** Rises by one with each write. */
  readonly serial: number;
  readonly domain: string | null;
  readonly region: string | null;
  readonly account: string | null;
  readonly choices: Choices;
  readonly steps: Readonly<
    Partial<
      Record<
        LedgerId,
        { readonly intent: StoredIntent | null; readonly receipts: readonly StoredReceipt[] }
      >
    >
  >;
  /** The last report, for people who open the file; never read as truth. */
  readonly last: Report | null;
}

export const CHECKLIST_SCHEMA = 'urn:ses-migrate:checklist:1';

/** A checklist with nothing in it. The store gives an empty `lineage` a random UUID at the first write. */
export function emptyChecklist(lineage = ''): Checklist {
  return {
    $schema: CHECKLIST_SCHEMA,
    version: 1,
    lineage,
    serial: 0,
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

export function withIntent(checklist: Checklist, step: LedgerId, intent: StoredIntent): Checklist {
  return withStep(checklist, step, { intent });
}

/** Adds the receipt and clears the intent it answers. */
export function withReceipt(
  checklist: Checklist,
  step: LedgerId,
  receipt: StoredReceipt,
): Checklist {
  return withStep(checklist, step, {
    intent: null,
    receipts: [...(checklist.steps[step]?.receipts ?? []), receipt],
  });
}

/** The receipts of a step that are of these kinds, of any where none is given; oldest first. */
export function receiptsOf<Kind extends ReceiptKind = ReceiptKind>(
  checklist: Checklist,
  step: LedgerId,
  ...kinds: readonly Kind[]
): readonly ReceiptOf<Kind>[] {
  return (checklist.steps[step]?.receipts ?? []).filter((each) => isReceipt(each, ...kinds));
}

/** What was about to happen when the last run of this step ended without a receipt; null when it was not this. */
export function intentOf<Kind extends IntentKind>(
  checklist: Checklist,
  step: LedgerId,
  kind: Kind,
): IntentOf<Kind> | null {
  const intent = checklist.steps[step]?.intent ?? null;
  return intent !== null && isIntent(intent, kind) ? intent : null;
}

function withStep(
  checklist: Checklist,
  step: LedgerId,
  change: { readonly intent: StoredIntent | null; readonly receipts?: readonly StoredReceipt[] },
): Checklist {
  const before = checklist.steps[step] ?? { intent: null, receipts: [] };
  return { ...checklist, steps: { ...checklist.steps, [step]: { ...before, ...change } } };
}
