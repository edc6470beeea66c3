import type { Seen } from '../model/types.ts';
import { findObservation } from './matrix.ts';
import type { DnsObservation, DnsRecord } from './types.ts';

/**
 * The records of the first usable answer, CNAMEs on the way too; none where there are none. A question that
 * nobody answered is `unreachable`, one that was not asked `not-read`.
 */
export function recordsAt(
  observations: readonly DnsObservation[],
  asked: { readonly name: string; readonly type: string },
): Seen<readonly DnsRecord[]> {
  const answers = findObservation(observations, asked)?.answers ?? [];
  const usable = answers.find((answer) => answer.kind !== 'failed');
  if (usable !== undefined) {
    return { ok: true, value: usable.kind === 'records' ? usable.records : [] };
  }
  const failed = answers.find((answer) => answer.kind === 'failed');
  return failed === undefined
    ? { ok: false, code: 'not-read', message: 'not queried' }
    : { ok: false, code: 'unreachable', message: `${failed.server.name}: ${failed.message}` };
}

/** Data of those records that are of this type. */
export function dataOf(records: readonly DnsRecord[], type: string): readonly string[] {
  return records.filter((record) => record.type === type).map(({ data }) => data);
}
