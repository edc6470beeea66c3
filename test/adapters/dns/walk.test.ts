import type { Answer } from 'dns-packet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDns } from '../../../src/adapters/dns/client.ts';
import type { Delegation, DnsServer } from '../../../src/core/dns/types.ts';
import { describeWith } from '../../helpers/daemon.ts';
import { freePort, KNOT, type Knot, startKnot } from '../../helpers/knot.ts';
import { reply, type Stub, soa, startStub } from './stub-server.ts';

describeWith(KNOT, 'walking the parents, against Knot DNS', walkingTheParents);

const ns = (name: string, data: string): Answer => ({ type: 'NS', name, ttl: 9, data });
const NXDOMAIN = 3;
const RA = 1 << 7;

/** Addresses of name servers without glue; the zones are known to no resolver, so only the walk finds them. */
const ADDRESSES: Readonly<Record<string, string>> = {
  'ns1.example.com': '127.0.0.73',
  'ns2.example.com': '127.0.0.74',
  'ns.old.test': '127.0.0.71',
};

function walkingTheParents(): void {
  let servers: Knot[] = [];
  let resolver: Stub;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    const at = (address: string, ...zones: string[]) =>
      startKnot(zones, { address, port, folder: 'walk' });
    const held = ['example.com', 'xn--bcher-kva.com', 'half.com', 'moved.com', 'app.example.com'];
    servers = await Promise.all([
      at('127.0.0.71', '.'),
      at('127.0.0.72', 'com'),
      at('127.0.0.73', ...held),
      at('127.0.0.74', ...held),
    ]);
    resolver = await startStub(
      (incoming) => {
        const [question] = incoming.query.questions ?? [];
        const address = question?.type === 'A' ? ADDRESSES[question.name] : undefined;
        const answers: Answer[] =
          address === undefined
            ? []
            : [{ type: 'A', name: question?.name ?? '', ttl: 60, data: address }];
        const none = answers.length === 0;
        return [
          reply(incoming, {
            answers,
            flags: RA,
            ...(none ? { rcode: NXDOMAIN, authorities: [soa('com')] } : {}),
          }),
        ];
      },
      { kind: 'resolver' },
    );
  });
  afterAll(() => Promise.all([...servers, resolver].map((each) => each.stop())));

  const dns = (roots: readonly DnsServer[]) =>
    createDns({
      resolvers: [resolver.server],
      nameservers: null,
      roots,
      port,
      families: [4],
      timeoutMs: 1000,
    });
  const root = (): DnsServer[] => [
    { address: '127.0.0.71', port, name: 'a.root.test', kind: 'authoritative' },
  ];
  const walk = (domain: string): Promise<Delegation> => dns(root()).delegation(domain);
  /** The delegation with a resolver that knows the domain. */
  const known = async (domain: string, roots: readonly DnsServer[]): Promise<Delegation> => {
    const answers: Readonly<Record<string, Answer>> = {
      SOA: soa(domain),
      NS: ns(domain, 'ns1.example.com'),
      A: { type: 'A', name: 'ns1.example.com', ttl: 9, data: '127.0.0.73' },
    };
    const knowing = await startStub(
      (incoming) => {
        const answer = answers[incoming.query.questions?.[0]?.type ?? ''];
        return [reply(incoming, { flags: RA, answers: answer === undefined ? [] : [answer] })];
      },
      { kind: 'resolver' },
    );
    const options = { nameservers: null, roots, port, families: [4] as const, timeoutMs: 1000 };
    const { delegation } = createDns({ resolvers: [knowing.server], ...options });
    try {
      return await delegation(domain);
    } finally {
      await knowing.stop();
    }
  };
  const NS = ['ns1.example.com', 'ns2.example.com'];

  test.each(['example.com', 'mail.example.com', 'nowhere.at.all.example.com', 'empty.example.com'])(
    '%s: the zone, its servers with their glue, and the same set at parent and child',
    async (domain) => {
      expect(await walk(domain)).toEqual({
        zone: 'example.com',
        nameServers: NS,
        servers: [
          { address: '127.0.0.73', port, name: 'ns1.example.com', kind: 'authoritative' },
          { address: '127.0.0.74', port, name: 'ns2.example.com', kind: 'authoritative' },
        ],
        soa: { zone: 'example.com', primary: 'ns1.example.com', serial: 7, negativeTtl: 60 },
        parent: { ok: true, zone: 'com', delegated: NS, own: NS, withoutAddress: [] },
      });
    },
  );

  test('an internationalised domain, whose servers have no glue', async () => {
    expect(await walk('xn--bcher-kva.com')).toMatchObject({
      zone: 'xn--bcher-kva.com',
      servers: [{ address: '127.0.0.73' }],
      parent: { ok: true, delegated: ['ns1.example.com'], own: ['ns1.example.com'] },
    });
  });

  test('parent and child that name different servers: all of them are to be asked', async () => {
    const { servers: found, parent } = await walk('moved.com');
    expect(found.map((server) => server.name)).toEqual([
      'ns.old.test',
      'ns1.example.com',
      'ns2.example.com',
    ]);
    expect(parent).toEqual({
      ok: true,
      zone: 'com',
      delegated: ['ns.old.test', 'ns1.example.com'],
      own: NS,
      withoutAddress: [],
    });
  });

  test('a server that the delegation names and that does not hold the zone is lame, by name', async () => {
    const { ask, delegation } = dns(root());
    const { servers: found } = await delegation('moved.com');
    const answers = await Promise.all(
      found.map((server) => ask(server, { name: '_dmarc.moved.com', type: 'TXT' })),
    );
    expect(
      answers.map((answer) => [
        answer.server.name,
        answer.kind === 'failed' ? answer.failure : answer.kind,
      ]),
    ).toEqual([
      ['ns.old.test', 'lame'],
      ['ns1.example.com', 'nxdomain'],
      ['ns2.example.com', 'nxdomain'],
    ]);
  });

  test('roots that do not answer leave it to the resolvers', async () => {
    const gone: DnsServer = { address: '127.0.0.79', port, name: 'gone', kind: 'authoritative' };
    expect(await known('example.com', [gone])).toMatchObject({
      zone: 'example.com',
      servers: [{ address: '127.0.0.73' }],
      soa: { serial: 7 },
      parent: { ok: false, denied: false, message: expect.stringContaining('the root zone') },
    });
  });

  test('so do roots that a cache on the way plays', async () => {
    const cache = await startStub((incoming) => [
      reply(incoming, { flags: RA, answers: [ns('com', 'ns.com')] }),
    ]);
    expect(await known('example.com', [cache.server])).toMatchObject({
      servers: [{ address: '127.0.0.73' }],
      parent: { ok: false, denied: false, message: expect.stringContaining('from a cache') },
    });
    await cache.stop();
  });

  test('a domain that only the resolvers know is denied by its registry', async () => {
    expect(await known('lapsed.com', root())).toMatchObject({
      zone: 'lapsed.com',
      parent: { ok: false, denied: true, message: 'com does not delegate lapsed.com' },
    });
  });

  test('a name server without an address is told by name', async () => {
    expect(await walk('half.com')).toMatchObject({
      servers: [{ name: 'ns1.example.com' }],
      parent: { withoutAddress: ['ns9.example.com'] },
    });
  });

  test('a zone on the servers of its parent is found although no referral shows it', async () => {
    const found = await walk('app.example.com');
    expect(found).toMatchObject({ zone: 'app.example.com', nameServers: ['ns1.example.com'] });
    expect(found.parent).toBeUndefined();
  });

  test('a domain that its registry does not know does not exist', async () => {
    await expect(walk('nobody.com')).rejects.toMatchObject({ errorName: 'NXDOMAIN' });
  });

  test('the registry is found once for all domains, the domain each time again', async () => {
    const { delegation } = dns(root());
    await delegation('example.com');
    const rootServer = servers.shift();
    await rootServer?.stop();
    expect(await delegation('half.com')).toMatchObject({ parent: { ok: true, zone: 'com' } });
    await expect(walk('half.com')).rejects.toMatchObject({ reason: 'failed' });
  });
}
