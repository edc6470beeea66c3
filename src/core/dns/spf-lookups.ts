import { isSpf, parseSpf, type SpfTerm } from '../email-auth/spf.ts';
import { dataAt, findObservation } from './matrix.ts';
import type { DnsObservation, NameAndType } from './types.ts';

/** What evaluating an SPF record costs a receiver whose sender matches nothing (RFC 7208 section 4.6.4). */
export interface SpfCost {
  /** DNS look-ups, nested ones counted; 10 are allowed. Stops at 30. */
  readonly lookups: number;
  /** Look-ups done before `host`'s include is come to; null where it is not. */
  readonly beforeHost: number | null;
  /** Names that gave no answer at all; 2 are allowed. */
  readonly voids: readonly string[];
  /** Targets of include and redirect without an SPF record of their own: permerror (section 5.2). */
  readonly broken: readonly string[];
  /** All that is a permerror, in words; the limits of `lookups` and `voids` are not among them. */
  readonly errors: readonly string[];
  /** How many of `errors` a receiver comes to before `host`'s include; the rest, SES's mail never meets. */
  readonly errorsBeforeHost: number;
  /** Whether `host` passes: included with "+" all the way, or by `redirect` (sections 5.2 and 6.1). */
  readonly passesHost: boolean;
  /** What must be asked before the numbers are whole. */
  readonly open: readonly NameAndType[];
}

/** Terms that cost a look-up. */
const COSTLY = new Set(['include', 'a', 'mx', 'ptr', 'exists', 'redirect']);
/** Counting continues a while beyond 10, so that the message tells how far off the record is. */
const ENOUGH = 30;
/** Limits of section 4.6.4: look-ups, those that find nothing, and hosts of an mx. */
export const MAX_LOOKUPS = 10;
export const MAX_VOIDS = 2;
const MOST_HOSTS = 10;

/** Counts the look-ups of `text`, the SPF record of `domain`, with what was observed at its includes. Pure. */
export function countLookups(
  text: string,
  domain: string,
  observations: readonly DnsObservation[],
  host: string,
): SpfCost {
  const cost = {
    lookups: 0,
    beforeHost: null as number | null,
    voids: [] as string[],
    broken: [] as string[],
    errors: [] as string[],
    errorsBeforeHost: 0,
    passesHost: false,
    open: [] as NameAndType[],
  };

  const visit = (record: string, at: string, path: readonly string[], passes: boolean): void => {
    for (const term of testedTerms(record)) {
      if (!COSTLY.has(term.name) || cost.lookups >= ENOUGH) continue;
      cost.lookups += 1;
      const question = questionOf(term, at);
      if (question === null) continue;
      const lets = passes && (term.kind === 'modifier' || term.qualifier === '+');
      if (isNested(term) && question.name === host) {
        cost.beforeHost ??= cost.lookups;
        if (!cost.passesHost) cost.errorsBeforeHost = cost.errors.length;
        cost.passesHost ||= lets;
      }
      const observation = findObservation(observations, question);
      if (observation === null) {
        // The host itself is known to be well: SES keeps its record within the limits.
        if (question.name !== host) cost.open.push(question);
        continue;
      }
      if (observation.answers.every((answer) => answer.kind === 'failed')) continue;
      follow(term, question, path, lets);
    }
  };

  const follow = (
    term: SpfTerm,
    question: NameAndType,
    path: readonly string[],
    lets: boolean,
  ): void => {
    const data = dataAt(observations, question);
    if (data.length === 0) cost.voids.push(question.name);
    if (term.name === 'mx' && data.length > MOST_HOSTS) {
      cost.errors.push(
        `mx of ${question.name} has ${data.length} hosts, ${MOST_HOSTS} are allowed`,
      );
    }
    if (!isNested(term)) return;
    const records = data.filter(isSpf);
    const [only] = records;
    if (only === undefined || records.length > 1) {
      cost.broken.push(question.name);
      cost.errors.push(
        `${question.name} has ${records.length === 0 ? 'no' : 'several'} SPF records`,
      );
    } else if (path.includes(question.name)) {
      // It never ends: a receiver gives up at the limit.
      cost.lookups = ENOUGH;
      cost.errors.push(`${question.name} includes itself`);
    } else {
      const faults = parseSpf(only).errors.map((error) => `${question.name}: ${error}`);
      cost.errors.push(...faults);
      if (faults.length === 0) visit(only, question.name, [...path, question.name], lets);
    }
  };

  visit(text, domain, [domain], true);
  if (!cost.passesHost) cost.errorsBeforeHost = cost.errors.length;
  return cost;
}

function isNested({ name }: SpfTerm): boolean {
  return name === 'include' || name === 'redirect';
}

/** What a receiver comes to: nothing behind `all`, and `redirect` last and only without it (section 6.1). */
function testedTerms(record: string): readonly SpfTerm[] {
  const { terms } = parseSpf(record);
  const all = terms.findIndex((term) => term.kind === 'mechanism' && term.name === 'all');
  if (all !== -1) return terms.slice(0, all).filter((term) => term.kind === 'mechanism');
  return [
    ...terms.filter((term) => term.kind === 'mechanism'),
    ...terms.filter((term) => term.name === 'redirect'),
  ];
}

/** null for `ptr`, and where a macro makes the name depend on the message (section 7). */
function questionOf(term: SpfTerm, domain: string): NameAndType | null {
  const host = (term.value ?? '').split('/')[0] ?? '';
  const name = (host === '' ? domain : host).toLowerCase().replace(/\.$/, '');
  if (name.includes('%')) return null;
  switch (term.name) {
    case 'include':
    case 'redirect':
      return { name, type: 'TXT' };
    case 'mx':
      return { name, type: 'MX' };
    case 'a':
    case 'exists':
      return { name, type: 'A' };
    default:
      return null;
  }
}
