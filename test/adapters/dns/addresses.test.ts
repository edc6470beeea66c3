import { expect, test } from 'vitest';
import { locate } from '../../../src/adapters/dns/addresses.ts';
import type { DnsAnswer, DnsServer } from '../../../src/core/dns/types.ts';
import type { Question } from '../../../src/ports/index.ts';

const R: DnsServer = { address: '192.0.2.53', port: 53, name: '192.0.2.53', kind: 'resolver' };

/** What resolvers know of `ns.host.net`, by type; a type that is not there fails. */
type Known = Readonly<Record<string, readonly string[]>>;

function locateWith(known: Known, families: readonly (4 | 6)[]) {
  const ask = async (server: DnsServer, { name, type }: Question): Promise<DnsAnswer> => {
    const data = known[type];
    const at = { server, ms: 1 };
    if (data === undefined) {
      return { ...at, kind: 'failed', failure: 'timeout', rcode: null, message: 'no answer' };
    }
    if (data.length === 0) return { ...at, kind: 'nodata', soa: null, aa: false, rcode: 'NOERROR' };
    const records = data.map((text) => ({ name, type, ttl: 60, data: text }));
    return { ...at, kind: 'records', records, aa: false, rcode: 'NOERROR' };
  };
  return locate({ ask, resolvers: [R], roots: [], port: 53, families }, ['ns.host.net']);
}

const V4 = '192.0.2.1';
const V6 = '2001:db8::1';

test.each<[string, Known, readonly (4 | 6)[], string[], string[]]>([
  ['both, where both have a route', { A: [V4], AAAA: [V6] }, [4, 6], [V4, V6], []],
  ['IPv4 alone, where IPv6 has no route', { A: [V4] }, [4], [V4], []],
  ['IPv6 alone and no route to it: it has an address', { A: [], AAAA: [V6] }, [4], [], []],
  ['IPv4 alone and no route to it', { A: [V4], AAAA: [] }, [6], [], []],
  ['none of either family', { A: [], AAAA: [] }, [4], [], ['ns.host.net']],
  ['none of one, the other cannot be looked up', { A: [] }, [4], [], []],
  ['nothing can be looked up', {}, [4, 6], [], []],
])('addresses of a name server: %s', async (_what, known, families, addresses, without) => {
  const found = await locateWith(known, families);
  expect(found.servers.map(({ address }) => address)).toEqual(addresses);
  expect(found.withoutAddress).toEqual(without);
});
