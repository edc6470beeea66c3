import { isRightSpf, sameName } from '../dns/match.ts';
import { isMeantAsDmarc, onlyDmarc, parseDmarc } from '../email-auth/dmarc.ts';
import { fixedDmarc } from '../email-auth/dmarc-fixed.ts';
import { isSpf } from '../email-auth/spf.ts';
import { finding } from '../model/findings.ts';
import type { Change, ExpectedRecord, Finding } from '../model/types.ts';
import type { DnsApi, RecordSet, RecordSetChange } from './facts.ts';

/** Seconds. Short enough that a mistake is soon gone; AWS's own examples use 1800 or less. */
export const TTL = 1800;

/** Where a set is written, and the names of those that may be replaced. */
export interface ReplacePolicy {
  readonly api: DnsApi;
  readonly confirmed: readonly string[];
}

/** What to do with one expected record, given the sets that its zone holds. */
export type SetPlan =
  | { readonly kind: 'right'; readonly line: Change }
  | { readonly kind: 'write'; readonly line: Change; readonly change: RecordSetChange }
  | { readonly kind: 'conflict'; readonly finding: Finding };

/**
 * Plans one record: CREATE where nothing is, UPSERT with all old values kept where a TXT set is shared,
 * and a conflict where others' records stand.
 */
export function planSet(
  record: ExpectedRecord,
  held: readonly RecordSet[],
  leave: ReplacePolicy,
): SetPlan {
  const here = held.filter((set) => set.name === record.name);
  const dmarc = record.purpose === 'dmarc' ? here.find(holdsDmarc) : undefined;
  if (dmarc !== undefined) return keepDmarc(record, dmarc, leave);
  const blocking = here.find((set) => cannotStandBeside(set, record));
  if (blocking !== undefined) return conflict(record, blocking, leave.api);
  const same = here.find((set) => set.type === record.type);
  if (same === undefined) return write(record, 'CREATE', [presentation(record)], null);
  if (isRight(record, same)) return right(record, same);
  if (record.type === 'TXT' && !claims(record, same)) {
    return write(record, 'UPSERT', [...same.values, presentation(record)], same);
  }
  if (leave.confirmed.includes(record.name)) {
    const kept =
      record.type === 'TXT' ? same.values.filter((value) => !sameKind(record, value)) : [];
    return write(record, 'UPSERT', [...kept, presentation(record)], same, { confirm: record.name });
  }
  return conflict(record, same, leave.api);
}

/** A CNAME is alone at its name (RFC 1034 section 3.6.2); routed and alias sets are others' designs. */
function cannotStandBeside(set: RecordSet, record: ExpectedRecord): boolean {
  if (set.setIdentifier !== null || set.isAlias) return true;
  return (set.type === 'CNAME') !== (record.type === 'CNAME');
}

function isRight(record: ExpectedRecord, set: RecordSet): boolean {
  const values = set.values.map(plainText);
  switch (record.purpose) {
    case 'dkim':
      return hasTarget(record, set) && set.isProxied !== true;
    case 'mail-from-mx':
      return values.length === 1 && sameName((values[0] ?? '').split(/\s+/)[1] ?? '', record.value);
    case 'mail-from-spf':
      return isRightSpf(record, values);
    case 'dmarc':
      // What holds one was planned before; no other set does for it.
      return false;
  }
}

function hasTarget(record: ExpectedRecord, { values }: RecordSet): boolean {
  return values.length === 1 && sameName(values[0] ?? '', record.value);
}

/** A CNAME to a DMARC service, or anything that is meant as a record: nothing is ever added beside it. */
function holdsDmarc(set: RecordSet): boolean {
  return set.type === 'CNAME' || dmarcTexts(set).length > 0;
}

function dmarcTexts({ type, values }: RecordSet): readonly string[] {
  return type === 'TXT' ? values.map(plainText).filter(isMeantAsDmarc) : [];
}

/** Never weakened. What receivers do not take stays until its replacement is confirmed. */
function keepDmarc(record: ExpectedRecord, set: RecordSet, { confirmed }: ReplacePolicy): SetPlan {
  const texts = dmarcTexts(set);
  const works = onlyDmarc(texts);
  const isBroken = set.type === 'TXT' && (works === null || parseDmarc(works).errors.length > 0);
  if (!isBroken || !confirmed.includes(record.name)) return right(record, set);
  const others = set.values.filter((value) => !isMeantAsDmarc(plainText(value)));
  const value = fixedDmarc([...texts, record.value], null);
  const values = [...others, presentation({ ...record, value })];
  return write(record, 'UPSERT', values, set, { confirm: record.name });
}

/** Whether the set holds a value of the same kind already, so that adding ours would make two. */
function claims(record: ExpectedRecord, set: RecordSet): boolean {
  return set.values.some((value) => sameKind(record, value));
}

function sameKind(record: ExpectedRecord, value: string): boolean {
  return record.purpose === 'dmarc' ? isMeantAsDmarc(plainText(value)) : isSpf(plainText(value));
}

function right(record: ExpectedRecord, set: RecordSet): SetPlan {
  const value = set.values.map(plainText).join(' | ');
  return { kind: 'right', line: { op: '=', what: label(record), from: value, to: value } };
}

function write(
  record: ExpectedRecord,
  action: RecordSetChange['action'],
  values: readonly string[],
  old: RecordSet | null,
  consent: Pick<Change, 'confirm'> = {},
): SetPlan {
  return {
    kind: 'write',
    line: {
      op: old === null ? '+' : '~',
      what: label(record),
      from: old === null ? null : shown(old.values, old.isProxied === true ? ' (proxied)' : ''),
      to: shown(values, old?.isProxied === true ? ' (DNS only)' : ''),
      ...consent,
    },
    change: {
      action,
      name: record.name,
      type: record.type,
      ttl: old?.ttl ?? TTL,
      values,
      before: old,
    },
  };
}

function shown(values: readonly string[], proxy: string): string {
  return `${values.map(plainText).join(' | ')}${proxy}`;
}

function conflict(record: ExpectedRecord, set: RecordSet, api: DnsApi): SetPlan {
  if (set.isProxied === true && set.type === record.type && hasTarget(record, set))
    return { kind: 'conflict', finding: proxied(record) };
  const found = set.isAlias ? 'an alias' : set.values.map(plainText).join(' | ');
  const routed = set.setIdentifier !== null || set.isAlias;
  const replaceable = !routed && set.type === record.type;
  return {
    kind: 'conflict',
    finding: finding(
      `${api}/conflict`,
      `${record.name} has ${set.type} ${found}, so ${record.type} ${record.value} cannot be written.`,
      {
        subject: label(record),
        expected: presentation(record),
        found,
        fix: replaceable
          ? `Check who uses it. To replace it, run the command again with --confirm ${record.name}${record.purpose.startsWith('mail-from') ? ', or choose another name with --mail-from' : ''}.`
          : `Remove or rename that record set yourself; ses-migrate does not change it${record.purpose.startsWith('mail-from') ? '. Or choose another name with --mail-from' : ''}.`,
      },
    ),
  };
}

/** The proxy answers with its own addresses, so that nobody finds the key behind the name. */
function proxied(record: ExpectedRecord): Finding {
  return finding(
    'cloudflare/proxied',
    `${record.name} is right but proxied: Cloudflare answers with its own addresses instead of the ${record.type}.`,
    {
      subject: label(record),
      expected: presentation(record),
      found: 'proxied',
      fix: `Set it to "DNS only" in the panel, or run the command again with --confirm ${record.name}.`,
    },
  );
}

function label(record: ExpectedRecord): string {
  return `${record.type} ${record.name}`;
}

/** Value as Route 53 wants it: TXT in quoted strings of at most 255 bytes, `"` and `\` escaped. */
export function presentation(record: ExpectedRecord): string {
  if (record.type === 'MX') return `${record.priority ?? 10} ${record.value}`;
  if (record.type === 'CNAME') return record.value;
  const chunks = record.value.match(/.{1,255}/gs) ?? [''];
  return chunks.map((chunk) => `"${chunk.replace(/["\\]/g, '\\$&')}"`).join(' ');
}

/** The other way: quoted strings joined, escapes undone; anything else as it is. */
export function plainText(value: string): string {
  if (!value.startsWith('"')) return value;
  const strings = value.match(/"((?:[^"\\]|\\.)*)"/gs) ?? [];
  return strings
    .map((text) =>
      text.slice(1, -1).replace(/\\([0-7]{3}|.)/gs, (_, escaped: string) => unescaped(escaped)),
    )
    .join('');
}

/** Route 53 writes other characters as three octal digits (Route 53 Developer Guide, DomainNameFormat). */
function unescaped(escaped: string): string {
  return /^[0-7]{3}$/.test(escaped) ? String.fromCharCode(Number.parseInt(escaped, 8)) : escaped;
}
