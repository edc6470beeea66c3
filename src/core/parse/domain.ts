import { isIP } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';
import { type Failure, usage } from '../model/errors.ts';

/**
 * The domain in lower-case ASCII; Unicode becomes Punycode (UTS 46). Throws Failure `usage/bad-domain`,
 * which says what was given instead of a domain and what to type. Public suffixes: public-suffix.ts.
 */
export function parseDomain(text: string): string {
  const given = text.trim();
  // A final dot makes the name absolute (RFC 1034, 3.1): the same name.
  const domain = toDomain(given.replace(/(?<=[^.])\.$/, ''));
  if (domain !== null) return domain;
  throw badDomain(text, recognize(given));
}

/** The domain as DNS has it and, where that is not how people read it, in their letters too. */
export function readableDomain(domain: string): string {
  if (!/(^|\.)xn--/.test(domain)) return domain;
  const letters = domainToUnicode(domain);
  return letters === '' || letters === domain ? domain : `${domain} (${letters})`;
}

/** null when it is not a domain name (RFC 1035, 2.3.1 and 2.3.4, as hosts and SES take it). */
function toDomain(text: string): string | null {
  // First what IDNA would turn into something else: percent signs, underscores, spaces.
  if (!/^(?:[a-z0-9.-]|[^\x00-\x7f])+$/i.test(text) || isIP(text) !== 0) return null;
  const domain = domainToASCII(text);
  const labels = domain.split('.');
  const isDomain =
    labels.length > 1 &&
    domain.length <= 253 &&
    labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '') &&
    hasLetters(domain);
  return isDomain ? domain : null;
}

/** False where Punycode stands for nothing, which newer Nodes let through: they check no ASCII name. */
function hasLetters(domain: string): boolean {
  if (!/(^|\.)xn--/.test(domain)) return true;
  const letters = domainToUnicode(domain).split('.');
  return domain
    .split('.')
    .every(
      (label, index) => !label.startsWith('xn--') || /[^\x00-\x7f]/.test(letters[index] ?? ''),
    );
}

interface Recognized {
  /** Ends the sentence "<value> …". */
  readonly is: string;
  /** What holds the domain that may have been meant. */
  readonly meant?: string;
}

const SHAPES: readonly {
  readonly pattern: RegExp;
  readonly is: string;
}[] = [
  { pattern: /^mailto:[^@]*@(?<domain>[^?]+)/i, is: 'is an e-mail link, not a domain' },
  {
    pattern: /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?(?<domain>[^/:?#]+)/i,
    is: 'is a URL, not a domain',
  },
  { pattern: /@(?<domain>[^@>\s]+)>?$/, is: 'is an e-mail address, not a domain' },
  { pattern: /^(?<domain>[^/:?#\s]+)[/?#]/, is: 'has a path after the domain' },
  { pattern: /^(?<domain>[^:\s]+):\d+$/, is: 'has a port after the domain' },
  { pattern: /^\*\.(?<domain>.+)$/, is: 'is a wildcard; SES verifies a single domain' },
  {
    pattern: /^(?:[^.]+\.)*_[^.]+\.(?<domain>[^_]+)$/,
    is: 'is the name of a DNS record, not a domain',
  },
  { pattern: /^(?<domain>.*[^.])\.$/, is: 'ends with a dot' },
  { pattern: /^\.+(?<domain>.+)$/, is: 'begins with a dot' },
];

function recognize(text: string): Recognized {
  if (text === '') return { is: 'is empty' };
  if (isIP(text.replace(/^\[|\]$/g, '')) !== 0) return { is: 'is an IP address, not a domain' };
  for (const { pattern, is } of SHAPES) {
    const meant = pattern.exec(text)?.groups?.domain;
    if (meant !== undefined) return { is, meant };
  }
  if (/\s/.test(text)) return { is: 'has a space in it', meant: text.replace(/\s+/g, '') };
  return recognizeLabels(text);
}

function recognizeLabels(text: string): Recognized {
  const labels = text.split('.');
  if (labels.includes(''))
    return { is: 'has nothing between two dots', meant: labels.filter(Boolean).join('.') };
  if (labels.some((label) => label.length > 63))
    return { is: 'has a part of more than 63 characters' };
  if (text.length > 253) return { is: 'is longer than 253 characters' };
  if (labels.length === 1) return { is: 'has no dot: a domain ends like acme.example' };
  if (labels.some((label) => /^-|-$/.test(label)))
    return { is: 'has a part that begins or ends with a hyphen' };
  if (/^\d+$/.test(labels.at(-1) ?? '')) return { is: 'ends with a number; no domain does' };
  return { is: 'has characters that are not allowed in a domain' };
}

function badDomain(text: string, { is, meant }: Recognized): Failure {
  const domain = meant === undefined ? null : toDomain(meant);
  return usage(
    'bad-domain',
    `${JSON.stringify(text)} ${is}.`,
    domain === null ? 'Enter a domain such as acme.example.' : `Did you mean ${domain}?`,
  );
}
