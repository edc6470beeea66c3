import { otherRegions } from '../core/aws/regions.ts';
import type { Seen } from '../core/model/types.ts';
import type { AddressIdentities, RegionLook } from '../core/ses/facts.ts';
import type { Clock, Ses } from '../ports/index.ts';
import { see } from './see.ts';

/** Regions asked at a time; each is given seconds only. */
const AT_ONCE = 14;
/** Address identities whose settings are read: SES answers about one a second. */
const LOOKED_INTO = 10;
/** Milliseconds that what surrounds the identity is taken for unchanged: a wait looks every few seconds. */
const FRESH = 10 * 60_000;

interface Subject {
  readonly ses: Ses;
  readonly clock: Clock;
  readonly domain: string;
  readonly region: string;
}

/** Identities of the domain in the other Regions. One that cannot be looked at hinders nothing. */
export function lookElsewhere(subject: Subject): Promise<Seen<readonly RegionLook[]>> {
  const { ses, domain, region } = subject;
  return remembered(subject, 'elsewhere', async () => {
    const waiting = [...otherRegions(region)];
    const looks: RegionLook[] = [];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const other = next;
        looks.push({ region: other, identity: await see(() => ses.identityIn(other, domain)) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const value = looks.sort((a, b) => a.region.localeCompare(b.region));
    return { ok: true, value };
  });
}

/** The e-mail address identities of the domain, and the settings of the first of them. */
export function lookAtAddresses(subject: Subject): Promise<Seen<AddressIdentities>> {
  const { ses, domain } = subject;
  return remembered(subject, 'addresses', () =>
    see(async () => {
      const names = await ses.addressIdentities(domain);
      const found = [];
      for (const name of names.slice(0, LOOKED_INTO)) found.push(await ses.identity(name));
      return {
        identities: found.filter((each) => each !== null),
        others: names.slice(LOOKED_INTO),
      };
    }),
  );
}

interface Memory {
  readonly at: number;
  readonly seen: Promise<Seen<unknown>>;
}

const memories = new WeakMap<Ses, Map<string, Memory>>();

/** Looks once in a while, not at each look of a run: what is around the identity is not what a run changes. */
function remembered<T>(
  { ses, clock, domain, region }: Subject,
  what: string,
  look: () => Promise<Seen<T>>,
): Promise<Seen<T>> {
  const ofThisRun = memories.get(ses) ?? new Map<string, Memory>();
  memories.set(ses, ofThisRun);
  const key = `${what} ${domain} ${region}`;
  const now = clock.now().getTime();
  const known = ofThisRun.get(key);
  if (known !== undefined && now - known.at < FRESH) return known.seen as Promise<Seen<T>>;
  const seen = look();
  ofThisRun.set(key, { at: now, seen });
  return seen;
}
