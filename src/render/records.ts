import { escapeControls } from '../core/printable.ts';
import type { Style } from '../core/style.ts';
import { paint } from './style.ts';
import { paragraph } from './wrap.ts';

/** `data` of verify-domain, as far as it is shown. */
interface RecordData {
  readonly records: readonly {
    readonly name: string;
    readonly host: string;
    readonly type: string;
    readonly value: string;
    readonly priority: number | null;
    readonly purpose: string;
    readonly published: boolean;
  }[];
  readonly dnsHost: {
    readonly zone: string;
    readonly nameServers: readonly string[];
    readonly publishes: 'route53' | 'manual' | null;
  };
}

export function isRecordData(data: unknown): data is RecordData {
  return typeof data === 'object' && data !== null && 'records' in data && 'dnsHost' in data;
}

/** What each record is for, in a word. */
const PURPOSE: Readonly<Record<string, string>> = {
  dkim: 'DKIM',
  'mail-from-mx': 'bounces',
  'mail-from-spf': 'SPF',
  dmarc: 'DMARC',
};

/** Cards to copy from: nothing is cut, the host beside the full name. Only where a person enters them. */
export function recordCards({ records, dnsHost }: RecordData, style: Style): string[] {
  const open = records.filter((record) => !record.published);
  if (dnsHost.publishes !== 'manual' || open.length === 0) return [];
  const servers =
    dnsHost.nameServers.length === 0 ? '' : ` (name servers ${dnsHost.nameServers.join(', ')})`;
  const lines = [
    ...paragraph(
      '',
      `Enter ${open.length} records where the DNS of ${dnsHost.zone} is run${servers}.`,
      style.columns,
    ),
    ...paragraph(
      '',
      'Most panels add the domain themselves: give them the host. Others want the full name.',
      style.columns,
    ),
  ];
  open.forEach((record, index) => {
    const priority = record.priority === null ? [] : [`   priority  ${record.priority}`];
    lines.push(
      '',
      `${index + 1}. ${paint(record.type, 'bold', style)} for ${PURPOSE[record.purpose] ?? record.purpose}`,
      `   host      ${escapeControls(record.host)}`,
      `   name      ${escapeControls(record.name)}`,
      ...priority,
      `   value     ${escapeControls(record.value)}`,
    );
  });
  return lines;
}
