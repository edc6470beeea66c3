import type { ExpectedRecord } from '../model/types.ts';
import { escapeControls } from '../text/printable.ts';
import type { JudgedAnswer, RecordCase } from './case.ts';
import { type Judgement, judgeAnswer, sameName } from './match.ts';
import type { Sight } from './sight.ts';
import type { DnsAnswer, DnsObservation, Soa } from './types.ts';
import type { RecordStatus, RecordView, ServerView, ViewStatus } from './view.ts';

/** What one record's row depends on beside its own answers. */
interface Surroundings {
  readonly sight: Sight;
  /** Of the delegated zone; null: not known. */
  readonly soa: Soa | null;
}

/** Holds every server's answer against an expected record: one row of the propagation matrix. */
export function examine(
  expected: ExpectedRecord,
  observations: readonly DnsObservation[],
  { sight, soa }: Surroundings = { sight: 'servers', soa: null },
): RecordCase {
  const looks = lookAt(expected, findObservation(observations, expected), soa);
  const status = sight === 'resolvers' ? resolvedStatus(looks) : recordStatus(looks);
  const view: RecordView = {
    name: expected.name,
    type: expected.type,
    purpose: expected.purpose,
    expected: expectedText(expected),
    required: expected.required,
    status,
    etaSeconds: status === 'propagating' ? longestWait(lagging(looks)) : null,
    views: looks.map((look) => serverView(look, status)),
  };
  return { expected, looks, view };
}

/** The expected data as DNS would show it, `10 host` for MX. */
export function expectedText(expected: ExpectedRecord): string {
  return expected.type === 'MX' ? `${expected.priority ?? 10} ${expected.value}` : expected.value;
}

/** The look at this name and type where the world looks, not one that was made in another way. */
export function findObservation(
  observations: readonly DnsObservation[],
  asked: { readonly name: string; readonly type: string },
): DnsObservation | null {
  return (
    observations.find(
      (seen) =>
        seen.type === asked.type &&
        sameName(seen.name, asked.name) &&
        seen.checkingDisabled === undefined &&
        seen.undelegatedZone === undefined,
    ) ?? null
  );
}

/** Data of the records of this very type that the first usable answer holds, CNAMEs on the way left out. */
export function dataAt(
  observations: readonly DnsObservation[],
  asked: { readonly name: string; readonly type: string },
): readonly string[] {
  const answers = findObservation(observations, asked)?.answers ?? [];
  const usable = answers.find((answer) => answer.kind !== 'failed');
  if (usable?.kind !== 'records') return [];
  return usable.records.filter(({ type }) => type === asked.type).map(({ data }) => data);
}

/** The status alone, for whoever needs no row. */
export function statusOf(
  expected: ExpectedRecord,
  observations: readonly DnsObservation[],
): RecordStatus {
  return recordStatus(lookAt(expected, findObservation(observations, expected), null));
}

function lookAt(
  expected: ExpectedRecord,
  observation: DnsObservation | null,
  soa: Soa | null,
): JudgedAnswer[] {
  const judged = judgeEach(expected, observation?.answers ?? []);
  const fromResolvers = judged
    .filter(({ answer }) => answer.server.kind === 'resolver')
    .filter(({ answer }) => !hasOwnZone(answer, soa))
    .map(({ judgement }) => judgement.status)
    .filter((status) => status !== 'unknown');
  return judged.map(({ answer, judgement }): JudgedAnswer => {
    if (hasOwnZone(answer, soa)) {
      return { answer, judgement, status: 'unknown', isInner: true };
    }
    const bare = answer.server.kind === 'authoritative' && judgement.alias !== null;
    const status = bare ? atAliasEnd(expected, fromResolvers) : judgement.status;
    return { answer, judgement, status, isInner: false };
  });
}

/**
 * A cache never sets AA (RFC 1035 section 4.1.1), and remembers an absence with the SOA of the zone (RFC 2308
 * section 5). A resolver that denies with authority of another zone answers from one inside this network.
 */
function hasOwnZone(answer: DnsAnswer, soa: Soa | null): boolean {
  if (answer.server.kind !== 'resolver' || soa === null) return false;
  if (answer.kind !== 'nodata' && answer.kind !== 'nxdomain') return false;
  return answer.aa && answer.soa !== null && !sameName(answer.soa.primary, soa.primary);
}

/** Servers that answer alike share one list of records, as their packets are read once: it is judged once. */
function judgeEach(
  expected: ExpectedRecord,
  answers: readonly DnsAnswer[],
): Pick<JudgedAnswer, 'answer' | 'judgement'>[] {
  const judged: Pick<JudgedAnswer, 'answer' | 'judgement'>[] = [];
  for (const answer of answers) {
    const last = judged.at(-1);
    const alike =
      answer.kind === 'records' &&
      last?.answer.kind === 'records' &&
      last.answer.records === answer.records;
    judged.push({ answer, judgement: alike ? last.judgement : judgeAnswer(expected, answer) });
  }
  return judged;
}

/**
 * An authoritative server follows no CNAME out of its zones (RFC 1034 section 4.3.2), so the resolvers
 * tell what is at its end. Unheard, a CNAME at the MAIL FROM name is wrong (it leaves no room for MX
 * and TXT, RFC 1034 section 3.6.2), while one at `_dmarc` is usual with hosted DMARC.
 */
function atAliasEnd(expected: ExpectedRecord, fromResolvers: readonly ViewStatus[]): ViewStatus {
  if (fromResolvers.length === 0) return expected.purpose === 'dmarc' ? 'unknown' : 'wrong';
  return fromResolvers.includes('match') ? 'match' : 'wrong';
}

/**
 * Authoritative servers decide; resolvers only tell whether the world sees it yet. A record that some
 * servers have and others do not have yet was published: it spreads.
 */
function recordStatus(looks: readonly JudgedAnswer[]): RecordStatus {
  const published = statuses(looks, 'authoritative');
  if (
    published.includes('match') &&
    published.includes('missing') &&
    !published.includes('wrong')
  ) {
    // One that cannot be asked may lag, too, or be dead: time alone is not known to be enough.
    return published.includes('unknown') ? 'unknown' : 'propagating';
  }
  for (const status of ['wrong', 'missing', 'unknown'] as const) {
    if (published.includes(status)) return status;
  }
  if (published.length === 0) return 'unknown';
  const resolved = statuses(looks, 'resolver');
  const heard = resolved.filter((status) => status !== 'unknown');
  if (resolved.length > 0 && heard.length === 0) return 'unknown';
  return heard.every((status) => status === 'match') ? 'match' : 'propagating';
}

/** Where no authoritative server can be reached. What some resolvers have and others do not was published. */
function resolvedStatus(looks: readonly JudgedAnswer[]): RecordStatus {
  const heard = statuses(looks, 'resolver').filter((status) => status !== 'unknown');
  if (heard.length === 0) return 'unknown';
  if (heard.includes('wrong')) return 'wrong';
  if (heard.every((status) => status === 'match')) return 'match';
  return heard.includes('match') ? 'propagating' : 'missing';
}

function statuses(looks: readonly JudgedAnswer[], kind: ServerView['kind']): ViewStatus[] {
  return looks.filter((look) => look.answer.server.kind === kind).map((look) => look.status);
}

/** The resolvers that answered, and not yet with the right value. */
export function lagging(looks: readonly JudgedAnswer[]): JudgedAnswer[] {
  return looks.filter(
    ({ answer, status }) =>
      answer.server.kind === 'resolver' && (status === 'missing' || status === 'wrong'),
  );
}

function longestWait(looks: readonly JudgedAnswer[]): number | null {
  const known = looks.flatMap(({ judgement }) => judgement.ttl ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

function serverView(look: JudgedAnswer, record: RecordStatus): ServerView {
  const { answer, judgement, status } = look;
  const lags = record === 'propagating' && lagging([look]).length > 0;
  return {
    server: answer.server.name,
    kind: answer.server.kind,
    status,
    asked: isAsked(answer),
    values: shown(judgement),
    ttl: judgement.ttl,
    rcode: judgement.rcode,
    aa: answer.kind === 'failed' ? null : answer.aa,
    ms: answer.ms,
    etaSeconds: lags ? judgement.ttl : null,
  };
}

/** Whether the server was asked at all. */
export function isAsked(answer: DnsAnswer): boolean {
  return answer.kind !== 'failed' || answer.failure !== 'not-asked';
}

function shown(judgement: Judgement): string[] {
  return judgement.values.map(escapeControls);
}
