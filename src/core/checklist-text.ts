import { createHash } from 'node:crypto';
import { type Checklist, LAST_PLACE, type StepMemory, type StoredReceipt } from './checklist.ts';

/**
 * The checklist as its file has it, made for git to merge: one receipt, intent or choice a line, and a step's
 * receipts in lines of their own. A comma is before an entry, not behind it, so that adding one changes no other line.
 */
export function checklistText(checklist: Checklist): string {
  const { $schema, version, lineage, domain, region, account } = checklist;
  const { choices, steps, last: _last, ...rest } = checklist;
  const first = { $schema, version, lineage, domain, region, account };
  const others = Object.entries(rest).filter(([name]) => !Object.hasOwn(first, name));
  const members = [
    ...Object.entries(first).map(([name, value]) => member('  ', name, line(value))),
    member('  ', 'choices', block('  ', '{}', sortedMembers(choices))),
    member('  ', 'steps', stepsText(steps)),
    ...others.map(([name, value]) => member('  ', name, line(value))),
    member('  ', 'last', line(LAST_PLACE)),
  ];
  return `{\n${members.join(',\n')}\n}\n`;
}

/**
 * Derived from what the entry says, so that the same receipt has the same id in every copy of the file, also in
 * one that an older version wrote without ids. Once written, it stays.
 */
export function entryId(step: string, { id, ...entry }: StoredReceipt): string {
  if (id !== undefined) return id;
  const content = JSON.stringify([step, canonical(entry)]);
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

/** The value with its names in order, so that equal values have equal texts. */
export function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, canonical(each)]),
  );
}

function stepsText(steps: Checklist['steps']): string {
  const blocks = Object.entries(steps).map(([id, memory]) =>
    member('    ', id, stepText(id, memory ?? { intent: null, receipts: [] })),
  );
  return blocks.length === 0 ? '{}' : `{\n${blocks.join(',\n')}\n  }`;
}

function stepText(id: string, { intent, intents, receipts, ...others }: StepMemory): string {
  const indent = '      ';
  const members = [
    member(indent, 'intent', line(intent)),
    ...(intents === undefined ? [] : [member(indent, 'intents', list(indent, intents))]),
    ...Object.entries(others).map(([name, value]) => member(indent, name, line(value))),
    member(
      indent,
      'receipts',
      list(
        indent,
        receipts.map((receipt) => ({ id: entryId(id, receipt), ...receipt })),
      ),
    ),
  ];
  return `{\n${members.join(',\n')}\n    }`;
}

function list(indent: string, entries: readonly unknown[]): string {
  return block(indent, '[]', entries.map(line));
}

function sortedMembers(values: object): readonly string[] {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => member('', name, line(value)));
}

/** The brackets are in lines of their own also where nothing is between them. */
function block(indent: string, [open, close]: string, entries: readonly string[]): string {
  const lines = entries.map((each, index) => `${indent}${index === 0 ? '  ' : ', '}${each}\n`);
  return `${open}\n${lines.join('')}${indent}${close}`;
}

function member(indent: string, name: string, value: string): string {
  return `${indent}${JSON.stringify(name)}: ${value}`;
}

/** JSON in one line, with blanks; a text in it has no line break of its own. */
function line(value: unknown): string {
  return JSON.stringify(value, null, 1).replaceAll(/\n */g, ' ');
}
