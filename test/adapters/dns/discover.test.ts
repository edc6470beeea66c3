import type { Answer } from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { createDns } from '../../../src/adapters/dns/client.ts';
import { reply, type Script, type Stub, soa, startStub } from './stub-server.ts';

const RA = 1 << 7;
const NXDOMAIN = 3;
const SERVFAIL = 2;

const stubs: Stub[] = [];
afterEach(async () => {
  await Promise.all(stubs.splice(0).map((stub) => stub.stop()));
});

type Told = { answers?: Answer[]; authorities?: Answer[]; rcode?: number };

/** A resolver that knows what `told` holds by `name TYPE`, and SERVFAILs on any question not foreseen. */
async function resolver(told: Readonly<Record<string, Told>>): Promise<Stub> {
  const script: Script = (incoming) => {
    const question = incoming.query.questions?.[0];
    const known = told[`${question?.name} ${question?.type}`];
    return [reply(incoming, { flags: RA, ...(known ?? { rcode: SERVFAIL }) })];
  };
  const stub = await startStub(script, { kind: 'resolver' });
  stubs.push(stub);
  return stub;
}

const ns = (zone: string, host: string): Answer => ({
  type: 'NS',
  name: zone,
  ttl: 60,
  data: host,
});
const a = (name: string, data: string): Answer => ({ type: 'A', name, ttl: 60, data });

/** Name servers on loopback addresses where nothing listens on port 53. */
const HOSTED: Readonly<Record<string, Told>> = {
  'example.com NS': {
    answers: [ns('example.com', 'NS2.host.net'), ns('example.com', 'ns1.host.net')],
  },
  'ns1.host.net A': { answers: [a('ns1.host.net', '127.0.0.91')] },
  'ns2.host.net A': { answers: [a('ns2.host.net', '127.0.0.92'), a('ns2.host.net', '127.0.0.93')] },
};
const SERVERS = [
  { address: '127.0.0.91', port: 53, name: 'ns1.host.net', kind: 'authoritative' },
  { address: '127.0.0.92', port: 53, name: 'ns2.host.net (127.0.0.92)', kind: 'authoritative' },
  { address: '127.0.0.93', port: 53, name: 'ns2.host.net (127.0.0.93)', kind: 'authoritative' },
];

function delegation(domain: string, ...resolvers: Stub[]): Promise<unknown> {
  const servers = resolvers.map(({ server }) => server);
  const options = { roots: [], families: [4] as const, timeoutMs: 400 };
  return createDns({ resolvers: servers, nameservers: null, ...options }).delegation(domain);
}

describe('the zone that holds a domain', () => {
  test.each<[string, string, Record<string, Told>]>([
    [
      'is its own, where the SOA is',
      'example.com',
      { 'example.com SOA': { answers: [soa('example.com')] } },
    ],
    [
      'is named by the SOA of "no such name"',
      'app.example.com',
      {
        'app.example.com SOA': { rcode: NXDOMAIN, authorities: [soa('example.com')] },
      },
    ],
    [
      'is named by the SOA of "no such type"',
      'app.example.com',
      {
        'app.example.com SOA': { authorities: [soa('example.com')] },
      },
    ],
    [
      'is found a label up where the answer has no SOA',
      'app.example.com',
      {
        'app.example.com SOA': {},
        'example.com SOA': { answers: [soa('example.com')] },
      },
    ],
    [
      'is not that of a CNAME target',
      'app.example.com',
      {
        'app.example.com SOA': {
          answers: [
            { type: 'CNAME', name: 'app.example.com', ttl: 9, data: 'cdn.example.net' },
            soa('cdn.example.net'),
          ],
        },
        'example.com SOA': { answers: [soa('example.com')] },
      },
    ],
  ])('%s', async (_what, domain, told) => {
    const known = await resolver({ ...HOSTED, ...told });
    expect(await delegation(domain, known)).toEqual({
      zone: 'example.com',
      nameServers: ['ns1.host.net', 'ns2.host.net'],
      servers: SERVERS,
      soa: null,
      parent: { ok: false, denied: false, message: 'no root server is configured' },
    });
  });
});

test('a name server without an address is named also where the parents could not be asked', async () => {
  const known = await resolver({
    ...HOSTED,
    'example.com SOA': { answers: [soa('example.com')] },
    'ns2.host.net A': { rcode: NXDOMAIN, authorities: [soa('host.net')] },
    'ns2.host.net AAAA': { rcode: NXDOMAIN, authorities: [soa('host.net')] },
  });
  expect(await delegation('example.com', known)).toMatchObject({
    nameServers: ['ns1.host.net', 'ns2.host.net'],
    servers: [SERVERS[0]],
    parent: { ok: false, denied: false, withoutAddress: ['ns2.host.net'] },
  });
});

describe('a domain that does not exist', () => {
  const missing = (domain: string, zone: string): Record<string, Told> => ({
    [`${domain} SOA`]: { rcode: NXDOMAIN, authorities: [soa(zone)] },
  });

  test.each([
    ['acme.com', 'com'],
    ['acme.co.uk', 'uk'],
    ['acme.nosuchtld', '.'],
  ])('%s: the answer comes from %s above it', async (domain, zone) => {
    const known = await resolver(missing(domain, zone));
    await expect(delegation(domain, known)).rejects.toMatchObject({
      name: 'PortError',
      reason: 'failed',
      errorName: 'NXDOMAIN',
      message: expect.stringContaining(`${domain} does not exist in DNS`),
    });
  });

  test('is not given the zone of another, which a confused resolver names', async () => {
    const known = await resolver({
      'example.com SOA': { authorities: [soa('example.net')] },
      'com SOA': { answers: [soa('com')] },
    });
    await expect(delegation('example.com', known)).rejects.toMatchObject({ errorName: 'NXDOMAIN' });
  });

  test('is not concluded from one resolver when the next knows it', async () => {
    const stale = await resolver(missing('example.com', 'com'));
    const known = await resolver({
      ...HOSTED,
      'example.com SOA': { answers: [soa('example.com')] },
    });
    const partial = await resolver({});
    const found = delegation('example.com', stale, partial, known);
    expect(await found).toMatchObject({ zone: 'example.com', servers: SERVERS });
  });
});

describe('what cannot be found out is unreachable, never nonexistent', () => {
  test.each<[string, Record<string, Told>, string]>([
    ['no resolver answers', {}, 'SERVFAIL'],
    [
      'a CNAME at the domain itself hides its zone',
      {
        'example.com SOA': {
          answers: [
            { type: 'CNAME', name: 'example.com', ttl: 9, data: 'site.example.net' },
            soa('site.example.net'),
          ],
        },
        'com SOA': { answers: [soa('com')] },
      },
      'a CNAME at example.com hides the SOA of its zone',
    ],
    [
      'no name servers are told',
      { 'example.com SOA': { answers: [soa('example.com')] } },
      'name servers of example.com',
    ],
    [
      'no name server has an address',
      {
        'example.com SOA': { answers: [soa('example.com')] },
        'example.com NS': { answers: [ns('example.com', 'ns1.host.net')] },
        'ns1.host.net A': {},
        'ns1.host.net AAAA': {},
      },
      'None of the name servers of example.com has an address: ns1.host.net',
    ],
    [
      'the address of no name server could be looked up',
      {
        'example.com SOA': { answers: [soa('example.com')] },
        'example.com NS': { answers: [ns('example.com', 'ns1.host.net')] },
      },
      'No address that this machine has a route to was found for the name servers of example.com',
    ],
  ])('%s', async (_what, told, message) => {
    const known = await resolver(told);
    await expect(delegation('example.com', known)).rejects.toMatchObject({
      name: 'PortError',
      reason: 'unreachable',
      message: expect.stringContaining(message),
    });
  });
});

test('given name servers that do not answer are kept: the zone is then taken as the domain', async () => {
  const gone = await startStub(() => []);
  await gone.stop();
  const dns = createDns({ resolvers: [], nameservers: [gone.server], timeoutMs: 400 });
  expect(await dns.delegation('Example.com.')).toEqual({
    zone: 'example.com',
    nameServers: [gone.server.name],
    servers: [gone.server],
    soa: null,
    given: true,
  });
});
