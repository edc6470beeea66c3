import { type Checklist, receiptsOf } from '../checklist.ts';
import type { RecordSet, RecordSetChange } from '../records/facts.ts';

/** What a set holds, as far as undoing is concerned. */
interface Content {
  /** Seconds. */
  readonly ttl: number;
  /** In presentation form. */
  readonly values: readonly string[];
}

/** One record set that this checklist wrote, over all of its runs. */
export interface WrittenSet extends Content {
  readonly zone: string;
  readonly zoneName: string;
  readonly api: string;
  readonly name: string;
  readonly type: string;
  /** ISO 8601, of the first write. */
  readonly at: string;
  /** What it held before the first write; null: there was no such set. */
  readonly before: Content | null;
}

/** What a receipt keeps of a batch. */
export function setsText(changes: readonly RecordSetChange[]): string {
  const sets = changes.map(({ name, type, ttl, values, before }) => ({
    ...{ name, type, ttl, values },
    before: before === null ? null : { ttl: before.ttl ?? ttl, values: before.values },
  }));
  return JSON.stringify(sets);
}

/** Each set once, with its newest content and what it held before the first write; oldest first. */
export function writtenSets(checklist: Checklist): readonly WrittenSet[] {
  const sets = new Map<string, WrittenSet>();
  for (const { at, facts } of receiptsOf(checklist, 'verify-domain', 'published')) {
    for (const { name, type, ttl, values, before } of setsIn(facts.sets)) {
      if (!isWithin(name, checklist.domain)) continue;
      const { zone, zoneName, api } = facts;
      const key = [zone, name, type].join(' ');
      const first = sets.get(key) ?? { at, before };
      const set = { zone, zoneName, api, name, type, ttl, values };
      sets.set(key, { ...set, at: first.at, before: first.before });
    }
  }
  return [...sets.values()];
}

/** A checklist can come with a pull request: what it says of other names is not of this migration. */
function isWithin(name: string, domain: string | null): boolean {
  return domain !== null && (name === domain || name.endsWith(`.${domain}`));
}

type Written = Content & Pick<WrittenSet, 'name' | 'type' | 'before'>;

/** What was edited by hand to something else is left out: it is used for deleting. */
function setsIn(text: string): readonly Written[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
  return Array.isArray(list) ? list.filter(isWritten) : [];
}

function isWritten(value: unknown): value is Written {
  if (!isContent(value)) return false;
  const { name, type, before } = value;
  return (
    typeof name === 'string' && typeof type === 'string' && (before === null || isContent(before))
  );
}

function isContent(value: unknown): value is Content & Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const { ttl, values } = Object.fromEntries(Object.entries(value));
  return (
    typeof ttl === 'number' &&
    Array.isArray(values) &&
    values.every((each) => typeof each === 'string')
  );
}

/** What became of a set that was written. */
export type SetState = 'there' | 'changed' | 'gone';

export function stateOf(set: WrittenSet, held: RecordSet | undefined): SetState {
  if (held === undefined) return 'gone';
  const own = ownValues(set);
  const kept = own.filter((value) => held.values.includes(value));
  if (kept.length === own.length) return 'there';
  return kept.length === 0 ? 'gone' : 'changed';
}

/** The values that this checklist added; all of them where nothing was before. */
export function ownValues({ values, before }: WrittenSet): readonly string[] {
  return values.filter((value) => before?.values.includes(value) !== true);
}

/** One change of a Route 53 batch (Route 53 API reference, ChangeBatch). */
export interface Undone extends Content {
  readonly action: 'DELETE' | 'UPSERT';
  readonly name: string;
  readonly type: string;
}

/**
 * Takes out what was added and brings back what it replaced; what others added since stays. DELETE has to name the set
 * exactly as it is. null: nothing of ours is in it, or it is now another kind of set.
 */
export function undoSet(set: WrittenSet, held: RecordSet | undefined): Undone | null {
  if (held === undefined || held.ttl === null || held.setIdentifier !== null || held.isAlias)
    return null;
  if (stateOf(set, held) !== 'there') return null;
  const own = ownValues(set);
  const since = held.values.filter((value) => !own.includes(value));
  const lost = (set.before?.values ?? []).filter(
    (value) => !set.values.includes(value) && !since.includes(value),
  );
  const { name, type } = held;
  const values = [...since, ...lost];
  if (values.length === 0)
    return { action: 'DELETE', name, type, ttl: held.ttl, values: held.values };
  const ttl = since.length === 0 ? (set.before?.ttl ?? held.ttl) : held.ttl;
  return { action: 'UPSERT', name, type, ttl, values };
}
