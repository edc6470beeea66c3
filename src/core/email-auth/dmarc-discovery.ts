import type { Seen } from '../model/types.ts';
import { type DmarcPolicy, type DmarcSubject, onlyDmarc, parseDmarc, policyFor } from './dmarc.ts';

/** How receivers find the record for a domain, and the organisation it belongs to (RFC 9989 section 4.10). */

/** At most so many questions; a longer name is shortened at once to one label less. */
const MOST_QUESTIONS = 8;

/** The domains at which a DNS tree walk looks, the domain itself first and the top-level domain last. */
export function treeWalk(domain: string): readonly string[] {
  const labels = domain.split('.');
  const above = labels.slice(Math.max(1, labels.length - MOST_QUESTIONS + 1));
  return [domain, ...above.map((_, index) => above.slice(index).join('.'))];
}

export function dmarcName(domain: string): string {
  return `_dmarc.${domain}`;
}

/** TXT values at `_dmarc.<domain>`; none where there are none. */
export type TextsAt = (domain: string) => Seen<readonly string[]>;

interface Found {
  readonly domain: string;
  readonly text: string;
  readonly psd: string;
}

/** The records of the walk, nearest first, up to one that says whether it is of a public suffix. */
function walk(domains: readonly string[], textsAt: TextsAt): Seen<readonly Found[]> {
  const found: Found[] = [];
  for (const domain of domains) {
    const texts = textsAt(domain);
    if (!texts.ok) {
      // Registries hardly publish records: their silence does not hide the one that was found below.
      if (found.length > 0 && !domain.includes('.')) break;
      return texts;
    }
    const text = onlyDmarc(texts.value);
    if (text === null) continue;
    const psd = parseDmarc(text).tags.get('psd')?.toLowerCase() ?? 'u';
    found.push({ domain, text, psd });
    if (psd !== 'u') break;
  }
  return { ok: true, value: found };
}

/** The record that receivers apply to mail of a domain. */
export interface AppliedDmarc {
  /** Where it was found: the domain itself, its organisational domain or a public suffix. */
  readonly domain: string;
  readonly text: string;
  readonly inherited: boolean;
  /** null: receivers apply no policy, as the record is at fault. */
  readonly policy: DmarcPolicy | null;
}

/** What applies to a domain; null: nothing. `exists`: the name exists in DNS, else `np` is for it. */
export function appliedDmarc(
  domain: string,
  textsAt: TextsAt,
  exists = true,
): Seen<AppliedDmarc | null> {
  const own = textsAt(domain);
  if (!own.ok) return own;
  const text = onlyDmarc(own.value);
  if (text !== null) return { ok: true, value: applied(domain, text, 'itself') };
  return inheritedDmarc(domain, textsAt, exists);
}

/** What applies where the domain has no record of its own, or one that receivers do not take. */
export function inheritedDmarc(
  domain: string,
  textsAt: TextsAt,
  exists = true,
): Seen<AppliedDmarc | null> {
  const above = walk(treeWalk(domain).slice(1), textsAt);
  if (!above.ok) return above;
  const organisation = organisationIn(domain, above.value);
  const record =
    above.value.find((each) => each.domain === organisation) ??
    above.value.find(({ psd }) => psd === 'y');
  const subject = exists ? 'existing-subdomain' : 'missing-subdomain';
  return {
    ok: true,
    value: record === undefined ? null : applied(record.domain, record.text, subject),
  };
}

function applied(domain: string, text: string, subject: DmarcSubject): AppliedDmarc {
  return { domain, text, inherited: subject !== 'itself', policy: policyFor(text, subject) };
}

/** The organisational domain of a name by its tree walk; the name itself where no record was found. */
export function organisationByWalk(domain: string, textsAt: TextsAt): Seen<string> {
  const found = walk(treeWalk(domain), textsAt);
  return found.ok ? { ok: true, value: organisationIn(domain, found.value) } : found;
}

function organisationIn(domain: string, found: readonly Found[]): string {
  for (const each of found) {
    if (each.psd === 'n') return each.domain;
    if (each.psd === 'y' && each.domain !== domain) return oneBelow(each.domain, domain);
  }
  return found.at(-1)?.domain ?? domain;
}

/** The name one label below `suffix` on the way down to `domain`. */
function oneBelow(suffix: string, domain: string): string {
  const [label] = domain
    .slice(0, -suffix.length - 1)
    .split('.')
    .slice(-1);
  return `${label ?? ''}.${suffix}`;
}
