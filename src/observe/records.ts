import { acceptedSpf } from '../core/dns/accepted-spf.ts';
import type { DnsObservation } from '../core/dns/types.ts';
import { dmarcOf } from '../core/domain-setup/dmarc-proposal.ts';
import { mailFromOf } from '../core/domain-setup/mail-from.ts';
import type { ExpectedRecord, Seen } from '../core/model/types.ts';
import type { Footprint } from '../core/records/footprint.ts';
import { recordsOfIdentity } from '../core/records/records.ts';
import type { Identity } from '../core/ses/facts.ts';
import { type Scope, source } from './source.ts';

/** The records that should be in DNS: given by flag, else those of the identity. */
export const records = source({
  key: 'records',
  needs: ['identity'],
  uses: ['footprint', 'dns'],
  async read({ scope, need, ifNamed }) {
    const dns = scope.dns ?? ifNamed('dns');
    if (scope.records !== null) return asTheyWork({ ok: true, value: scope.records }, await dns);
    const [identity, footprint] = await Promise.all([need('identity'), ifNamed('footprint')]);
    return asTheyWork(recordsFor(scope, identity, footprint), await dns);
  },
});

/** With the SPF record that lets SES pass through others, so that it is neither wrong nor replaced. */
function asTheyWork(
  expected: Seen<readonly ExpectedRecord[]>,
  dns: Seen<readonly DnsObservation[]>,
): Seen<readonly ExpectedRecord[]> {
  if (!expected.ok || !dns.ok) return expected;
  return { ok: true, value: expected.value.map((record) => acceptedSpf(record, dns.value)) };
}

/** The records of the identity; none where SES has no identity. */
export function recordsFor(
  { domain, region, checklist }: Scope,
  identity: Seen<Identity | null>,
  footprint: Seen<Footprint>,
): Seen<readonly ExpectedRecord[]> {
  if (!identity.ok) return identity;
  if (identity.value === null) return { ok: true, value: [] };
  const mailFrom = mailFromOf({ domain, footprint, identity: identity.value }, checklist);
  const { text } = dmarcOf(domain, checklist, footprint);
  return { ok: true, value: recordsOfIdentity(identity.value, region, mailFrom.name, text) };
}
