import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WorldClock, ZoneSet } from '../../src/rehearsal/contract.ts';
import { type Control, startControl } from '../../src/rehearsal/control/server.ts';
import { createDnsData, type DnsWorld } from '../../src/rehearsal/dns/data.ts';
import { seedSets } from '../../src/rehearsal/dns/seeds.ts';
import { createSendFaults, type SendFaults } from '../../src/rehearsal/send-faults.ts';
import { frozenClock } from './frozen-clock.ts';

const SEEN = [
  {
    at: '2100-01-04T10:00:00.000Z',
    service: 'sts',
    region: 'us-east-1',
    operation: 'GetCallerIdentity',
    status: 200,
  },
];

let clock: WorldClock;
let dns: DnsWorld;
let control: Control;
let verified: string[];
let sendFaults: SendFaults;
let standings: string[];

beforeEach(async () => {
  clock = frozenClock();
  verified = [];
  standings = [];
  sendFaults = createSendFaults(null);
  const nameServers = ['ns1.dns-host.example', 'ns2.dns-host.example'];
  const sets = seedSets({ domain: 'acme.example', region: 'us-east-1', nameServers });
  dns = createDnsData({ clock, timings: { authoritativeLag: [0, 0] }, sets });
  control = await startControl({
    clock,
    dns,
    domain: 'acme.example',
    inbox: {
      deliver: async () => undefined,
      receive: async () => ({ id: '' }),
      messages: () => [],
    },
    sendFaults,
    requests: () => SEEN,
    setStanding: (standing) => standings.push(standing),
    verifyAddress: (address) => {
      if (address === 'stranger@inbox.example') throw new Error('no mail was sent there');
      verified.push(address);
    },
    verifyToken: (token) => {
      if (token !== 'good') throw new Error('The link has expired.');
      return 'inbox@inbox.example';
    },
  });
});
afterEach(() => control.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

async function call(method: string, path: string, body?: string): Promise<Answer> {
  const response = await fetch(`${control.url}${path}`, {
    method,
    ...(body === undefined ? {} : { body }),
  });
  const type = response.headers.get('content-type');
  expect(type).toBe('application/json');
  return { status: response.status, headers: response.headers, json: await response.json() };
}

const held = (name: string, type: string): readonly string[] | null =>
  dns.held(name, type)?.values ?? null;

test('POST /zone adds records, names relative, absolute and @', async () => {
  const answer = await call(
    'POST',
    '/zone',
    `
      ; the records of one evening
      tok._DomainKey     CNAME tok.dkim.amazonses.com.
      mail.acme.example. 600 IN MX 10 feedback-smtp.us-east-1.amazonses.com.
      mail IN 600 TXT "v=spf1 include:amazonses.com ~all" ; quoted
      _dmarc TXT "v=DMARC1; p=none; " "rua=mailto:a\\"b@acme.example"
      @ TXT "v=second"
      www A 192.0.2.7
    `,
  );
  expect(answer.status).toBe(200);
  expect(dns.held('tok._domainkey.acme.example', 'CNAME')).toMatchObject({
    ttl: 300,
    values: ['tok.dkim.amazonses.com'],
  });
  expect(dns.held('mail.acme.example', 'MX')).toMatchObject({
    ttl: 600,
    values: ['10 feedback-smtp.us-east-1.amazonses.com'],
  });
  expect(dns.held('mail.acme.example', 'TXT')?.ttl).toBe(600);
  expect(held('_dmarc.acme.example', 'TXT')).toEqual([
    'v=DMARC1; p=none; rua=mailto:a"b@acme.example',
  ]);
  expect(held('acme.example', 'TXT')).toEqual([
    'v=spf1 include:_spf.mailboxes.example ~all',
    'site-check=5f2b61c09e',
    'v=second',
  ]);
  expect(answer.json).toContainEqual({
    name: 'www.acme.example',
    type: 'A',
    ttl: 300,
    values: ['192.0.2.7'],
  });
});

test('a name without a dot at its end is under the zone, as in every master file', async () => {
  await call('POST', '/zone', 'x.acme.example CNAME y.amazonses.com');
  expect(held('x.acme.example.acme.example', 'CNAME')).toEqual(['y.amazonses.com.acme.example']);
});

test('DELETE /zone removes a value or a whole set; what is not held is refused', async () => {
  await call('DELETE', '/zone', '@ TXT "site-check=5f2b61c09e"\nsend MX');
  expect(held('acme.example', 'TXT')).toEqual(['v=spf1 include:_spf.mailboxes.example ~all']);
  expect(held('send.acme.example', 'MX')).toBeNull();
  expect(held('send.acme.example', 'TXT')).not.toBeNull();
  const gone = await call('DELETE', '/zone', 'send TXT\nsend MX');
  expect(gone).toMatchObject({
    status: 400,
    json: { error: 'send MX: the zone does not contain this record' },
  });
  expect(held('send.acme.example', 'TXT')).not.toBeNull();
});

test.each([
  ['just-a-name', 'the type is missing'],
  ['www SRV 1 2 3 x.', 'record type SRV is not supported here'],
  ['www A 300.1.1.1', 'not an address'],
  ['www A', 'the data is missing'],
  ['mail MX feedback-smtp.us-east-1.amazonses.com.', '2 word(s) of data'],
  ['mail MX ten host.', 'a number and a host'],
  ['mail TXT v=spf1 include:amazonses.com ~all', 'double quotes'],
  ['mail TXT "v=spf1', 'has no closing quote'],
  ['www 9999999999 A 192.0.2.1', 'a TTL is at most 2147483647'],
  ['www.other.example. A 192.0.2.1', 'not in the zone acme.example'],
  ['send CNAME elsewhere.example.', 'a CNAME cannot share its name with other records'],
])('%s → 400 that names the line, and nothing of the batch is published', async (line, problem) => {
  const answer = await call('POST', '/zone', `fine A 192.0.2.1\n${line}`);
  expect(answer.status).toBe(400);
  const { error } = answer.json as { error: string };
  expect(error).toContain(`${line}: `);
  expect(error).toContain(problem);
  expect(held('fine.acme.example', 'A')).toBeNull();
});

test('a CNAME beside another record of the same batch is refused too', async () => {
  const answer = await call('POST', '/zone', 'x CNAME y.\nx TXT "z"');
  expect(answer).toMatchObject({ status: 400 });
  expect(held('x.acme.example', 'CNAME')).toBeNull();
});

test('GET /zone shows the domain’s zone and no other', async () => {
  const { json } = await call('GET', '/zone');
  const names = (json as ZoneSet[]).map((set) => set.name);
  expect(names).toContain('send.acme.example');
  expect(names).not.toContain('amazonses.com');
});

test('the clock moves by a DURATION and by nothing else', async () => {
  expect(await call('POST', '/clock?by=2h')).toMatchObject({
    status: 200,
    json: { now: '2100-01-04T12:00:00.000Z' },
  });
  for (const by of ['', '?by=2', '?by=-1h', '?by=1.5h', '?by=2w', '?by=1h1m']) {
    expect(await call('POST', `/clock${by}`)).toMatchObject({ status: 400 });
  }
  await call('POST', '/clock?by=90s');
  await call('POST', '/clock?by=3d');
  expect(clock.now()).toBe(Date.parse('2100-01-07T12:01:30Z'));
});

test('requests, inbox and the click on a verification mail', async () => {
  expect((await call('GET', '/requests')).json).toEqual(SEEN);
  expect((await call('GET', '/inbox')).json).toEqual([]);
  await call('POST', '/verify-address?address=inbox%40inbox.example');
  expect(verified).toEqual(['inbox@inbox.example']);
  expect(await call('POST', '/verify-address?address=nobody')).toMatchObject({ status: 400 });
  expect(await call('POST', '/verify-address?address=stranger%40inbox.example')).toMatchObject({
    status: 404,
    json: { error: 'no mail was sent there' },
  });
  expect(verified).toHaveLength(1);
  expect((await call('GET', '/verify-address?token=good')).json).toEqual({
    address: 'inbox@inbox.example',
    verified: true,
  });
  expect(await call('GET', '/verify-address?token=old')).toMatchObject({
    status: 404,
    json: { error: 'The link has expired.' },
  });
});

test('what SES shall say to messages', async () => {
  expect(await call('POST', '/fault?send=rate:2')).toMatchObject({ json: { send: 'rate:2' } });
  expect(await call('POST', '/fault')).toMatchObject({ status: 400 });
  expect(await call('POST', '/fault?send=nothing')).toMatchObject({
    status: 400,
    json: { error: expect.stringContaining('unknown fault "send:nothing"') },
  });
  expect(sendFaults.api()).toMatchObject({ status: 429 });
  await call('DELETE', '/fault');
  expect(sendFaults.api()).toBeNull();
});

test('what is not there is 404, what a path does not know 405', async () => {
  expect(await call('GET', '/zones')).toMatchObject({ status: 404 });
  const wrong = await call('PUT', '/zone', '');
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get('allow')).toBe('GET, POST, DELETE');
});

/** One request as it is on the wire: fetch would set the Host itself. */
async function raw(path: string, headers: Readonly<Record<string, string>>) {
  const { port } = new URL(control.url);
  return new Promise<number>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject).end();
  });
}

test('another account of the machine, and a web page, are not let in', async () => {
  const { host, pathname, port } = new URL(control.url);
  expect(pathname).toMatch(/^\/[0-9a-f-]{36}$/);
  const zone = `${pathname}/zone`;
  expect(await raw(zone, { host })).toBe(200);
  const refused: readonly (readonly [string, Record<string, string>])[] = [
    ['/zone', { host }],
    [`/${'0'.repeat(36)}/zone`, { host }],
    [`${pathname}x/zone`, { host }],
    [zone, { host: `evil.example:${port}` }],
    [zone, { host: `localhost:${port}` }],
    [zone, { host: '127.0.0.1' }],
    [zone, { host, origin: 'https://evil.example' }],
    [zone, { host, origin: 'null' }],
  ];
  for (const [path, headers] of refused)
    expect([path, headers, await raw(path, headers)]).toEqual([path, headers, 403]);
});

test('AWS pauses the account and lets it send again; another word changes nothing', async () => {
  expect(await call('POST', '/account?standing=paused')).toMatchObject({
    status: 200,
    json: { standing: 'paused' },
  });
  expect((await call('POST', '/account?standing=asleep')).status).toBe(400);
  expect((await call('POST', '/account?standing=healthy')).status).toBe(200);
  expect(standings).toEqual(['paused', 'healthy']);
});
