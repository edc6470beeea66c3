import { isIP } from 'node:net';
import { createMemo } from '../text/memo.ts';
import { withoutQuotes } from './typed-quotes.ts';

/** SPF records as RFC 7208 defines them: section 4.6.1 for terms, section 12 for the whole grammar. */

export type SpfTerm =
  | {
      readonly kind: 'mechanism';
      readonly qualifier: '+' | '-' | '~' | '?';
      readonly name: string;
      /** Domain-spec or network with its prefix length, as written; null when there is none. */
      readonly value: string | null;
    }
  | { readonly kind: 'modifier'; readonly name: string; readonly value: string };

export interface SpfRecord {
  readonly terms: readonly SpfTerm[];
  /** Why a receiver returns permerror; empty for a valid record. */
  readonly errors: readonly string[];
}

/** Terms that cost a DNS look-up, of which a receiver allows 10 (section 4.6.4). */
const LOOKUP_TERMS = new Set(['include', 'a', 'mx', 'ptr', 'exists', 'redirect']);
const MAX_LOOKUPS = 10;

/** Whether a receiver takes this TXT for an SPF record: the version, then a space or the end (section 4.5). */
export function isSpf(text: string): boolean {
  return /^v=spf1( |$)/i.test(text);
}

/** Parses an SPF record; text that `isSpf` refuses gives one error and no terms. */
export function parseSpf(text: string): SpfRecord {
  return parsed(text, () => parseAnew(text));
}

/** A record is judged from several sides and on several servers, and the domains of a fleet have the same. */
const parsed = createMemo<SpfRecord>(200);

function parseAnew(text: string): SpfRecord {
  if (!isSpf(text)) return { terms: [], errors: [whyNotSpf(text)] };
  const parts = text
    .slice('v=spf1'.length)
    .split(' ')
    .filter((part) => part !== '')
    .map(parseTerm);
  const terms = parts.flatMap((term) => (typeof term === 'string' ? [] : [term]));
  const errors = parts.filter((term) => typeof term === 'string');
  return { terms, errors: [...errors, ...wholeRecordErrors(terms)] };
}

function whyNotSpf(text: string): string {
  const bare = withoutQuotes(text);
  if (bare !== text && isSpf(bare)) {
    return /^\s/.test(text)
      ? 'it starts with white space'
      : 'quotation marks are part of the value: the panel adds its own';
  }
  return 'it does not start with "v=spf1 "';
}

/**
 * Whether the record lets `host`'s senders pass: an `include` with qualifier "+" before any `all` (what
 * follows `all` is never tested, section 5.1), or `redirect` where there is no `all` (section 6.1).
 */
export function includesHost(record: SpfRecord, host: string): boolean {
  const all = record.terms.findIndex((term) => term.kind === 'mechanism' && term.name === 'all');
  const tested = all === -1 ? record.terms : record.terms.slice(0, all);
  return record.terms.some((term) => {
    if (!sameHost(term.value, host)) return false;
    if (term.kind === 'modifier') return term.name === 'redirect' && all === -1;
    return term.name === 'include' && term.qualifier === '+' && tested.includes(term);
  });
}

function sameHost(value: string | null, host: string): boolean {
  return value?.toLowerCase().replace(/\.$/, '') === host;
}

/** A term, or the error that makes it none. */
function parseTerm(part: string): SpfTerm | string {
  const modifier = /^([a-z][a-z0-9._-]*)=(.*)$/i.exec(part);
  if (modifier !== null) return parseModifier(part, modifier[1] ?? '', modifier[2] ?? '');
  const match = /^([+\-~?]?)([a-z][a-z0-9_.-]*)(?=[:/]|$)(.*)$/i.exec(part);
  const name = match?.[2]?.toLowerCase() ?? '';
  const check = MECHANISMS[name];
  if (match === null || check === undefined) return `"${part}" is not an SPF term`;
  const { argument, prefix } = argumentOf(match[3] ?? '', check.prefixed);
  if (!check.isValid(argument, prefix)) return `"${part}" is not valid syntax for ${name}`;
  const value = argument === null && prefix === '' ? null : `${argument ?? ''}${prefix}`;
  return { kind: 'mechanism', qualifier: qualifierOf(match[1]), name, value };
}

/** A domain-spec may hold ":" and "/" itself, so that the prefix length is what ends the term (section 12). */
function argumentOf(
  rest: string,
  isPrefixed: boolean,
): { argument: string | null; prefix: string } {
  const prefix = isPrefixed ? (/(?:\/\d+)?(?:\/\/\d+)?$/.exec(rest)?.[0] ?? '') : '';
  const before = rest.slice(0, rest.length - prefix.length);
  if (before === '') return { argument: null, prefix };
  return { argument: before.startsWith(':') ? before.slice(1) : '', prefix };
}

function qualifierOf(sign: string | undefined): '+' | '-' | '~' | '?' {
  return sign === '-' || sign === '~' || sign === '?' ? sign : '+';
}

function parseModifier(part: string, rawName: string, value: string): SpfTerm | string {
  const name = rawName.toLowerCase();
  const valid =
    name === 'redirect' || name === 'exp' ? isDomainSpec(value) : MACRO_STRING.test(value);
  return valid ? { kind: 'modifier', name, value } : `"${part}" is not valid syntax for ${name}`;
}

interface Check {
  /** A prefix length may end it. */
  readonly prefixed: boolean;
  isValid(argument: string | null, prefix: string): boolean;
}

function takes(isValid: (argument: string | null) => boolean): Check {
  return { prefixed: false, isValid };
}

const HOSTS: Check = {
  prefixed: true,
  isValid: (argument, prefix) => isOptionalDomain(argument) && isDualPrefix(prefix),
};

/** Argument and prefix length of each mechanism, section 5. */
const MECHANISMS: Readonly<Record<string, Check>> = {
  all: takes((argument) => argument === null),
  include: takes((argument) => argument !== null && isDomainSpec(argument)),
  exists: takes((argument) => argument !== null && isDomainSpec(argument)),
  ptr: takes(isOptionalDomain),
  a: HOSTS,
  mx: HOSTS,
  ip4: network(4, 32),
  ip6: network(6, 128),
};

function isOptionalDomain(argument: string | null): boolean {
  return argument === null || isDomainSpec(argument);
}

function network(family: 4 | 6, longest: number): Check {
  return {
    prefixed: true,
    isValid: (argument, prefix) =>
      argument !== null && isIP(argument) === family && isPrefix(prefix, longest),
  };
}

/** Visible characters with `%` only in macros (section 7.1). */
/** Of the letters, c, r and t are for explanations alone (section 7.2). */
const MACRO = '%(?:\\{[slodiphv](?:0*[1-9]\\d*)?r?[.\\-+,/_=]*\\}|%|_|-)';
const MACRO_STRING = new RegExp(`^(?:${MACRO}|[!-$&-~])*$`, 'i');
/** Ends in a macro or in a top label: letters, digits and inner hyphens, not digits alone. */
const DOMAIN_END = new RegExp(
  `(?:${MACRO}|\\.(?!\\d+\\.?$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.?)$`,
  'i',
);

function isDomainSpec(text: string): boolean {
  return MACRO_STRING.test(text) && DOMAIN_END.test(text);
}

function isDualPrefix(prefix: string): boolean {
  const match = /^(\/[^/]*)?(?:\/(\/[^/]*))?$/.exec(prefix);
  return match !== null && isPrefix(match[1] ?? '', 32) && isPrefix(match[2] ?? '', 128);
}

function isPrefix(prefix: string, max: number): boolean {
  return prefix === '' || (/^\/(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix.slice(1)) <= max);
}

function wholeRecordErrors(terms: readonly SpfTerm[]): string[] {
  const errors: string[] = [];
  for (const name of ['redirect', 'exp']) {
    const count = terms.filter((term) => term.kind === 'modifier' && term.name === name).length;
    if (count > 1) errors.push(`${name}= appears ${count} times; only one is allowed (section 6)`);
  }
  const lookups = terms.filter((term) => LOOKUP_TERMS.has(term.name)).length;
  if (lookups > MAX_LOOKUPS) {
    errors.push(`it needs ${lookups} DNS look-ups; ${MAX_LOOKUPS} are allowed (section 4.6.4)`);
  }
  return errors;
}
