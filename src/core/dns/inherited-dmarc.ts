import { type AppliedDmarc, dmarcName, inheritedDmarc } from '../email-auth/dmarc-discovery.ts';
import type { Seen } from '../model/types.ts';
import type { RecordCase } from './case.ts';
import { dataOf, recordsAt } from './records-at.ts';
import type { DnsObservation } from './types.ts';
import type { RecordStatus } from './view.ts';

/** The record above `domain` that receivers apply to it; null: none. */
export function dmarcAbove(
  domain: string,
  observations: readonly DnsObservation[],
): Seen<AppliedDmarc | null> {
  const found = inheritedDmarc(domain, (at) => {
    const seen = recordsAt(observations, { name: dmarcName(at), type: 'TXT' });
    if (seen.ok) return { ok: true, value: dataOf(seen.value, 'TXT') };
    // Hardly a registry publishes one: its silence alone does not leave it open. Nothing is written by this.
    return at.includes('.') ? seen : { ok: true, value: [] };
  });
  return found.ok && found.value?.policy == null ? { ok: true, value: null } : found;
}

/**
 * A domain without a DMARC record has the one above it (RFC 9989 section 4.10.1). Where there is none,
 * a working identity continues without: SES sends, and large receivers ask for one.
 */
export function withInheritance(
  record: RecordCase,
  domain: string,
  observations: readonly DnsObservation[],
  isWorking: boolean,
): RecordCase {
  const { expected, view } = record;
  if (expected.purpose !== 'dmarc' || view.status !== 'missing') return record;
  const above = dmarcAbove(domain, observations);
  const status = aboveStatus(above);
  const required = status !== 'match' && !isWorking;
  return { ...record, view: { ...view, status, required } };
}

function aboveStatus(above: Seen<AppliedDmarc | null>): RecordStatus {
  if (above.ok) return above.value === null ? 'missing' : 'match';
  return above.code === 'not-read' ? 'missing' : 'unknown';
}
