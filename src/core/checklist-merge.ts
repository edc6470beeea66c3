import type { Checklist, StepMemory, StoredIntent, StoredReceipt } from './checklist.ts';
import { answers, isReceipt } from './checklist-receipts.ts';
import { uniteSums, withSums } from './checklist-sums.ts';
import { canonical, entryId } from './checklist-text.ts';
import { EXIT, Failure } from './model/errors.ts';

/** `base`: what both sides began with; null: not known. */
export interface Sides {
  readonly base: Checklist | null;
  readonly ours: Checklist;
  readonly theirs: Checklist;
}

/** A setting that both sides changed, each to another value. */
export interface Difference {
  /** As in the file: `choices.dmarc`. */
  readonly name: string;
  /** undefined: the side does not have it. */
  readonly ours: unknown;
  readonly theirs: unknown;
}

export type Side = 'ours' | 'theirs';

interface United {
  readonly checklist: Checklist;
  /** Settings that have the value of `prefer` in `checklist`. */
  readonly differences: readonly Difference[];
  /** Receipts that `theirs` adds to `ours`. */
  readonly added: number;
}

const SUBJECT = ['domain', 'region', 'account'] as const;

/**
 * Both sides in one checklist: every receipt of either by its id, oldest first; intents that neither has answered;
 * settings by what each side changed since `base`. A setting that both changed is taken from `prefer` and named.
 * Throws Failure `checklist/foreign` (exit 1) for checklists of two migrations.
 */
export function uniteChecklists(sides: Sides, prefer: Side): United {
  const { ours, theirs } = sides;
  checkSameMigration(sides);
  const settings = new Settings(prefer);
  const { steps: _steps, last, lineage: _lineage, ...rest } = ours;
  const { steps: _theirSteps, last: _last, lineage: _theirs, ...theirRest } = theirs;
  const names = Object.fromEntries(SUBJECT.map((name) => [name, ours[name] ?? theirs[name]]));
  const merged = settings.objects('', sides.base ?? undefined, rest, theirRest);
  const ids = stepIds(ours, theirs);
  const steps = Object.fromEntries(ids.map((id) => [id, uniteSteps(id, sides, settings)]));
  const lineage = sides.base?.lineage ?? [ours.lineage, theirs.lineage].sort()[0] ?? '';
  // What the settings give is an object of the same names; its values come from checklists that were checked.
  const united = { ...merged, ...names, lineage, steps, last: last ?? theirs.last } as Checklist;
  const known = new Set(idsOf(ours));
  return {
    checklist: withSums(united),
    differences: settings.differences,
    added: idsOf(theirs).filter((id) => !known.has(id)).length,
  };
}

/** In the order of the file where both have a step, then those that one side added. */
function stepIds(ours: Checklist, theirs: Checklist): readonly string[] {
  const [one, other] = [Object.keys(ours.steps), Object.keys(theirs.steps)];
  const both = one.filter((id) => other.includes(id));
  const added = [...one, ...other].filter((id) => !both.includes(id));
  return [...both, ...added.sort()];
}

function idsOf({ steps }: Checklist): string[] {
  return Object.entries(steps).flatMap(([step, memory]) =>
    (memory?.receipts ?? []).map((receipt) => `${step} ${entryId(step, receipt)}`),
  );
}

function checkSameMigration({ ours, theirs }: Sides): void {
  for (const name of SUBJECT) {
    const [one, other] = [ours[name], theirs[name]];
    if (one === null || other === null || one === other) continue;
    throw new Failure(
      'checklist/foreign',
      `The two checklists are of different migrations: ${name} ${one} and ${name} ${other}.`,
      {
        exitCode: EXIT.act,
        fix: 'Keep them in two files: one checklist holds one domain in one Region of one account.',
      },
    );
  }
}

/** Merges values by what each side changed, and remembers where both changed the same one. */
class Settings {
  readonly differences: Difference[] = [];
  private readonly prefer: Side;

  constructor(prefer: Side) {
    this.prefer = prefer;
  }

  objects(path: string, base: unknown, ours: object, theirs: object): Record<string, unknown> {
    const before = entriesOf(base);
    const [one, other] = [entriesOf(ours), entriesOf(theirs)];
    const names = new Set([...one.keys(), ...other.keys()]);
    // The text puts the known names in its own order.
    const values = [...names].sort().map((name) => [
      name,
      this.value(
        path === '' ? name : `${path}.${name}`,
        // Without a base, a name that only one side has was added there.
        base === undefined ? undefined : before.get(name),
        one.get(name),
        other.get(name),
      ),
    ]);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }

  value(name: string, base: unknown, ours: unknown, theirs: unknown): unknown {
    if (isSame(ours, theirs) || isSame(theirs, base)) return ours;
    if (isSame(ours, base)) return theirs;
    if (isObject(ours) && isObject(theirs)) return this.objects(name, base, ours, theirs);
    if ((SUBJECT as readonly string[]).includes(name)) return ours ?? theirs;
    this.differences.push({ name, ours, theirs });
    return this.prefer === 'ours' ? ours : theirs;
  }
}

function uniteSteps(id: string, { base, ours, theirs }: Sides, settings: Settings): StepMemory {
  const [was, one, other] = [base, ours, theirs].map((side) => split(side?.steps[id]));
  if (one === undefined || other === undefined) throw new Error(`no sides of ${id}`);
  const receipts = uniteReceipts(id, one, other, settings);
  const open = [...one.intents, ...other.intents.filter((each) => !holds(one.intents, each))]
    .filter((intent) => isOpen(intent, one, other, was) && isOpen(intent, other, one, was))
    .sort((a, b) => a.at.localeCompare(b.at));
  const older = open.slice(0, -1);
  return {
    ...settings.objects(
      `steps.${id}`,
      base === null ? undefined : was?.others,
      one.others,
      other.others,
    ),
    intent: open.at(-1) ?? null,
    ...(older.length === 0 ? {} : { intents: older }),
    receipts,
  };
}

interface Memory {
  readonly intents: readonly StoredIntent[];
  readonly receipts: readonly StoredReceipt[];
  readonly others: object;
}

function split(memory: StepMemory = { intent: null, receipts: [] }): Memory {
  const { intent, intents = [], receipts, ...others } = memory;
  return { intents: intent === null ? intents : [...intents, intent], receipts, others };
}

/** Whether `side` leaves the intent open: it has it, or has never known it. */
function isOpen(intent: StoredIntent, side: Memory, other: Memory, base: Memory | undefined) {
  if (holds(side.intents, intent)) return true;
  if (base !== undefined && holds(base.intents, intent)) return false;
  const known = new Set(other.receipts.map((each) => JSON.stringify(canonical(each))));
  return !side.receipts.some(
    (receipt) =>
      receipt.at >= intent.at &&
      answers(receipt, intent) &&
      !known.has(JSON.stringify(canonical(receipt))),
  );
}

function uniteReceipts(step: string, one: Memory, other: Memory, settings: Settings) {
  const byId = new Map(one.receipts.map((each) => [entryId(step, each), each]));
  for (const theirs of other.receipts) {
    const id = entryId(step, theirs);
    const ours = byId.get(id);
    byId.set(id, ours === undefined ? theirs : oneOf(`${step} ${id}`, ours, theirs, settings));
  }
  const order = (id: string, { at, what }: StoredReceipt) =>
    `${what === 'summed-sends' ? 0 : 1} ${at} ${id}`;
  return [...byId]
    .map(([id, each]) => ({ ...each, id }))
    .sort((a, b) => (order(a.id, a) < order(b.id, b) ? -1 : 1));
}

/** The same receipt on both sides. Only a sum of messages changes after it was written. */
function oneOf(name: string, ours: StoredReceipt, theirs: StoredReceipt, settings: Settings) {
  if (isReceipt(ours, 'summed-sends') && isReceipt(theirs, 'summed-sends')) {
    const facts = uniteSums(ours.facts, theirs.facts);
    return { ...ours, at: facts.first, facts };
  }
  const { id: _ours, ...one } = ours;
  const { id: _theirs, ...other } = theirs;
  if (isSame(one, other)) return ours;
  const kept = settings.value(
    `receipt ${name}`,
    undefined,
    JSON.stringify(one),
    JSON.stringify(other),
  );
  return kept === JSON.stringify(one) ? ours : theirs;
}

function holds(intents: readonly StoredIntent[], intent: StoredIntent): boolean {
  return intents.some((each) => isSame(each, intent));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(isObject(value) ? Object.entries(value) : []);
}
