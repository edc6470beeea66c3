import type { ZoneSet } from '../contract.ts';
import type { DnsWorld } from '../dns/data.ts';
import { lookUp } from '../dns/lookup.ts';

/** Look-ups as mailauth makes them: values as `dns.promises.resolve` gives them, errors with its codes. */
export type MailauthResolver = (name: string, type: string) => Promise<string[] | string[][]>;

const LONGEST_CHAIN = 8;

function valuesOf(set: ZoneSet): string[] | string[][] {
  return set.type === 'TXT' ? set.values.map((value) => [value]) : [...set.values];
}

/** The receiver's view: the first authoritative server, without a cache. */
export function receiverResolver(data: DnsWorld): MailauthResolver {
  return async (name, type) => {
    let at = name.toLowerCase().replace(/\.$/, '');
    for (let hop = 0; hop < LONGEST_CHAIN; hop++) {
      const seen = lookUp(data, 0, at, type);
      if (seen.kind === 'found') return valuesOf(seen.set);
      if (seen.kind !== 'alias') {
        const code = seen.kind === 'no-data' ? 'ENODATA' : 'ENOTFOUND';
        throw Object.assign(new Error(`${type} ${at}: ${code}`), { code });
      }
      at = seen.target;
    }
    throw Object.assign(new Error(`${type} ${name}: alias loop`), { code: 'ESERVFAIL' });
  };
}
