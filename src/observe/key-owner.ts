import { rightsTo } from '../core/aws/permissions.ts';
import { handovers } from '../core/smtp-credentials/smtp-keys.ts';
import { see } from './see.ts';
import { source } from './source.ts';

/** A user that was renamed keeps its keys: without this look, a second user and key would be created. */
export const keyOwner = source({
  key: 'keyOwner',
  needs: ['smtpUser'],
  rights: rightsTo('iam:GetAccessKeyLastUsed'),
  async read({ ports, scope, need }) {
    const user = await need('smtpUser');
    const last = handovers(scope.checklist).at(-1);
    if (!user.ok || user.value !== null || last === undefined) return { ok: true, value: null };
    return see(() => ports.iam.keyOwner(last.facts.accessKeyId));
  },
});
