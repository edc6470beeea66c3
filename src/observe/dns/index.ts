import type { HostedZone } from '../../core/records/facts.ts';
import { NOT_READ, see, valueOr } from '../see.ts';
import { source } from '../source.ts';
import { lookUp } from './look-up.ts';

/** Every server's answers; they are asked while the delegation is still being read. */
export const dns = source({
  key: 'dns',
  needs: ['recordsToLookUp', 'identity', 'delegation'],
  uses: ['hosting'],
  read({ ports, scope, need, ifNamed }) {
    const delegation = need('delegation').then((seen) => valueOr(seen, null));
    return see(async () =>
      lookUp(ports.dns, {
        domain: scope.domain,
        records: valueOr(await need('recordsToLookUp'), []),
        // Given by flag, the records are all that there is: SES is not asked.
        identity: scope.records === null ? valueOr(await need('identity'), null) : null,
        delegation,
        zones: async () => {
          const hosting = await ifNamed('hosting');
          return route53Zones(valueOr(hosting.ok ? hosting.value.zones : NOT_READ, []));
        },
      }),
    );
  },
});

function route53Zones(zones: readonly HostedZone[]): readonly HostedZone[] {
  return zones.filter(({ api }) => api === 'route53');
}
