import { settledMailFrom } from '../core/domain-setup/mail-from.ts';
import type { ExpectedRecord, Seen } from '../core/model/types.ts';
import { withDmarc } from '../core/records/records.ts';
import { recordsFor } from './records.ts';
import { NOT_READ, valueOr } from './see.ts';
import { type Scope, source } from './source.ts';

/** The records to look for in DNS: known before the footprint is, where it has no say in their names. */
export const recordsToLookUp = source({
  key: 'recordsToLookUp',
  needs: ['identity'],
  uses: ['footprint'],
  async read({ scope, need, ifNamed }) {
    if (scope.records !== null) return lookedUp({ ok: true, value: scope.records }, scope);
    const identity = await need('identity');
    const isSettled = settledMailFrom(scope.checklist, valueOr(identity, null)) !== null;
    const footprint = isSettled ? NOT_READ : await ifNamed('footprint');
    return lookedUp(recordsFor(scope, identity, footprint), scope);
  },
});

function lookedUp(
  records: Seen<readonly ExpectedRecord[]>,
  { domain }: Scope,
): Seen<readonly ExpectedRecord[]> {
  return records.ok ? { ok: true, value: withDmarc(records.value, domain) } : records;
}
