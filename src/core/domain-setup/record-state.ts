import { judgeAnswer, sameName } from '../dns/match.ts';
import { onlyDmarc } from '../email-auth/dmarc.ts';
import { isSpf } from '../email-auth/spf.ts';
import type { ExpectedRecord } from '../model/types.ts';
import type { RecordSet } from '../records/facts.ts';
import { plainText, planSet } from '../records/record-sets.ts';
import { cutAbove } from '../records/zone-cuts.ts';
import { escapeControls } from '../text/printable.ts';
import type { World } from '../world.ts';

/** An expected record, and what is at its name and type now. */
export interface RecordState {
  /** With the value that stands where that is already right: a DMARC policy of the domain's own stays. */
  readonly record: ExpectedRecord;
  /** `different`: something else is in the way · `unknown`: no server answered. */
  readonly state: 'right' | 'absent' | 'different' | 'unknown';
  /** Values at this name and type, harmless to print; MX as `10 host`. Others' TXT are among them. */
  readonly values: readonly string[];
  /** Target of the CNAME that is at the name of a TXT or MX record; else null. */
  readonly alias: string | null;
}

/**
 * What stands of each record: as the zone that is written holds it where that was read, else as the servers
 * say; these alone know what is below a zone cut.
 */
export function recordStates(world: World): readonly RecordState[] {
  const records = world.records.ok ? world.records.value : [];
  const held = world.hosting.ok ? world.hosting.value.recordSets : null;
  return records.map((record) =>
    held?.ok === true && isAboveCuts(record, world, held.value)
      ? inZone(record, held.value)
      : inDns(record, world),
  );
}

function isAboveCuts({ name }: ExpectedRecord, world: World, sets: readonly RecordSet[]): boolean {
  const delegation = world.hosting.ok ? world.hosting.value.delegation : null;
  const zone = delegation?.ok === true ? delegation.value.zone : world.domain;
  return cutAbove(name, zone, sets) === null;
}

function inZone(record: ExpectedRecord, held: readonly RecordSet[]): RecordState {
  // The API matters for the words of a conflict alone.
  const plan = planSet(record, held, { api: 'route53', confirmed: [] });
  const here = held.filter((set) => set.name === record.name);
  const alias = here.find((set) => set.type === 'CNAME' && record.type !== 'CNAME');
  const values = here
    .filter((set) => set.type === record.type)
    .flatMap((set) => set.values.map(plainText));
  const states = { right: 'right', write: 'absent', conflict: 'different' } as const;
  return standing(record, states[plan.kind], values, alias?.values[0] ?? null);
}

function inDns(record: ExpectedRecord, world: World): RecordState {
  const observation = world.dns.ok
    ? world.dns.value.find((each) => each.name === record.name && each.type === record.type)
    : undefined;
  const answers = (observation?.answers ?? []).filter(
    (answer) => answer.server.kind === 'authoritative' && answer.kind !== 'failed',
  );
  const [first] = answers;
  if (first === undefined) return standing(record, 'unknown', [], null);
  const found = first.kind === 'records' ? first.records : [];
  const alias = found.find(({ name, type }) => type === 'CNAME' && sameName(name, record.name));
  const values = found.filter(({ type }) => type === record.type).map(({ data }) => data);
  const statuses = answers.map((answer) => judgeAnswer(record, answer).status);
  const state = statuses.every((status) => status === 'match')
    ? 'right'
    : statuses.includes('wrong')
      ? 'different'
      : 'absent';
  return standing(record, state, values, record.type === 'CNAME' ? null : (alias?.data ?? null));
}

function standing(
  record: ExpectedRecord,
  state: RecordState['state'],
  raw: readonly string[],
  alias: string | null,
): RecordState {
  const values = raw.map(escapeControls);
  const kept = state === 'right' ? { ...record, ...ownValue(record, values) } : record;
  return { record: kept, state, values, alias };
}

/** The value that makes the set right; a name is kept as we write it, whatever its case. */
function ownValue(record: ExpectedRecord, values: readonly string[]): Partial<ExpectedRecord> {
  switch (record.purpose) {
    case 'dkim':
      return {};
    case 'mail-from-mx':
      return { priority: Number(values[0]?.split(/\s+/)[0] ?? record.priority) };
    case 'mail-from-spf':
      return { value: values.find(isSpf) ?? record.value };
    case 'dmarc':
      return { value: onlyDmarc(values) ?? record.value };
  }
}
