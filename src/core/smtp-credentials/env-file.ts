import { usage } from '../model/errors.ts';

/** One `NAME=value` of an .env file. */
export interface Assignment {
  /** What is before the name on its line: indentation, `export `. */
  readonly lead: string;
  readonly name: string;
  /** Without quotes and escapes. */
  readonly value: string;
  /** Where the assignment is in the text, from its lead to the end of its (last) line. */
  readonly start: number;
  readonly end: number;
  /** The value as it is written: where it is in the text, and its quote; empty: it has none. */
  readonly written: { readonly start: number; readonly end: number; readonly quote: string };
}

/** A quoted value may go over several lines; `#` begins a comment at a line's start or behind a space. */
const ASSIGNMENT =
  /(?<=^\uFEFF?)(?<lead>[ \t]*(?:export[ \t]+)?)(?<name>[A-Za-z_][\w.-]*)[ \t]*=[ \t]*(?:(?<quoted>'[^']*'|"(?:\\[\s\S]|[^"\\])*"|`[^`]*`)[ \t]*(?:#.*)?$|(?<bare>[^\r\n]*))/dgm;

/** In the order of the file. Lines that are no assignment are passed over. */
export function assignmentsIn(text: string): Assignment[] {
  return [...text.matchAll(ASSIGNMENT)].map((match) => {
    const { lead = '', name = '', quoted, bare = '' } = match.groups ?? {};
    const value = quoted === undefined ? withoutComment(bare) : unquote(quoted);
    const [start = 0, quotedEnd = 0] =
      match.indices?.groups?.[quoted === undefined ? 'bare' : 'quoted'] ?? [];
    const end = quoted === undefined ? start + value.length : quotedEnd;
    const written = { start, end, quote: quoted?.[0] ?? '' };
    return { lead, name, value, start: match.index, end: match.index + match[0].length, written };
  });
}

/** Names and values; the last assignment of a name wins, as in a shell and in dotenv. */
export function parseEnvFile(text: string): Map<string, string> {
  return new Map(assignmentsIn(text).map(({ name, value }) => [name, value]));
}

function withoutComment(bare: string): string {
  return bare.replace(/(?:^|\s)#.*$/, '').trim();
}

function unquote(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (!quoted.startsWith('"')) return inner;
  return inner.replace(/\\([nr"\\$`])/g, (_, escaped: string) => {
    if (escaped === 'n') return '\n';
    return escaped === 'r' ? '\r' : escaped;
  });
}

/**
 * `value` as shells and dotenv both read it: bare, else in single quotes, else in double quotes without
 * anything a shell would expand. Throws Failure `usage/unquotable` when no form says the same to both.
 */
export function quoteForEnv(name: string, value: string): string {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value;
  if (!/['\r\n]/.test(value)) return `'${value}'`;
  if (!/["$`\\!\r\n]/.test(value)) return `"${value}"`;
  throw usage(
    'unquotable',
    `The value of ${name} has quotes or a line break that .env readers read differently.`,
    'Use --output json.',
  );
}

/** `value` in the quotes that the one before it had, where they can hold it; else as quoteForEnv has it. */
export function quoteLike(quote: string, name: string, value: string): string {
  const fits = quote === "'" ? !/['\r\n]/.test(value) : !/["`$\\!\r\n]/.test(value);
  if (quote !== '') return fits ? `${quote}${value}${quote}` : quoteForEnv(name, value);
  // What a URL has beside its words was there without quotes before.
  return /^[^\s#'"`$\\]*$/.test(value) ? value : quoteForEnv(name, value);
}

export function isAssigned(found: readonly Assignment[], name: string): boolean {
  return found.some((each) => each.name === name);
}

/** Lines of YAML, JSON, INI sections or code are nothing that NAME=value may be put between. */
export function isAssignments(text: string): boolean {
  let rest = '';
  let done = 0;
  for (const { start, end } of assignmentsIn(text)) {
    rest += text.slice(done, start);
    done = end;
  }
  rest += text.slice(done);
  return !/^\s*(?:-\s|[\w."'/-]+\s*:(?:\s|$)|[{}[\]]|<)/m.test(rest);
}
