import type { Change } from './model/types.ts';

/** One fact of a receipt: whether a value read from a file is of its type, and how that type is called. */
interface Fact<Value> {
  readonly is: (value: unknown) => value is Value;
  readonly type: string;
  /** What an older file, which does not have the fact, is read as having. */
  readonly absent?: Value;
}

const text: Fact<string> = { is: (value) => typeof value === 'string', type: 'a text' };
const number: Fact<number> = { is: (value) => typeof value === 'number', type: 'a number' };
const flag: Fact<boolean> = { is: (value) => typeof value === 'boolean', type: 'true or false' };
const path = oneOf('api', 'smtp', 'old');

function oneOf<const Value extends string>(...values: readonly Value[]): Fact<Value> {
  const is = (value: unknown): value is Value => values.some((each) => each === value);
  return { is, type: `one of ${values.join(', ')}` };
}

function orNull<Value>({ is, type }: Fact<Value>): Fact<Value | null> {
  return {
    is: (value): value is Value | null => value === null || is(value),
    type: `${type} or null`,
    absent: null,
  };
}

/** A text that older files may lack. */
const addedText: Fact<string> = { ...text, absent: '' };

const login = { accessKeyId: text, host: text, port: number, response: text };
const attempt = {
  via: path,
  token: text,
  from: addedText,
  /** Separated by spaces. */
  to: addedText,
  host: addedText,
  port: orNull(number),
  code: orNull(number),
  response: addedText,
  messageId: orNull(text),
  /** Whether the message may have been taken although no answer came. */
  ambiguous: { ...flag, absent: false },
  /** The SMTP command that was refused; null: none, or not known. */
  stage: orNull(oneOf('CONN', 'EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA')),
  /** The key whose login sent it; null: another path than SES SMTP. */
  accessKeyId: orNull(text),
};

/** What was there before; null: nothing; empty: an older version did not say. */
const before: Fact<string | null> = { ...orNull(text), absent: '' };

/** Every kind of receipt with its facts; lists are texts separated by commas. None is a secret. */
const RECEIPTS = {
  'created-identity': { domain: text, keyLength: number },
  'set-mail-from': { mailFrom: text, behavior: text, before },
  'enabled-signing': {},
  'set-configuration-set': { name: orNull(text), before },
  'started-dkim': { keyLength: orNull(number), origin: orNull(text) },
  /** `sets`: what was written, as JSON (core/undo/written-sets.ts); empty: an older version did not say. */
  published: {
    zone: text,
    changeId: orNull(text),
    records: number,
    api: addedText,
    zoneName: addedText,
    sets: addedText,
  },
  'requested-production': { mailType: text, website: text },
  'created-user': { user: text },
  'put-policy': { user: text, policy: text, from: text },
  /** `writtenTo` null: shown on the screen. */
  'handed-over': {
    user: text,
    accessKeyId: text,
    host: text,
    port: number,
    writtenTo: orNull(text),
    /** The machine on which a file was written; empty: an older version did not say. */
    machine: addedText,
    /** Whether the key was there already, and was found in `writtenTo`. */
    adopted: { ...flag, absent: false },
    /** Whether `writtenTo` was created by it, so that nothing else is in it. */
    created: { ...flag, absent: false },
  },
  'key-refused': { user: text },
  /** `asOf`: AWS's time, ISO 8601. */
  'deactivated-key': { user: text, accessKeyId: text, asOf: orNull(text) },
  'deleted-key': { user: text, accessKeyId: text },
  'proved-login': login,
  'login-refused': login,
  'login-not-tried': login,
  sent: attempt,
  refused: attempt,
  proved: {
    token: text,
    via: path,
    dkim: text,
    spf: text,
    dmarc: text,
    alignedBy: text,
    receivedAt: orNull(text),
    folder: orNull(text),
    place: orNull(oneOf('inbox', 'junk', 'other')),
    seconds: orNull(number),
    receiver: orNull(text),
    causes: addedText,
    /** The DKIM selector of SES that signed; null: another signer; empty: not asked by an older version. */
    selector: { ...orNull(text), absent: '' },
    mailFrom: orNull(text),
    region: addedText,
  },
  /** A message of a run that ended before SES answered, after a person chose to send another one. */
  'sent-again': { token: text, via: path, to: addedText },
  'sent-verification': { address: text },
  /** Older messages of one day over one path. `sent`, `refused`, `proved`: `tokenMark` of each, separated by spaces. */
  'summed-sends': {
    day: text,
    via: path,
    sent: text,
    refused: text,
    proved: text,
    /** ISO 8601, of the messages. */
    first: text,
    last: text,
  },
  'created-configuration-set': { name: text },
  /** `option`: `reputation metrics`, `suppression reasons`. */
  'changed-configuration-set': { name: text, option: text },
  'created-topic': { arn: text },
  /** `sid`: of the statement that was added. */
  'put-topic-policy': { arn: text, sid: addedText },
  /** `target`: ARN of a topic or bus, `AWS/SES` for metrics. */
  'created-event-destination': { set: text, name: text, target: text },
  'updated-event-destination': { set: text, name: text },
  subscribed: { topic: text, protocol: text, endpoint: text, arn: text },
  'created-alarm': { name: text, topic: text },
  /** `source`: ARN of what the queue was put behind; seconds null: over no path, or not seen. */
  'proved-events': {
    run: text,
    set: text,
    source: text,
    region: text,
    /** Separated by spaces. */
    paths: text,
    bounceSeconds: orNull(number),
    complaintSeconds: orNull(number),
  },
  /** A proof that did not see all it waited for, or that was ended. */
  'ended-proof': { run: text },
} as const;

const INTENTS = {
  'create-user': { user: text },
  'create-access-key': { user: text, keysBefore: addedText, writtenTo: orNull(text) },
  'request-production': { mailType: text, website: text },
  send: { via: path, token: text, to: addedText },
  /** `tags`: as JSON. */
  'restart-address': { address: text, configurationSet: orNull(text), tags: addedText },
  /** Its queue, subscription and rule carry the id of the run. */
  'prove-events': { run: text, source: text },
} as const;

/** The receipts that tell what came of an intent, where they agree with it in these facts. */
const ANSWERS: {
  readonly [Kind in IntentKind]: {
    readonly by: readonly ReceiptKind[];
    readonly same: keyof (typeof INTENTS)[Kind] | null;
  };
} = {
  'create-user': { by: ['created-user', 'put-policy', 'handed-over'], same: 'user' },
  'create-access-key': { by: ['handed-over', 'key-refused', 'deleted-key'], same: 'user' },
  'request-production': { by: ['requested-production'], same: null },
  send: { by: ['sent', 'refused', 'sent-again', 'proved'], same: 'token' },
  'restart-address': { by: ['sent-verification'], same: 'address' },
  'prove-events': { by: ['proved-events', 'ended-proof'], same: 'run' },
};

type Facts = Readonly<Record<string, Fact<unknown>>>;
type Values<Of extends Facts> = {
  readonly [Name in keyof Of]: Of[Name] extends Fact<infer Value> ? Value : never;
};

export type ReceiptKind = keyof typeof RECEIPTS;
export type IntentKind = keyof typeof INTENTS;
export type ReceiptFacts<Kind extends ReceiptKind> = Values<(typeof RECEIPTS)[Kind]>;
export type IntentFacts<Kind extends IntentKind> = Values<(typeof INTENTS)[Kind]>;

/** What was done that the world cannot tell again. Never holds a secret. */
export type ReceiptOf<Kind extends ReceiptKind> = {
  readonly [Each in Kind]: {
    /** Derived from the entry when it is written (`entryId`); absent until then. */
    readonly id?: string;
    /** ISO 8601. */
    readonly at: string;
    readonly what: Each;
    readonly changes?: readonly Change[];
    readonly facts: ReceiptFacts<Each>;
  };
}[Kind];
export type Receipt = ReceiptOf<ReceiptKind>;

/** Who wrote an intent. */
export interface Writer {
  /** Random; one a run. */
  readonly run: string;
  readonly host: string;
  readonly pid: number;
}

/** Written before a call that must not happen twice, removed by the receipt of its result. */
export type IntentOf<Kind extends IntentKind> = {
  readonly [Each in Kind]: {
    readonly at: string;
    /** Absent: written by a version that did not say. */
    readonly by?: Writer;
    readonly what: Each;
    readonly facts: IntentFacts<Each>;
  };
}[Kind];
export type Intent = IntentOf<IntentKind>;

/** An entry of a kind that this version does not know: kept as it is, never used. */
export interface ForeignEntry {
  readonly id?: string;
  readonly at: string;
  readonly by?: Writer;
  readonly what: string;
  readonly changes?: readonly Change[];
  /** Texts, numbers, true, false and null. */
  readonly facts: object;
}

/** Whether an entry, which passed `readFacts` or was made here, is of one of these kinds; of any when none is given. */
export function isReceipt<Entry extends ForeignEntry, Kind extends ReceiptKind = ReceiptKind>(
  entry: Entry,
  ...kinds: readonly Kind[]
): entry is Entry & ReceiptOf<Kind> {
  return kinds.length === 0
    ? Object.hasOwn(RECEIPTS, entry.what)
    : kinds.some((kind) => kind === entry.what);
}

export function isIntent<Entry extends ForeignEntry, Kind extends IntentKind>(
  entry: Entry,
  kind: Kind,
): entry is Entry & IntentOf<Kind> {
  return entry.what === kind;
}

/** Whether a receipt tells what came of an intent. */
export function answers(receipt: ForeignEntry, intent: ForeignEntry): boolean {
  if (!isKnownIntent(intent)) return false;
  const { by, same } = ANSWERS[intent.what];
  if (!isReceipt(receipt, ...by)) return false;
  return same === null || factOf(receipt, same) === factOf(intent, same);
}

function isKnownIntent<Entry extends ForeignEntry>(entry: Entry): entry is Entry & Intent {
  return Object.hasOwn(INTENTS, entry.what);
}

function factOf({ facts }: ForeignEntry, name: string): unknown {
  return Object.entries(facts).find(([key]) => key === name)?.[1];
}

/** A fact of a file that is not of its type. */
export interface WrongFact {
  readonly name: string;
  /** Ends the sentence "<path> is not …". */
  readonly type: string;
}

/** The facts of a known kind with those that older files lack; null for a kind that is not known here. */
export function readFacts(
  of: 'receipt' | 'intent',
  what: string,
  facts: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | WrongFact[] | null {
  const kinds: Readonly<Record<string, Facts>> = of === 'receipt' ? RECEIPTS : INTENTS;
  const known = Object.hasOwn(kinds, what) ? kinds[what] : undefined;
  if (known === undefined) return null;
  const absent = Object.entries(known).flatMap(([name, fact]) =>
    'absent' in fact && facts[name] === undefined ? [[name, fact.absent]] : [],
  );
  const whole = { ...facts, ...Object.fromEntries(absent) };
  const wrong = Object.entries(known).flatMap(([name, { is, type }]) =>
    is(whole[name]) ? [] : [{ name, type }],
  );
  return wrong.length > 0 ? wrong : whole;
}
