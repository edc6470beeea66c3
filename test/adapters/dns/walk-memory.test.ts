import { expect, test } from 'vitest';
import { createWalk } from '../../../src/adapters/dns/walk.ts';
import type { DnsAnswer, DnsServer } from '../../../src/core/dns/types.ts';
import type { Question } from '../../../src/ports/index.ts';

const ROOT: DnsServer = { address: '127.0.0.1', port: 53, name: 'root', kind: 'authoritative' };

test('a network that lets no question out is tried again after a minute, not for each domain', async () => {
  let time = 0;
  let open = false;
  let asked = 0;
  const ask = (server: DnsServer, { name }: Question): Promise<DnsAnswer> => {
    asked += 1;
    const failed = { kind: 'failed', server, ms: 1, rcode: null, message: 'no answer' } as const;
    if (!open) return Promise.resolve({ ...failed, failure: 'timeout' });
    const referral = {
      zone: name,
      nameServers: ['ns.test'],
      glue: [{ host: 'ns.test', address: '127.0.0.2' }],
    };
    return Promise.resolve({ ...failed, failure: 'lame', referral });
  };
  const sources = { ask, resolvers: [], roots: [ROOT], port: 53, families: [4] as const };
  const walk = createWalk(sources, () => time);

  expect(await walk('a.com')).toMatchObject({ failed: expect.stringContaining('no answer') });
  open = true;
  expect(await walk('b.com')).toHaveProperty('failed');
  expect(asked).toBe(1);
  time += 60_000;
  expect(await walk('b.com')).toMatchObject({ cut: { zone: 'b.com' } });
  expect(await walk('c.com')).toMatchObject({ cut: { zone: 'c.com' } });
  // com once, and each of the two domains.
  expect(asked).toBe(1 + 3);
});
