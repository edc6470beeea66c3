import { Failure, usage } from '../model/errors.ts';
import { parseDomain } from './domain.ts';

export interface Address {
  /** Display name, unquoted; null when there is none. */
  readonly name: string | null;
  /** The domain is in lower-case ASCII, the part before the @ as typed. */
  readonly address: string;
}

/** RFC 5322, 3.2.3: dot-atom. */
const DOT_ATOM = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;

/**
 * `Name <a@b>`, `"Name, Inc." <a@b>` or `a@b`. The part before the @ must be ASCII: SES has no SMTPUTF8
 * (SES API v2 reference, Destination). Throws Failure `usage/bad-address`.
 */
export function parseAddress(text: string): Address {
  const given = text.trim();
  // A line break in a name would begin a header of its own.
  if (/[\x00-\x1f\x7f]/.test(given)) throw badAddress(text, 'has a control character in it');
  const match = /^(?<name>[^<>]*)<(?<address>[^<>]*)>$/.exec(given);
  const name = unquote(match?.groups?.name?.trim() ?? '');
  return {
    name: name === '' ? null : name,
    address: parseBare(match?.groups?.address ?? given, text),
  };
}

/** The same; null where it is no address that SES takes. */
export function addressOrNull(text: string): Address | null {
  return orNull(() => parseAddress(text));
}

/** The address without its display name. Throws Failure `usage/bad-address`. */
export function parseBareAddress(text: string): string {
  return parseAddress(text).address;
}

/**
 * Patterns that `ses:FromAddress` is compared with, separated by commas or spaces; the result has each once,
 * separated by one space. Throws Failure `usage/…`.
 */
export function parseSenders(text: string): string {
  const patterns = text.includes('<') ? [text] : text.split(/[\s,]+/).filter((each) => each !== '');
  const parsed = (patterns.length === 0 ? [text] : patterns).map(parsePattern);
  return [...new Set(parsed)].join(' ');
}

/** `*@domain` or one address. */
function parsePattern(text: string): string {
  return text.startsWith('*@') ? `*@${parseDomain(text.slice(2))}` : parseBareAddress(text);
}

/** The same; null where it is no pattern that a sender policy is given. */
export function sendersOrNull(text: string): string | null {
  return orNull(() => parseSenders(text));
}

function orNull<Value>(parse: () => Value): Value | null {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

/** The address as a header field has it; a display name is quoted where RFC 5322, 3.2.4 asks for it. */
export function formatAddress({ name, address }: Address): string {
  if (name === null) return address;
  const isAtoms = /^[a-z0-9!#$%&'*+/=?^_`{|}~\- ]+$/i.test(name);
  const phrase = isAtoms ? name : `"${name.replace(/(["\\])/g, '\\$1')}"`;
  return `${phrase} <${address}>`;
}

function unquote(name: string): string {
  const quoted = /^"(.*)"$/.exec(name)?.[1];
  return quoted === undefined ? name : quoted.replace(/\\(.)/g, '$1').trim();
}

function parseBare(bare: string, text: string): string {
  const address = bare.trim();
  const at = address.lastIndexOf('@');
  if (address === '') throw badAddress(text, 'contains no address');
  if (at === -1) throw badAddress(text, 'has no @');
  if (/^mailto:/i.test(address)) throw badAddress(text, 'is an e-mail link; leave mailto: out');
  if (/[\s,;<>]/.test(address)) throw badAddress(text, 'is not a single address');
  const local = address.slice(0, at);
  if (local === '') throw badAddress(text, 'has nothing before the @');
  if (/[^\x00-\x7f]/.test(local))
    throw badAddress(
      text,
      'has a character before the @ that is not ASCII; SES cannot send for it',
    );
  if (local.length > 64) throw badAddress(text, 'has more than 64 characters before the @');
  if (!DOT_ATOM.test(local))
    throw badAddress(text, `has a part before the @ that is not allowed in mail`);
  return `${local}@${domainOf(address.slice(at + 1), text)}`;
}

function domainOf(domain: string, text: string): string {
  try {
    return parseDomain(domain);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw usage('bad-address', `In ${JSON.stringify(text)}: ${error.message}`, error.fixes);
  }
}

function badAddress(text: string, is: string): Failure {
  return usage(
    'bad-address',
    `${JSON.stringify(text)} ${is}.`,
    'Enter an address such as hello@acme.example or "Acme <hello@acme.example>".',
  );
}
