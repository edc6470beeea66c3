import { rightTo } from '../core/aws/permissions.ts';
import { otherRegions as regionsBeside } from '../core/aws/regions.ts';
import type { RegionLook } from '../core/ses/facts.ts';
import type { Ses } from '../ports/index.ts';
import { NOT_READ, see } from './see.ts';
import { source } from './source.ts';

/** Regions asked at a time; each is given seconds only. */
const AT_ONCE = 14;

/** Identities of the domain in the other Regions. One that cannot be read hinders nothing. */
export const otherRegions = source({
  key: 'otherRegions',
  rights: [rightTo('ses:GetEmailIdentity', 'identity-in-any-region')],
  needs: ['identity'],
  // A run does not change other Regions, and a wait looks every few seconds.
  freshMs: 10 * 60_000,
  async read({ ports, scope, need }) {
    // Where this Region cannot be read, the others need not be.
    if (!(await need('identity')).ok) return NOT_READ;
    return { ok: true, value: await readOtherRegions(ports.ses, scope) };
  },
});

async function readOtherRegions(
  ses: Ses,
  { domain, region }: { readonly domain: string; readonly region: string },
): Promise<readonly RegionLook[]> {
  const waiting = [...regionsBeside(region)];
  const found: RegionLook[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const other = next;
      found.push({ region: other, identity: await see(() => ses.identityIn(other, domain)) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found.sort((a, b) => a.region.localeCompare(b.region));
}
