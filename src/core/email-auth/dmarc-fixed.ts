import { isKnownTag, isSound, strongest } from './dmarc.ts';
import { spacesForQuotes } from './typed-quotes.ts';

/** How the address lists of several records are joined; what else is there twice, the first counts. */
const JOINED = new Set(['rua', 'ruf']);
/** In this order, as RFC 7489 wanted `p` behind `v`; all others behind. */
const POLICIES = ['p', 'sp', 'np'];

/**
 * One record in the place of texts that are meant as DMARC and do not work: each sound tag is kept, `rua`
 * and `ruf` get the `mailto:` they lack, and each policy is the strongest that was meant, for `p` not below
 * `floor`. `floor`: the policy that holds for the domain otherwise, or is to be proposed.
 */
export function fixedDmarc(texts: readonly string[], floor: string | null): string {
  const tags = new Map<string, string>();
  const policies = new Map<string, string[]>();
  for (const { name, value } of texts.flatMap(tagsMeant)) {
    if (POLICIES.includes(name)) {
      policies.set(name, [...(policies.get(name) ?? []), ...policiesIn(value)]);
    } else if (JOINED.has(name) && tags.has(name)) {
      tags.set(name, union(tags.get(name) ?? '', value));
    } else if (!tags.has(name)) {
      tags.set(name, value);
    }
  }
  const p = strongest([...(policies.get('p') ?? []), floor]) ?? 'none';
  const below = ['sp', 'np'].flatMap((name) => {
    const meant = strongest(policies.get(name) ?? []);
    return meant === null ? [] : [`${name}=${meant}`];
  });
  const others = [...tags].map(([name, value]) => `${name}=${value}`);
  return ['v=DMARC1', `p=${p}`, ...below, ...others].join('; ');
}

interface Tag {
  readonly name: string;
  readonly value: string;
}

/** The tags that a text means, whatever stands between them. */
function tagsMeant(text: string): Tag[] {
  return spacesForQuotes(text)
    .split(BETWEEN)
    .flatMap((part) => {
      const [, name = '', value = ''] =
        /^\s*([a-z][a-z0-9_]*)\s*[=:]\s*(.*?)[\s,]*$/is.exec(part) ?? [];
      return tagOf(name.toLowerCase(), value);
    });
}

/** A semicolon, or white space before the name of a known tag. */
const BETWEEN = /;|[\s,]+(?=(?:v|p|sp|np|t|psd|rua|ruf|adkim|aspf|fo|rf|ri|pct)\s*=)/i;

function tagOf(name: string, value: string): Tag[] {
  if (name === '' || name === 'v') return [];
  if (POLICIES.includes(name)) return [{ name, value }];
  const right = JOINED.has(name) ? withScheme(value) : value;
  const printing = /^[ -:<-~]+$/.test(right);
  return printing && isSound(name, right) ? [{ name, value: right }] : [];
}

/** What a value means, mistyped as it may be: "rejected", "reject!", "quarantene". */
function policiesIn(value: string): string[] {
  const meant = { reject: /rej/i, quarantine: /quar/i, none: /none/i };
  return Object.entries(meant).flatMap(([policy, like]) => (like.test(value) ? [policy] : []));
}

/** Addresses of a report list that are written without `mailto:`, which receivers then discard. */
function withScheme(list: string): string {
  return list
    .split(/[,\s]+/)
    .filter((uri) => uri !== '')
    .map((uri) => (/^[^:\s@]+@[^:\s@]+$/.test(uri) ? `mailto:${uri}` : uri))
    .join(',');
}

function union(a: string, b: string): string {
  return [...new Set([...a.split(','), ...b.split(',')].map((uri) => uri.trim()))].join(',');
}

/** Whether a part that receivers discard is an address list without `mailto:`. */
export function lacksScheme(part: string): boolean {
  const [, name = '', value = ''] = /^(ru[af])\s*=\s*(.*)$/i.exec(part) ?? [];
  return name !== '' && isKnownTag(name.toLowerCase()) && isSound('rua', withScheme(value));
}
