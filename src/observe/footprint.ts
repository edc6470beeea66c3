import { namesToLookAt } from '../core/domain-setup/mail-from.ts';
import { isWhole } from '../core/records/footprint.ts';
import { footprintLook } from './dns/footprint.ts';
import { see, valueOr } from './see.ts';
import { source } from './source.ts';

/** What the domain does with mail today; one that an earlier look read whole stays as it is. */
export const footprint = source({
  key: 'footprint',
  needs: ['identity', 'delegation'],
  async read({ ports, scope, need }) {
    const { domain, region, checklist, footprint: before } = scope;
    const [identitySeen, delegationSeen] = await Promise.all([
      need('identity'),
      need('delegation'),
    ]);
    if (before?.ok === true && isWhole(before)) return { ok: true, value: before.value };
    const identity = valueOr(identitySeen, null);
    return see(() =>
      footprintLook(ports.dns, {
        domain,
        region,
        delegation: valueOr(delegationSeen, null),
        candidates: namesToLookAt(domain, checklist, identity),
        ours: identity?.mailFrom.domain ?? null,
        reportsTo: checklist.choices.dmarcRua?.split('@').at(-1) ?? null,
      }),
    );
  },
});
