import type { ReportData } from '../core/model/types.ts';
import { escapeControls } from '../core/text/printable.ts';
import type { Style } from '../core/text/style.ts';
import { type EntryField, entryAdvice, panelUrl } from '../dns-hosts/entry.ts';
import type { DnsHost } from '../dns-hosts/host.ts';
import { recogniseHost } from '../dns-hosts/index.ts';
import { paint } from './style.ts';
import { paragraph } from './wrap.ts';

type RecordData = ReportData['verify-domain'];

/** What each record is for, in a word. */
const PURPOSE: Readonly<Record<string, string>> = {
  dkim: 'DKIM',
  'mail-from-mx': 'bounces',
  'mail-from-spf': 'SPF',
  dmarc: 'DMARC',
};

/** Cards to copy from, a field of the panel a line, nothing cut. Only where a person enters them. */
export function recordCards({ records, dnsHost }: RecordData, style: Style): string[] {
  const open = records.filter((record) => !record.published);
  if (dnsHost.publishes !== 'manual' || open.length === 0) return [];
  return [
    ...heading(open.length, dnsHost, style),
    ...rightAlready(records.length - open.length, records.length, style),
    ...open.flatMap((record, index) => {
      const what = PURPOSE[record.purpose] ?? record.purpose;
      const title = `${index + 1}. ${paint(record.type, 'bold', style)} for ${what}`;
      return ['', title, ...fields(record.entry)];
    }),
  ];
}

function heading(count: number, dnsHost: RecordData['dnsHost'], style: Style): string[] {
  const { zone, nameServers } = dnsHost;
  const host = recogniseHost(nameServers);
  const what = count === 1 ? 'Enter this record' : `Enter these ${count} records`;
  const sentences =
    host === null
      ? [
          `${what} at the DNS host of ${zone}${nameServers.length === 0 ? '' : ` (name servers ${nameServers.join(', ')})`}.`,
        ]
      : [`${what} at ${host.name}, which runs the DNS of ${zone}.`];
  return [
    ...sentences.flatMap((text) => paragraph('', escapeControls(text), style.columns)),
    ...(host === null ? [] : panelLines(host, zone, style)),
    ...entryAdvice(host, zone).flatMap((text) =>
      paragraph(host === null ? '' : '- ', escapeControls(text), style.columns),
    ),
  ];
}

/** Where the form is, and how sure its description is. */
function panelLines(host: DnsHost, zone: string, style: Style): string[] {
  const { own, checked } = host.source;
  const path = style.unicode || !/[^ -~]/.test(host.path) ? [`  ${host.path}`] : [];
  const how = own ? `as documented on ${checked}` : `as described by others, read on ${checked}`;
  return [
    `  ${paint(panelUrl(host, zone), 'cyan', style)}`,
    ...path.flatMap((text) => paragraph('  ', text.trim(), style.columns)),
    ...paragraph(
      '',
      `The panel is described ${how}. It might have changed since then.`,
      style.columns,
    ),
  ];
}

function rightAlready(count: number, all: number, style: Style): string[] {
  if (count === 0) return [];
  const verb = count === 1 ? 'is' : 'are';
  return paragraph(
    '',
    `${count} of ${all} records ${verb} already correct and not listed.`,
    style.columns,
  );
}

function fields(entry: readonly EntryField[]): string[] {
  const width = Math.max(8, ...entry.map(({ label }) => label.length));
  return entry.map(({ label, text }) => {
    const shown = text === '' ? '(leave empty)' : escapeControls(text);
    return `   ${label.padEnd(width)}  ${shown}`;
  });
}
