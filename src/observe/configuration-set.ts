import { rightsTo } from '../core/aws/permissions.ts';
import { NOT_READ, see } from './see.ts';
import { source } from './source.ts';

/** The one that mail goes through: chosen, else the identity's own. */
export const configurationSet = source({
  key: 'configurationSet',
  rights: rightsTo('ses:GetConfigurationSet', 'ses:GetConfigurationSetEventDestinations'),
  needs: ['identity'],
  async read({ ports, scope, need }) {
    const identity = await need('identity');
    if (!identity.ok) return NOT_READ;
    const { choices } = scope.checklist;
    const name = choices.configurationSet ?? identity.value?.configurationSet ?? null;
    return see(async () => {
      if (name === null) return null;
      const set = await ports.ses.configurationSet(name);
      return { name, exists: set !== null, sendingEnabled: set?.sendingEnabled ?? false, set };
    });
  },
});
