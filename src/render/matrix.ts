import type { DomainView, RecordView, ServerView } from '../core/dns/view.ts';
import { readableDomain } from '../core/parse/domain.ts';
import type { SesView } from '../core/ses/ses-view.ts';
import { escapeControls } from '../core/text/printable.ts';
import type { Style } from '../core/text/style.ts';
import { roundedDuration } from './duration.ts';
import { type Ink, paint } from './style.ts';
import { paragraph } from './wrap.ts';

type DomainData = Omit<DomainView, 'propagated' | 'apexSpf'> & Partial<Pick<DomainView, 'apexSpf'>>;

export interface MatrixData {
  readonly domains: readonly DomainData[];
}

const CELL: Readonly<Record<ServerView['status'], { text: string; ink: Ink }>> = {
  match: { text: 'ok', ink: 'green' },
  missing: { text: 'missing', ink: 'red' },
  wrong: { text: 'wrong', ink: 'red' },
  unknown: { text: '?', ink: 'yellow' },
};
const COLUMN = 8;
const LABEL = 22;
const NOT_ASKED = { text: '-', ink: 'dim' } as const;
const LEFT_ALONE =
  'not queried yet: resolvers cache answers, and the authoritative servers are not right yet';

/**
 * Records down, servers across; the servers' names stand in the legend, so that 80 columns hold seven of
 * them. More go into a further table.
 */
export function matrixLines({ domains }: MatrixData, style: Style, verbose = false): string[] {
  return domains.flatMap((domain, index) => [
    ...(index === 0 ? [] : ['']),
    ...domainLines(domain, domains.length > 1, style),
    ...(verbose ? answerLines(domain.records, style) : []),
  ]);
}

function domainLines(
  { domain, records, ses, apexSpf }: DomainData,
  several: boolean,
  style: Style,
): string[] {
  const servers = serversOf(records);
  const marks = serverMarks(servers);
  if (records.length === 0) return several ? [`${domain}: no records known`] : [];
  return [
    ...(several ? [paint(escapeControls(readableDomain(domain)), 'bold', style)] : []),
    ...tables(records, servers, marks, style),
    ...servers.map((server, index) => {
      const name = `${marks[index]}  ${escapeControls(server.server)} (${server.kind})`;
      const wait = secondsLeft(records, server);
      return wait === null
        ? name
        : `${name}, has all of it in at most ${roundedDuration(Math.max(1, wait) * 1000)}`;
    }),
    ...(records.some(({ views }) => views.some(({ asked }) => !asked))
      ? paragraph('-   ', LEFT_ALONE, style.columns)
      : []),
    ...(ses === null ? [] : paragraph('SES  ', sesLine(ses), style.columns)),
    ...(apexSpf ?? []).flatMap((text) =>
      paragraph('SPF  ', `${domain} has "${text}"; SES does not need it`, style.columns),
    ),
  ];
}

/** With `--verbose`: each answer in full, nothing cut. */
function answerLines(records: readonly RecordView[], style: Style): string[] {
  const servers = serversOf(records);
  const marks = serverMarks(servers);
  return records.flatMap((record) => [
    '',
    `${paint(record.name, 'bold', style)} ${record.type}`,
    ...servers.flatMap((server, index) => {
      const view = viewAt(record, server);
      return view === null ? [] : [`  ${marks[index]}  ${answerText(view)}`];
    }),
  ]);
}

function answerText({ asked, status, values, ttl, rcode, aa, ms }: ServerView): string {
  if (!asked) return 'not queried';
  const data = values.map((value) => `"${value}"`).join(', ');
  const said = [rcode ?? 'no answer', ...(aa === true ? ['AA'] : [])];
  const left = ttl === null ? [] : [`TTL ${ttl} s`];
  return [
    CELL[status].text,
    ...(data === '' ? [] : [data]),
    [...said, ...left, `${ms} ms`].join(', '),
  ].join('  ');
}

/** A column of the matrix. */
type Column = Pick<ServerView, 'server' | 'kind'>;

/** Every server that was asked for any record: a zone below the domain has servers of its own. */
function serversOf(records: readonly RecordView[]): readonly Column[] {
  const views = records.flatMap((record) => record.views);
  const byName = new Map(views.map((view) => [`${view.kind} ${view.server}`, view]));
  const all = [...byName.values()];
  const ofKind = (kind: Column['kind']) => all.filter((view) => view.kind === kind);
  return [...ofKind('authoritative'), ...ofKind('resolver')];
}

function viewAt({ views }: RecordView, { server, kind }: Column): ServerView | null {
  return views.find((view) => view.server === server && view.kind === kind) ?? null;
}

/** Seconds until this resolver has forgotten every old answer; null: it lags nowhere, or does not say. */
function secondsLeft(records: readonly RecordView[], server: Column): number | null {
  if (server.kind !== 'resolver') return null;
  const left = records.flatMap((record) => {
    const view = viewAt(record, server);
    const lags = view?.status === 'missing' || view?.status === 'wrong';
    return record.status === 'propagating' && lags ? [view.etaSeconds] : [];
  });
  const known = left.filter((ttl) => ttl !== null);
  return known.length === 0 || known.length < left.length ? null : Math.max(...known);
}

/** As many servers side by side as the width holds, each table followed by an empty line. */
function tables(
  records: readonly RecordView[],
  servers: readonly Column[],
  marks: readonly string[],
  style: Style,
): string[] {
  const fit = Math.max(1, Math.floor((style.columns - LABEL) / COLUMN));
  const starts = marks.flatMap((_mark, index) => (index % fit === 0 ? [index] : []));
  return starts.flatMap((start) => {
    const head = marks.slice(start, start + fit).map((mark) => mark.padEnd(COLUMN));
    const columns = servers.slice(start, start + fit);
    return [
      `${' '.repeat(LABEL)}${head.join('')}`.trimEnd(),
      ...records.map((record, index) => row(record, index, columns, style)),
      '',
    ];
  });
}

/** A1, A2 … for authoritative servers, R1, R2 … for resolvers. */
function serverMarks(servers: readonly Column[]): string[] {
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

function recordLabel({ purpose, type }: RecordView, index: number): string {
  return LABELS[purpose] ?? `DKIM ${index + 1} (${type})`;
}

function row(record: RecordView, index: number, columns: readonly Column[], style: Style): string {
  const cells = columns.map((column) => {
    const view = viewAt(record, column);
    // A server of another zone was not asked for this record.
    const { text, ink } = view?.asked === true ? CELL[view.status] : NOT_ASKED;
    return paint(text, ink, style) + ' '.repeat(COLUMN - text.length);
  });
  return `${recordLabel(record, index).padEnd(LABEL)}${cells.join('')}`.trimEnd();
}

function sesLine(ses: SesView): string {
  const { errorType, lastChecked } = ses;
  const error = errorType === null ? '' : `, last error ${errorType}`;
  const looked =
    lastChecked === null ? 'has not checked yet' : `last checked ${lastChecked.slice(0, 19)}Z`;
  return `${verdicts(ses)}; ${looked}${error}`;
}

/** What changed between two looks, one line for each answer of a server: what a log is told of a wait. */
export function changeLines(before: MatrixData, after: MatrixData): string[] {
  return after.domains.flatMap((domain, index) => {
    const old = before.domains[index];
    if (old === undefined) return [];
    const servers = serversOf(domain.records);
    const marks = serverMarks(servers);
    const of = after.domains.length > 1 ? `${domain.domain}: ` : '';
    const records = domain.records.flatMap((record, row) =>
      record.views.flatMap((view) => {
        const was = viewBefore(old, record, view);
        // That a record is no longer right is told of the servers that have it.
        if (was === null || !view.asked) return [];
        if (was.status === view.status && was.asked) return [];
        const column = servers.findIndex(
          (each) => each.server === view.server && each.kind === view.kind,
        );
        const server = `${escapeControls(view.server)} (${marks[column]})`;
        return [
          `${of}${recordLabel(record, row)}: ${was.asked ? CELL[was.status].text : 'not queried'} -> ${CELL[view.status].text} on ${server}`,
        ];
      }),
    );
    const [said, says] = [old.ses, domain.ses].map((ses) => (ses === null ? '' : verdicts(ses)));
    return [...records, ...(said === says ? [] : [`${of}SES: ${said} -> ${says}`])];
  });
}

function viewBefore(
  { records }: DomainData,
  { name, type, purpose }: RecordView,
  { server, kind }: ServerView,
): ServerView | null {
  const record = records.find(
    (each) => each.name === name && each.type === type && each.purpose === purpose,
  );
  return record?.views.find((each) => each.server === server && each.kind === kind) ?? null;
}

function verdicts({ dkim, mailFrom }: SesView): string {
  return `DKIM ${dkim}, MAIL FROM ${mailFrom ?? 'not set'}`;
}
