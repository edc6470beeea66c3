import { parseDmarc } from '../email-auth/dmarc.ts';
import type { RecordCase } from './case.ts';
import { dmarcAt } from './dmarc-reports.ts';
import type { DnsObservation } from './types.ts';

/** The valid DMARC record of the organisational domain above `domain`, where it was looked for; else null. */
export function inheritedDmarc(
  domain: string,
  observations: readonly DnsObservation[],
): { readonly name: string; readonly text: string } | null {
  for (const { name, type } of observations) {
    const above = /^_dmarc\.(.+)$/.exec(name)?.[1];
    if (type !== 'TXT' || above === undefined || !domain.endsWith(`.${above}`)) continue;
    const text = dmarcAt(observations, name);
    if (text !== null && parseDmarc(text).errors.length === 0) return { name, text };
  }
  return null;
}

/** A domain without a DMARC record has the one of its organisational domain (RFC 7489 section 6.6.3). */
export function withInheritance(
  record: RecordCase,
  domain: string,
  observations: readonly DnsObservation[],
): RecordCase {
  const { expected, view } = record;
  if (expected.purpose !== 'dmarc' || view.status !== 'missing') return record;
  if (inheritedDmarc(domain, observations) === null) return record;
  return { ...record, view: { ...view, status: 'match', required: false } };
}
