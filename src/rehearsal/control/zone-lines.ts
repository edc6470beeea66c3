import { isIPv4, isIPv6 } from 'node:net';
import { isServedType, type ServedType } from '../dns/rdata.ts';

/** One line of the panel: a record, or with `value` null a whole set (to remove). */
export interface ZoneLine {
  readonly line: string;
  readonly name: string;
  readonly type: ServedType;
  readonly ttl: number;
  /** As `ZoneSet` holds it. */
  readonly value: string | null;
}

/** A line that is no record; the message names the line and what is wrong with it. */
export class ZoneLineError extends Error {
  constructor(line: string, problem: string) {
    super(`${line}: ${problem}`);
    this.name = 'ZoneLineError';
  }
}

const DEFAULT_TTL = 300;
/** RFC 2181 section 8. */
const LONGEST_TTL = 2 ** 31 - 1;

/** A quoted string with its escapes, a comment, or a bare word (RFC 1035 section 5.1). */
const TOKEN = /"((?:[^"\\]|\\.)*)"|(;.*)|([^\s";]+)/g;

interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

function tokens(line: string): Token[] {
  const found: Token[] = [];
  let rest = line;
  for (const match of line.matchAll(TOKEN)) {
    rest = rest.replace(match[0], '');
    if (match[1] !== undefined) found.push({ text: unescapeText(match[1]), quoted: true });
    else if (match[3] !== undefined) found.push({ text: match[3], quoted: false });
  }
  if (rest.trim() !== '') throw new ZoneLineError(line, 'an opening quote has no closing quote');
  return found;
}

function unescapeText(text: string): string {
  return text.replace(/\\(\d{3}|.)/g, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(Number(code)) : code,
  );
}

/** `@` is the zone, a name with a dot at its end is absolute, any other one is under the zone. */
function absolute(name: string, zone: string): string {
  const lower = name.toLowerCase();
  if (lower === '@') return zone;
  return lower.endsWith('.') ? lower.slice(0, -1) : `${lower}.${zone}`;
}

function numberBetween(text: string | undefined, most: number): number | null {
  if (text === undefined || !/^\d+$/.test(text) || Number(text) > most) return null;
  return Number(text);
}

function textValue(line: string, data: readonly Token[]): string {
  if (data.length > 1 && data.some((token) => !token.quoted)) {
    throw new ZoneLineError(line, 'put the text of a TXT record in double quotes');
  }
  return data.map((token) => token.text).join('');
}

function dataValue(line: string, type: ServedType, data: readonly Token[], zone: string): string {
  if (type === 'TXT') return textValue(line, data);
  const [first = '', second] = data.map((token) => token.text);
  const words = type === 'MX' ? 2 : 1;
  if (data.length !== words) {
    throw new ZoneLineError(line, `a record of type ${type} has ${words} word(s) of data`);
  }
  if (type === 'MX') {
    const preference = numberBetween(first, 65_535);
    if (preference === null || second === undefined) {
      throw new ZoneLineError(line, 'the data of an MX record is a number and a host');
    }
    return `${preference} ${absolute(second, zone)}`;
  }
  if ((type === 'A' && !isIPv4(first)) || (type === 'AAAA' && !isIPv6(first))) {
    throw new ZoneLineError(line, `${first} is not an address of type ${type}`);
  }
  return type === 'A' || type === 'AAAA' ? first : absolute(first, zone);
}

function parseLine(line: string, zone: string): ZoneLine | null {
  const [owner, ...fields] = tokens(line);
  if (owner === undefined) return null;
  let ttl = DEFAULT_TTL;
  let field = fields.shift();
  // TTL and class are before the type, in either order (RFC 1035 section 5.1).
  while (field !== undefined && !field.quoted && /^(\d+|in)$/i.test(field.text)) {
    if (field.text.toUpperCase() !== 'IN') {
      const seconds = numberBetween(field.text, LONGEST_TTL);
      if (seconds === null) throw new ZoneLineError(line, `a TTL is at most ${LONGEST_TTL}`);
      ttl = seconds;
    }
    field = fields.shift();
  }
  const type = (field?.text ?? '').toUpperCase();
  if (!isServedType(type) || type === 'SOA') {
    const what = type === '' ? 'the type is missing' : `record type ${type} is not supported here`;
    throw new ZoneLineError(line, `${what}; a line is NAME [TTL] [IN] TYPE DATA`);
  }
  const name = absolute(owner.text, zone);
  if (name !== zone && !name.endsWith(`.${zone}`)) {
    throw new ZoneLineError(line, `${name} is not in the zone ${zone}`);
  }
  const value = fields.length === 0 ? null : dataValue(line, type, fields, zone);
  return { line, name, type, ttl, value };
}

/**
 * The records in master-file lines, `NAME [TTL] [IN] TYPE DATA`, names as RFC 1035 section 5.1 reads them:
 * without a dot at the end they are under the zone. Throws ZoneLineError for the first line that is none.
 */
export function parseZoneLines(text: string, zone: string): ZoneLine[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .map((line) => parseLine(line, zone))
    .filter((line) => line !== null);
}
