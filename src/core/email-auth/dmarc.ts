import { createMemo } from '../text/memo.ts';

/** DMARC policy records as RFC 7489 section 6.3 (tags) and 6.4 (grammar) define them. */

export interface DmarcRecord {
  /** Tags by lower-case name, values as written. */
  readonly tags: ReadonlyMap<string, string>;
  /** `none`, `quarantine` or `reject`; null when the record is not usable. */
  readonly policy: string | null;
  /** Why receivers ignore the record; empty for a usable one. */
  readonly errors: readonly string[];
  /** Tags whose value receivers replace with the default (section 6.3). */
  readonly ignored: readonly string[];
}

/** Whether a receiver takes this TXT for a DMARC record: `v=DMARC1` comes first, in this spelling. */
export function isDmarc(text: string): boolean {
  return /^v[ \t]*=[ \t]*DMARC1[ \t]*(;|$)/.test(text);
}

/** Parses a DMARC record; text that `isDmarc` refuses gives one error. */
export function parseDmarc(text: string): DmarcRecord {
  return parsed(text, () => parseAnew(text));
}

/** A record is judged from several sides and on several servers, and the domains of a fleet have the same. */
const parsed = createMemo<DmarcRecord>(200);

function parseAnew(text: string): DmarcRecord {
  if (!isDmarc(text)) return unusable(['it does not begin with "v=DMARC1;"']);
  const { tags, errors } = splitTags(text);
  const policy = tags.get('p')?.toLowerCase() ?? null;
  if (policy === null) errors.push('the tag p (the policy) is missing');
  else if (!isPolicy(policy)) errors.push(`p=${policy} is none of none, quarantine, reject`);
  const subdomains = tags.get('sp');
  if (subdomains !== undefined && !isPolicy(subdomains)) {
    // An invalid sp spoils the whole record, unlike the other tags (section 6.6.3, step 6).
    errors.push(`sp=${subdomains} is none of none, quarantine, reject`);
  }
  if (errors.length > 0) return { ...unusable(errors), tags };
  const ignored = [...tags].flatMap(([name, value]) =>
    OTHER_TAGS[name]?.(value) === false ? [`${name}=${value}`] : [],
  );
  return { tags, policy, errors, ignored };
}

function unusable(errors: readonly string[]): DmarcRecord {
  return { tags: new Map(), policy: null, errors, ignored: [] };
}

/** Tag lists follow DKIM's syntax: `name=value` between semicolons, no name twice (RFC 6376 section 3.2). */
function splitTags(text: string): { tags: Map<string, string>; errors: string[] } {
  const tags = new Map<string, string>();
  const errors: string[] = [];
  for (const part of text.split(';').map((piece) => piece.trim())) {
    if (part === '') continue;
    const match = /^([a-z][a-z0-9_]*)[ \t]*=[ \t]*(.*)$/i.exec(part);
    const name = match?.[1]?.toLowerCase();
    if (name === undefined) errors.push(`"${part}" is no tag=value`);
    else if (tags.has(name)) errors.push(`the tag ${name} stands twice`);
    else tags.set(name, match?.[2] ?? '');
  }
  return { tags, errors };
}

function isPolicy(value: string): boolean {
  return /^(none|quarantine|reject)$/i.test(value);
}

/** Tags with a default; unknown tags are ignored (section 6.3). */
const OTHER_TAGS: Readonly<Record<string, (value: string) => boolean>> = {
  rua: isReportList,
  ruf: isReportList,
  adkim: (value) => /^[rs]$/i.test(value),
  aspf: (value) => /^[rs]$/i.test(value),
  fo: (value) => /^[01ds]([ \t]*:[ \t]*[01ds])*$/i.test(value),
  rf: (value) => /^[a-z0-9-]+([ \t]*:[ \t]*[a-z0-9-]+)*$/i.test(value),
  ri: (value) => /^\d{1,10}$/.test(value),
  pct: (value) => /^\d{1,3}$/.test(value) && Number(value) <= 100,
};

/** URIs between commas, each with an optional size limit `!10m` (section 6.4, dmarc-uri). */
function isReportList(value: string): boolean {
  return value
    .split(',')
    .every((uri) => /^[a-z][a-z0-9+.-]*:[^\s,!;]+(!\d+[kmgt]?)?$/i.test(uri.trim()));
}

/** Policies by what they ask of receivers, weakest first. */
const STRENGTH: readonly string[] = ['none', 'quarantine', 'reject'];

/** Whether policy `a` asks less of receivers than `b`; null, as of a broken record, is the weakest. */
export function isWeaker(a: string | null, b: string | null): boolean {
  return STRENGTH.indexOf(a ?? '') < STRENGTH.indexOf(b ?? '');
}

/** The policy that a valid record has for the domain at which it stands, or for those below it. */
export function policyOf(text: string, below: boolean): string | null {
  const { tags, policy } = parseDmarc(text);
  return (below ? tags.get('sp')?.toLowerCase() : undefined) ?? policy;
}

/** What to publish instead of a broken record: never a weaker policy than was meant, and its reports kept. */
export function mendedDmarc(text: string, proposed: string): string {
  const meant = ['reject', 'quarantine'].find((policy) => new RegExp(policy, 'i').test(text));
  if (meant === undefined) return proposed;
  const reports = /\brua\s*=\s*(mailto:[^;\s"]+)/i.exec(text)?.[1];
  return `v=DMARC1; p=${meant}${reports === undefined ? '' : `; rua=${reports}`}`;
}
