import type { NameAndType } from '../core/dns/types.ts';
import { PROVIDERS } from './index.ts';

/**
 * Where providers show at a domain, each name asked once: its MX and TXT, a DKIM selector each (TXT, as a
 * CNAME answers that too), and the names of their bounces (MX, for the same reason).
 */
export function questionsAbout(domain: string): readonly NameAndType[] {
  const selectors = PROVIDERS.flatMap(({ dkim }) => dkim.map(({ selector }) => selector));
  const labels = PROVIDERS.flatMap(({ bounces }) => bounces?.labels ?? []);
  return [
    { name: domain, type: 'MX' },
    { name: domain, type: 'TXT' },
    ...[...new Set(selectors)].map((selector) => dkimQuestion(selector, domain)),
    ...[...new Set(labels)].map((label) => ({ name: `${label}.${domain}`, type: 'MX' as const })),
  ];
}

export function dkimQuestion(selector: string, domain: string): NameAndType {
  return { name: `${selector}._domainkey.${domain}`, type: 'TXT' };
}
