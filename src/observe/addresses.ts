import { rightTo } from '../core/aws/permissions.ts';
import type { AddressIdentities } from '../core/ses/facts.ts';
import type { Ses } from '../ports/index.ts';
import { NOT_READ, see } from './see.ts';
import { source } from './source.ts';

/** Address identities whose settings are read: SES answers about one a second. */
const MOST_READ = 10;

/** The e-mail address identities of the domain, and the settings of the first of them. */
export const addresses = source({
  key: 'addresses',
  rights: [rightTo('ses:ListEmailIdentities'), rightTo('ses:GetEmailIdentity', 'domain-addresses')],
  needs: ['identity'],
  // A run does not change them, and a wait looks every few seconds.
  freshMs: 10 * 60_000,
  async read({ ports, scope, need }) {
    // Where SES cannot be asked for the domain, it need not be asked for these.
    if (!(await need('identity')).ok) return NOT_READ;
    return see(() => readAddresses(ports.ses, scope.domain));
  },
});

async function readAddresses(ses: Ses, domain: string): Promise<AddressIdentities> {
  const names = await ses.addressIdentities(domain);
  const found = [];
  for (const name of names.slice(0, MOST_READ)) found.push(await ses.identity(name));
  return {
    identities: found.filter((each) => each !== null),
    others: names.slice(MOST_READ),
  };
}
