import type { ReceiptOf } from '../checklist-receipts.ts';
import type { Remedy } from '../model/remedy.ts';
import { batchChange } from '../records/change-batch.ts';
import type { RecordSet } from '../records/facts.ts';
import { shellWord } from '../text/shell-word.ts';
import { awsCommand, type Phased, type Resource, type Setting } from './resource.ts';
import {
  ownValues,
  stateOf,
  type Undone,
  undoSet,
  type WrittenSet,
  writtenSets,
} from './written-sets.ts';

/** Every record set that the receipts say was written, held against what the zone has now. */
export function recordsMade(setting: Setting): readonly Phased[] {
  return writtenSets(setting.checklist).map((set) => recordMade(set, setting));
}

function recordMade(set: WrittenSet, setting: Setting): Phased {
  const seen = heldIn(set, setting);
  const state: Resource['state'] = seen === null ? 'unknown' : stateOf(set, seen.held);
  return {
    ...{ kind: 'DNS record', name: `${set.name} ${set.type}` },
    ...{ account: setting.account, region: null, createdAt: set.at },
    phase: 'records',
    state,
    undo: state === 'gone' ? null : undoOf(set, seen),
  };
}

/** null: the zone was not read. */
function heldIn(
  { zone, name, type }: WrittenSet,
  { world }: Setting,
): { readonly held: RecordSet | undefined } | null {
  const found = world.writtenSets.ok
    ? world.writtenSets.value.find((each) => each.zone === zone)
    : undefined;
  if (found === undefined || !found.sets.ok) return null;
  return { held: found.sets.value.find((each) => each.name === name && each.type === type) };
}

function undoOf(set: WrittenSet, seen: { readonly held: RecordSet | undefined } | null): Remedy {
  const own = ownValues(set).join(', ');
  const where = `zone ${set.zoneName} (${set.zone})`;
  if (set.api !== 'route53')
    return { say: `In the DNS panel, remove ${own} from ${set.name} ${set.type} in ${where}.` };
  // An UPSERT replaces a set whole, so it is made only from what the zone has now.
  if (seen === null && set.before !== null)
    return { say: `Could not read ${where}: remove ${own} from ${set.name} ${set.type} by hand.` };
  const undone = undoSet(set, seen === null ? asWritten(set) : seen.held);
  if (undone === null)
    return {
      say: `${set.name} ${set.type} in ${where} was changed by someone else since. Compare it by hand.`,
    };
  const say =
    undone.action === 'DELETE'
      ? `Delete ${set.name} ${set.type} from ${where}.`
      : `Remove ${own} from ${set.name} ${set.type} in ${where}, and keep ${undone.values.join(', ')}.`;
  return { say, command: changeCommand(set.zone, undone) };
}

/** Where the zone could not be read: Route 53 refuses a DELETE that does not name the set exactly as it is. */
function asWritten({ name, type, ttl, values }: WrittenSet): RecordSet {
  return { name, type, ttl, values, setIdentifier: null, isAlias: false };
}

/** The batch for one set: one that changed meanwhile stops no other. */
function changeCommand(zone: string, { action, name, type, ttl, values }: Undone): string {
  const batch = { Changes: [batchChange(action, name, type, ttl, values)] };
  const words = ['route53', 'change-resource-record-sets', '--hosted-zone-id', zone];
  return awsCommand([...words, '--change-batch', JSON.stringify(batch)], shellWord);
}

/** Receipts of older versions count the records and do not name them. */
export function recordsNotOnRecord(
  { at, facts }: ReceiptOf<'published'>,
  { account }: Setting,
): readonly Phased[] {
  if (facts.sets !== '') return [];
  const name = `${facts.records} records in zone ${facts.zone}`;
  const say = `An older version did not record which records it wrote to zone ${facts.zone}. Compare the zone with \`ses-migrate export csv\`, and remove them by hand.`;
  const about = { kind: 'DNS records', name, account, region: null, createdAt: at };
  return [{ ...about, phase: 'records', state: 'unknown', undo: { say } }];
}
