import type { Change, LedgerId, Report } from './model/types.ts';
import type { DnsApi } from './records/facts.ts';

/** What was done that the world cannot tell again. Never holds a secret. */
export interface Receipt {
  /** ISO 8601. */
  readonly at: string;
  /** What was done, e.g. `published`, `created-key`, `sent`, `proved`. */
  readonly what: string;
  readonly changes?: readonly Change[];
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** Written before a call that must not happen twice, removed by the receipt of its result. */
export interface Intent {
  readonly at: string;
  readonly what: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

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
      Record<LedgerId, { readonly intent: Intent | null; readonly receipts: readonly Receipt[] }>
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

export function withIntent(checklist: Checklist, step: LedgerId, intent: Intent): Checklist {
  return withStep(checklist, step, { intent });
}

/** Adds the receipt and clears the intent it answers. */
export function withReceipt(checklist: Checklist, step: LedgerId, receipt: Receipt): Checklist {
  return withStep(checklist, step, {
    intent: null,
    receipts: [...receiptsOf(checklist, step), receipt],
  });
}

/** Oldest first. */
export function receiptsOf(checklist: Checklist, step: LedgerId): readonly Receipt[] {
  return checklist.steps[step]?.receipts ?? [];
}

/** What was about to happen when the last run of this step ended without a receipt; null when nothing was. */
export function intentOf(checklist: Checklist, step: LedgerId): Intent | null {
  return checklist.steps[step]?.intent ?? null;
}

function withStep(
  checklist: Checklist,
  step: LedgerId,
  change: { readonly intent: Intent | null; readonly receipts?: readonly Receipt[] },
): Checklist {
  const before = checklist.steps[step] ?? { intent: null, receipts: [] };
  return { ...checklist, steps: { ...checklist.steps, [step]: { ...before, ...change } } };
}
