import { rightsTo } from '../core/aws/permissions.ts';
import { writtenSets as written } from '../core/undo/written-sets.ts';
import { see } from './see.ts';
import { source } from './source.ts';

/** Also at names that no step asks for any more, such as those of earlier DKIM tokens. */
export const writtenSets = source({
  key: 'writtenSets',
  rights: rightsTo('route53:ListResourceRecordSets'),
  async read({ ports, scope }) {
    const sets = written(scope.checklist).filter(({ api }) => api === 'route53');
    const zones = [...new Set(sets.map(({ zone }) => zone))].map(async (zone) => {
      const names = sets.filter((set) => set.zone === zone).map(({ name }) => name);
      const read = () => ports.route53.recordSets(zone, [...new Set(names)]);
      return { zone, sets: await see(read) };
    });
    return { ok: true, value: await Promise.all(zones) };
  },
});
