import { rightsTo } from '../core/aws/permissions.ts';
import { defaultSetName } from '../core/events/names.ts';
import { see } from './see.ts';
import { source } from './source.ts';

/**
 * The set that events are published by: the one that mail goes through, else the one that setup-events creates, which
 * can be there from a run that ended in the middle.
 */
export const eventSet = source({
  key: 'eventSet',
  rights: rightsTo('ses:GetConfigurationSet', 'ses:GetConfigurationSetEventDestinations'),
  needs: ['configurationSet'],
  async read({ ports, scope, need }) {
    const used = await need('configurationSet');
    if (!used.ok) return used;
    if (used.value !== null)
      return { ok: true, value: { name: used.value.name, set: used.value.set } };
    const name = defaultSetName(scope.domain);
    return see(async () => ({ name, set: await ports.ses.configurationSet(name) }));
  },
});
