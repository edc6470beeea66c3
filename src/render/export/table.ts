import type { ExportSource } from '../../core/domain-setup/export-source.ts';
import type { RecordState } from '../../core/domain-setup/record-state.ts';
import { hostInZone } from '../../core/parse/host-in-zone.ts';
import { TTL } from '../../core/records/record-sets.ts';
import { jsonText } from '../../core/text/json-text.ts';
import { escapeControls } from '../../core/text/printable.ts';
import { isWritten } from './zone.ts';

/** One record as `data.records` and the table formats have it. */
export interface ExportRow {
  readonly name: string;
  /** Relative to the zone, `@` for the zone itself. */
  readonly host: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  readonly priority: number | null;
  readonly value: string;
  readonly purpose: string;
  readonly published: boolean;
}

export function exportRows({ records, zone }: ExportSource): readonly ExportRow[] {
  return records.filter(isWritten).map(({ record, state }: RecordState) => ({
    name: record.name,
    host: hostInZone(record.name, zone),
    type: record.type,
    ttl: TTL,
    priority: record.priority ?? null,
    value: record.value,
    purpose: record.purpose,
    published: state === 'right',
  }));
}

/** RFC 4180: a header, lines that end with CR LF, quotes doubled. */
export function csvFile(source: ExportSource): string {
  const rows = exportRows(source);
  const columns = [
    'name',
    'host',
    'type',
    'ttl',
    'priority',
    'value',
    'purpose',
    'published',
  ] as const;
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  return lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/** What a spreadsheet takes for a formula (OWASP, CSV injection); `@` by itself is the zone, and none. */
const FORMULA = /^[=+\-@\t\r]./s;

function cell(value: string): string {
  const text = escapeControls(FORMULA.test(value) ? `'${value}` : value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export function jsonFile(source: ExportSource): string {
  const { domain, region, zone, nameServers } = source;
  const file = { version: 1, domain, region, zone, nameServers, records: exportRows(source) };
  return `${jsonText(file, 2)}\n`;
}
