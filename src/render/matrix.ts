import type { RecordView, ServerView } from '../core/dns/view.ts';
import type { SesView } from '../core/identity-view.ts';
import { escapeControls } from '../core/printable.ts';
import type { Style } from '../core/style.ts';
import { type Ink, paint } from './style.ts';

interface DomainData {
  readonly domain: string;
  readonly records: readonly RecordView[];
  readonly ses: SesView | null;
}

interface MatrixData {
  readonly domains: readonly DomainData[];
}

export function isMatrixData(data: unknown): data is MatrixData {
  return (
    typeof data === 'object' &&
    data !== null &&
    Array.isArray((data as { domains?: unknown }).domains)
  );
}

const CELL: Readonly<Record<ServerView['status'], { text: string; ink: Ink }>> = {
  match: { text: 'ok', ink: 'green' },
  missing: { text: 'missing', ink: 'red' },
  wrong: { text: 'wrong', ink: 'red' },
  unknown: { text: '?', ink: 'yellow' },
};
const COLUMN = 9;
const LABEL = 22;

/** Records down, servers across; the servers' names stand in the legend, so that 80 columns hold it. */
export function matrixLines({ domains }: MatrixData, style: Style): string[] {
  return domains.flatMap((domain, index) => [
    ...(index === 0 ? [] : ['']),
    ...domainLines(domain, domains.length > 1, style),
  ]);
}

function domainLines(
  { domain, records, ses }: DomainData,
  several: boolean,
  style: Style,
): string[] {
  const servers = records[0]?.views ?? [];
  const marks = serverMarks(servers);
  if (records.length === 0) return several ? [`${domain}: no records known`] : [];
  const head = ''.padEnd(LABEL) + marks.map((mark) => mark.padEnd(COLUMN)).join('');
  return [
    ...(several ? [paint(domain, 'bold', style)] : []),
    head.trimEnd(),
    ...records.map((record, index) => row(record, index, style)),
    '',
    ...servers.map(
      (server, index) => `${marks[index]}  ${escapeControls(server.server)} (${server.kind})`,
    ),
    ...(ses === null ? [] : [`SES  ${sesLine(ses)}`]),
  ];
}

/** A1, A2 … for authoritative servers, R1, R2 … for resolvers. */
function serverMarks(servers: readonly ServerView[]): string[] {
  let authoritative = 0;
  let resolvers = 0;
  return servers.map(({ kind }) => {
    if (kind === 'authoritative') {
      authoritative += 1;
      return `A${authoritative}`;
    }
    resolvers += 1;
    return `R${resolvers}`;
  });
}

const LABELS: Readonly<Record<string, string>> = {
  'mail-from-mx': 'MAIL FROM MX',
  'mail-from-spf': 'MAIL FROM SPF (TXT)',
  dmarc: 'DMARC (TXT)',
};

function row(record: RecordView, index: number, style: Style): string {
  const label = LABELS[record.purpose] ?? `DKIM ${index + 1} (${record.type})`;
  const cells = record.views.map(({ status }) => {
    const { text, ink } = CELL[status];
    return paint(text, ink, style) + ' '.repeat(COLUMN - text.length);
  });
  return `${label.padEnd(LABEL)}${cells.join('')}`.trimEnd();
}

function sesLine({ dkim, mailFrom, errorType, lastChecked }: SesView): string {
  const error = errorType === null ? '' : `, last error ${errorType}`;
  const looked =
    lastChecked === null ? 'has not looked yet' : `last looked ${lastChecked.slice(0, 19)}Z`;
  return `DKIM ${dkim}, MAIL FROM ${mailFrom ?? 'not set'}; ${looked}${error}`;
}
