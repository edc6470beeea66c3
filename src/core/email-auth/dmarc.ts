import { createMemo } from '../text/memo.ts';
import { withoutQuotes } from './typed-quotes.ts';

/** DMARC policy records as RFC 9989 defines them: section 4.7 for tags, 4.8 for the grammar. */

export type DmarcPolicy = 'none' | 'quarantine' | 'reject';

export interface DmarcRecord {
  /** Sound tags by lower-case name, values as written; `v` is among them. */
  readonly tags: ReadonlyMap<string, string>;
  /** What receivers apply to the domain itself; null when they apply no policy of this record. */
  readonly policy: DmarcPolicy | null;
  /** Why receivers do not apply the record; empty where they do. */
  readonly errors: readonly string[];
  /** Parts that receivers discard: syntax errors, values that are not valid (section 4.8). */
  readonly ignored: readonly string[];
  /** Why `policy` is not the one that the record names: a fault that turns it into "none" (section 4.10.1). */
  readonly weakened: string | null;
}

/** Whether receivers take this TXT for a DMARC record: `v=DMARC1` first, the value in this case (section 4.7). */
export function isDmarc(text: string): boolean {
  return /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(text.replace(/^V/, 'v'));
}

/**
 * Whether a TXT at a `_dmarc` name is meant as DMARC, although receivers may not take it for that: quoted
 * twice, in another case, with `v` in another place. A second record beside it would add to the fault.
 */
export function isMeantAsDmarc(text: string): boolean {
  return (
    isDmarc(text) ||
    /\bv\s*[=:]\s*["'\\]*\s*d-?marc/i.test(text) ||
    /^[\s"'\\]*d-?marc\s*\d?\b/i.test(text) ||
    /(?:^|[\s;"'])(?:s|n)?p\s*[=:]\s*["']?(?:none|quarantine|reject)\b/i.test(text) ||
    /(?:^|[\s;"'])ru[af]\s*[=:]/i.test(text)
  );
}

/** The DMARC record among the TXT values of a name; null where there is none, or several (section 4.10, 2). */
export function onlyDmarc(texts: readonly string[]): string | null {
  const records = texts.filter(isDmarc);
  return records.length === 1 ? (records[0] ?? null) : null;
}

/** Parses a DMARC record; text that `isDmarc` refuses gives one error and no tags. */
export function parseDmarc(text: string): DmarcRecord {
  return parsed(text, () => parseAnew(text));
}

/** A record is judged from several sides and on several servers, and the domains of a fleet have the same. */
const parsed = createMemo<DmarcRecord>(200);

function parseAnew(text: string): DmarcRecord {
  if (!isDmarc(text)) return unusable([whyNotDmarc(text)], new Map(), []);
  const { tags, ignored } = soundTags(text);
  const faults = policyFaults(text, tags);
  const named = policyIn(tags.get('p'));
  if (faults.length === 0) return { tags, policy: named, errors: [], ignored, weakened: null };
  // With somewhere to report to, a record whose policy is at fault counts as p=none; else it does not count.
  if (tags.has('rua')) {
    const weakened = `${faults.join('; ')}, so receivers apply "none"`;
    return { tags, policy: 'none', errors: [], ignored, weakened };
  }
  return unusable(faults, tags, ignored);
}

function unusable(
  errors: readonly string[],
  tags: ReadonlyMap<string, string>,
  ignored: readonly string[],
): DmarcRecord {
  return { tags, policy: null, errors, ignored, weakened: null };
}

function whyNotDmarc(text: string): string {
  const bare = withoutQuotes(text);
  if (isDmarc(bare)) {
    return /^\s/.test(text)
      ? 'it starts with white space'
      : 'quotation marks are part of the value: the panel adds its own';
  }
  if (/^v\s*=\s*DMARC1\s/.test(bare)) return 'a semicolon is missing after "v=DMARC1"';
  if (/^v\s*=\s*dmarc1\s*(?:;|$)/i.test(bare)) return '"DMARC1" must be in upper case';
  if (/[;\s"']v\s*=\s*dmarc1\b/i.test(text)) return '"v=DMARC1" is not its first tag';
  return 'it does not start with "v=DMARC1;"';
}

/** Splits a tag list (RFC 6376 section 3.2). Of a name that is there twice, the first counts. */
function soundTags(text: string): { tags: Map<string, string>; ignored: string[] } {
  const tags = new Map<string, string>();
  const ignored: string[] = [];
  for (const part of text.split(';').map((piece) => piece.trim())) {
    if (part === '') continue;
    const [, name = '', value = ''] = TAG.exec(part) ?? [];
    const key = name.toLowerCase();
    if (name === '' || tags.has(key) || !isSound(key, value)) ignored.push(part);
    else tags.set(key, value);
  }
  return { tags, ignored };
}

/** `dmarc-tag`: a name, and printing characters but the semicolon. */
const TAG = /^([a-z][a-z0-9_]*)[ \t]*=[ \t]*([ -:<-~]+)$/i;

/** Tags with a syntax of their own; the value of an unknown tag does not matter. */
export function isSound(name: string, value: string): boolean {
  return SYNTAX[name]?.test(value) ?? true;
}

export function isKnownTag(name: string): boolean {
  return name in SYNTAX;
}

const POLICY = /^(?:none|quarantine|reject)$/i;
/** URIs between commas; the size limit `!10m` is of RFC 7489 and ignored today. */
const URI = '[a-z][a-z0-9+.-]*:[^\\s,!;]+(?:!\\d+[kmgt]?)?';
const URIS = new RegExp(`^${URI}(?:[ \\t]*,[ \\t]*${URI})*$`, 'i');
const SYNTAX: Readonly<Record<string, RegExp>> = {
  v: /^DMARC1$/,
  p: POLICY,
  sp: POLICY,
  np: POLICY,
  t: /^[yn]$/i,
  psd: /^[ynu]$/i,
  rua: URIS,
  ruf: URIS,
  adkim: /^[rs]$/i,
  aspf: /^[rs]$/i,
  fo: /^[01ds](?:[ \t]*:[ \t]*[01ds])*$/i,
  // Of RFC 7489, removed since; receivers that follow it still read them.
  rf: /^[a-z0-9-]+(?:[ \t]*:[ \t]*[a-z0-9-]+)*$/i,
  ri: /^\d{1,10}$/,
  pct: /^(?:\d{1,2}|100)$/,
};

/** A policy that is missing, not valid or named twice. */
function policyFaults(text: string, tags: ReadonlyMap<string, string>): string[] {
  const written = text.split(';').flatMap((part) => {
    const [, name, value] = /^\s*(p|sp|np)\s*=\s*(.*?)\s*$/i.exec(part) ?? [];
    return name === undefined ? [] : [{ name: name.toLowerCase(), value: value ?? '' }];
  });
  const wrong = written.filter(({ value }) => !POLICY.test(value));
  const twice = ['p', 'sp', 'np'].filter(
    (name) =>
      new Set(written.flatMap((each) => (each.name === name ? [lower(each.value)] : []))).size > 1,
  );
  return [
    ...(tags.has('p') || written.some(({ name }) => name === 'p')
      ? []
      : ['the tag p (the policy) is missing']),
    ...wrong.map(({ name, value }) => `${name}=${value} is not one of none, quarantine, reject`),
    ...twice
      .filter((name) => !wrong.some((each) => each.name === name))
      .map((name) => `the tag ${name} appears twice, with different values`),
  ];
}

function policyIn(value: string | undefined): DmarcPolicy | null {
  const policy = lower(value ?? '');
  return STRENGTH.find((each) => each === policy) ?? null;
}

function lower(text: string): string {
  return text.toLowerCase();
}

/** Policies by what they ask of receivers, weakest first. */
const STRENGTH: readonly DmarcPolicy[] = ['none', 'quarantine', 'reject'];

/** Whether policy `a` asks less of receivers than `b`; null, as of a broken record, is the weakest. */
export function isWeaker(a: string | null, b: string | null): boolean {
  return strength(a) < strength(b);
}

function strength(policy: string | null): number {
  const names: readonly string[] = STRENGTH;
  return names.indexOf(policy ?? '');
}

/** The strongest of some policies; null where there is none. */
export function strongest(policies: readonly (string | null)[]): DmarcPolicy | null {
  return STRENGTH.findLast((each) => policies.includes(each)) ?? null;
}

/** Whom a record that applies is about: the domain at which it was found, or one below it. */
export type DmarcSubject = 'itself' | 'existing-subdomain' | 'missing-subdomain';

/** The policy of a record for a subject: `p`, below it `sp`, for names that do not exist `np` (section 4.10.1). */
export function policyFor(text: string, subject: DmarcSubject): DmarcPolicy | null {
  const { tags, policy, weakened } = parseDmarc(text);
  if (policy === null || weakened !== null || subject === 'itself') return policy;
  const below = policyIn(tags.get('sp')) ?? policy;
  return subject === 'missing-subdomain' ? (policyIn(tags.get('np')) ?? below) : below;
}

/** `t=y`: receivers are asked not to apply the policy yet (section 4.7). */
export function isTestMode(text: string): boolean {
  return lower(parseDmarc(text).tags.get('t') ?? '') === 'y';
}

/** Tags of RFC 7489 that RFC 9989 removed: receivers that follow it read the record without them. */
const REMOVED = ['pct', 'rf', 'ri'];

/** Those of the record that were removed, as `name=value`. */
export function removedTags(text: string): readonly string[] {
  const { tags } = parseDmarc(text);
  return REMOVED.flatMap((name) => (tags.has(name) ? [`${name}=${tags.get(name)}`] : []));
}

/** Whether alignment of `dkim` or `spf` is to be strict (sections 4.4.1 and 4.4.2). */
export function isStrict(text: string, by: 'dkim' | 'spf'): boolean {
  return lower(parseDmarc(text).tags.get(`a${by}`) ?? '') === 's';
}
