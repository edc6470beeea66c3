/** The client's adapter against the rehearsal's Cloudflare, which knows nothing of it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCloudflare } from '../../src/adapters/cloudflare/index.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { ExpectedRecord } from '../../src/core/model/types.ts';
import type { RecordSet } from '../../src/core/records/facts.ts';
import { planSet } from '../../src/core/records/record-sets.ts';
import { PortError, type Publisher } from '../../src/ports/index.ts';
import { type Cloudflare, startCloudflare } from '../../src/rehearsal/cloudflare/server.ts';
import type { DnsData, ZoneSet } from '../../src/rehearsal/contract.ts';
import { DOMAIN, RECORDS } from '../helpers/world.ts';
import { frozenClock } from '../rehearsal/frozen-clock.ts';

const NS = ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'];
const MAIL = `mail.${DOMAIN}`;
const ZONE = '023e105f4ecef8ad9ca31a8372d0c353';

let host: Cloudflare;
let dns: DnsData;

function heldSets(): DnsData {
  const sets = new Map<string, ZoneSet>();
  return {
    serverCount: 1,
    held: (name, type) => sets.get(`${name} ${type}`) ?? null,
    heldAll: () => [...sets.values()],
    put(set) {
      sets.delete(`${set.name} ${set.type}`);
      if (set.values.length > 0) sets.set(`${set.name} ${set.type}`, set);
    },
    shown: (_server, name) => [...sets.values()].filter((set) => set.name === name),
  };
}

async function start(faults: { deny?: string[]; throttle?: number } = {}): Promise<void> {
  const options = { clock: frozenClock(), dns, domain: DOMAIN, nameServers: NS };
  host = await startCloudflare({ ...options, deny: [], throttle: 0, ...faults });
}

beforeEach(async () => {
  dns = heldSets();
  await start();
});
afterEach(() => host.close());

function publisher(token = host.token, baseUrl = host.baseUrl): Publisher {
  return createCloudflare({ env: {}, token: new Secret(token), baseUrl });
}

function put(name: string, type: string, ...values: string[]): void {
  dns.put({ name, type, ttl: 300, values });
}

/** Reads, plans and writes these records as verify-domain does; the lines of the plan. */
async function publish(records: readonly ExpectedRecord[], confirmed: string[] = []) {
  const names = [...new Set(records.map(({ name }) => name))];
  const held = await publisher().recordSets(ZONE, names);
  const plans = records.map((record) => planSet(record, held, { api: 'cloudflare', confirmed }));
  const changes = plans.flatMap((plan) => (plan.kind === 'write' ? [plan.change] : []));
  if (changes.length > 0) await publisher().changeRecordSets(ZONE, changes);
  return plans.map((plan) => (plan.kind === 'conflict' ? plan.finding.code : plan.line.op));
}

async function refusal(call: Promise<unknown>): Promise<PortError> {
  const error = await call.then(
    () => new Error('it was answered'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PortError)) throw error;
  return error;
}

function record(purpose: ExpectedRecord['purpose']): ExpectedRecord {
  const found = RECORDS.find((each) => each.purpose === purpose);
  if (found === undefined) throw new Error(purpose);
  return found;
}

describe('reading', () => {
  test('the zone of exactly this name, with its name servers', async () => {
    expect(await publisher().hostedZones(DOMAIN)).toEqual([
      { api: 'cloudflare', id: ZONE, name: DOMAIN, isPrivate: false, nameServers: NS },
    ]);
    expect(await publisher().hostedZones('other.example')).toEqual([]);
  });

  test('more records than one page holds are all read', async () => {
    put(MAIL, 'TXT', ...[...Array(230).keys()].map((number) => `token=${number}`));
    const [set] = await publisher().recordSets(ZONE, [MAIL]);
    expect(set?.values).toHaveLength(230);
    expect(new Set(set?.recordIds).size).toBe(230);
  });
});

describe('writing', () => {
  test('all records at once; the second run finds them right and the DNS shows them', async () => {
    expect(await publish(RECORDS)).toEqual(RECORDS.map(() => '+'));
    expect(host.seen().filter(({ operation }) => operation === 'BatchDnsRecords')).toHaveLength(1);
    expect(dns.held(MAIL, 'TXT')?.values).toEqual(['v=spf1 include:amazonses.com ~all']);
    expect(dns.held(MAIL, 'MX')?.values).toEqual([`10 ${record('mail-from-mx').value}`]);
    expect(dns.held(record('dkim').name, 'CNAME')?.values).toEqual([record('dkim').value]);
    expect(await publish(RECORDS)).toEqual(RECORDS.map(() => '='));
  });

  test('a shared TXT name keeps every record of others, with its id', async () => {
    put(MAIL, 'TXT', 'google=1', 'with "quotes" in it');
    const before = (await publisher().recordSets(ZONE, [MAIL]))[0];
    expect(await publish([record('mail-from-spf')])).toEqual(['~']);
    const after = (await publisher().recordSets(ZONE, [MAIL]))[0];
    expect(after?.values).toHaveLength(3);
    expect(after?.recordIds).toEqual(expect.arrayContaining([...(before?.recordIds ?? [])]));
    expect(dns.held(MAIL, 'TXT')?.values).toEqual(
      expect.arrayContaining(['google=1', 'with "quotes" in it']),
    );
  });

  test('another SPF is replaced in its own record, and only where it is confirmed', async () => {
    put(MAIL, 'TXT', 'google=1', 'v=spf1 include:other.example -all');
    const ids = (await publisher().recordSets(ZONE, [MAIL]))[0]?.recordIds;
    expect(await publish([record('mail-from-spf')])).toEqual(['cloudflare/conflict']);
    expect(dns.held(MAIL, 'TXT')?.values).toContain('v=spf1 include:other.example -all');
    expect(await publish([record('mail-from-spf')], [MAIL])).toEqual(['~']);
    const set = (await publisher().recordSets(ZONE, [MAIL]))[0];
    expect(new Set(set?.recordIds)).toEqual(new Set(ids));
    expect(dns.held(MAIL, 'TXT')?.values).toEqual(['google=1', record('mail-from-spf').value]);
  });

  test('a CNAME where our records belong is never touched', async () => {
    put(MAIL, 'CNAME', 'host.example');
    expect(await publish([record('mail-from-mx')], [MAIL])).toEqual(['cloudflare/conflict']);
    expect(dns.held(MAIL, 'CNAME')?.values).toEqual(['host.example']);
  });

  test('a proxied record is set to DNS only where it is confirmed', async () => {
    const dkim = record('dkim');
    const { name, value: content } = dkim;
    await fetch(`${host.baseUrl}/zones/${ZONE}/dns_records`, {
      method: 'POST',
      headers: { authorization: `Bearer ${host.token}` },
      body: JSON.stringify({ name, type: 'CNAME', content, ttl: 1, proxied: true }),
    });
    expect(dns.held(name, 'CNAME')).toBeNull();
    expect(await publish([dkim])).toEqual(['cloudflare/proxied']);
    expect(await publish([dkim], [name])).toEqual(['~']);
    expect(dns.held(name, 'CNAME')?.values).toEqual([content]);
    expect(dns.held(name, 'A')).toBeNull();
  });

  test('what others did meanwhile is told as such, and nothing of the batch is done', async () => {
    const spf = record('mail-from-spf');
    const plan = planSet(spf, [], { api: 'cloudflare', confirmed: [] });
    const other = planSet(record('dmarc'), [], { api: 'cloudflare', confirmed: [] });
    if (plan.kind !== 'write' || other.kind !== 'write') throw new Error('no plan');
    put(MAIL, 'CNAME', 'host.example');
    const batch = publisher().changeRecordSets(ZONE, [other.change, plan.change]);
    expect(await refusal(batch)).toMatchObject({ reason: 'failed', outdated: true });
    expect(dns.held(record('dmarc').name, 'TXT')).toBeNull();
    put(MAIL, 'CNAME');
    put(MAIL, 'TXT', spf.value);
    const twice = publisher().changeRecordSets(ZONE, [plan.change]);
    expect(await refusal(twice)).toMatchObject({ outdated: true });
  });

  test('a record that is gone by now is told as such', async () => {
    put(MAIL, 'TXT', 'v=spf1 -all');
    const held: readonly RecordSet[] = await publisher().recordSets(ZONE, [MAIL]);
    const leave = { api: 'cloudflare', confirmed: [MAIL] } as const;
    const plan = planSet(record('mail-from-spf'), held, leave);
    if (plan.kind !== 'write') throw new Error('no plan');
    put(MAIL, 'TXT');
    expect(await refusal(publisher().changeRecordSets(ZONE, [plan.change]))).toMatchObject({
      outdated: true,
    });
  });
});

describe('refusals', () => {
  test.each([
    ['a token of the wrong form', 'short', 'credentials'],
    ['a token that Cloudflare does not know', 'x'.repeat(40), 'credentials'],
  ] as const)('%s', async (_what, token, reason) => {
    const error = await refusal(publisher(token).hostedZones(DOMAIN));
    expect(error).toMatchObject({ reason, service: 'cloudflare' });
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain(token);
  });

  test.each([
    ['ListZones', 'Zone.Zone Read', () => publisher().hostedZones(DOMAIN)],
    ['ListDnsRecords', 'Zone.DNS Read', () => publisher().recordSets(ZONE, [MAIL])],
    [
      'BatchDnsRecords',
      'Zone.DNS Edit',
      () =>
        publisher().changeRecordSets(ZONE, [
          { action: 'CREATE', name: MAIL, type: 'TXT', ttl: 300, values: ['"x"'], before: null },
        ]),
    ],
  ] as const)(
    '%s that is not allowed names the permission %s',
    async (operation, permission, act) => {
      await host.close();
      await start({ deny: [`cloudflare:${operation}`] });
      expect(await refusal(act())).toMatchObject({
        reason: 'denied',
        message: expect.stringContaining(permission),
      });
    },
  );

  test('a call that is throttled is tried again', async () => {
    await host.close();
    await start({ throttle: 1 });
    expect(await publisher().hostedZones(DOMAIN)).toHaveLength(1);
    expect(host.seen().map(({ status }) => status)).toEqual([429, 200]);
  });

  test('nobody there is unreachable', async () => {
    const port = new URL(host.baseUrl).port;
    await host.close();
    const error = await refusal(
      publisher(host.token, `http://127.0.0.1:${port}/client/v4`).hostedZones(DOMAIN),
    );
    expect(error).toMatchObject({ reason: 'unreachable', service: 'cloudflare' });
    expect(error.message).toContain('ECONNREFUSED');
    await start();
  });

  test.each([
    ['the page of a proxy', 200, 'text/html', '<html>sign in</html>'],
    ['no JSON where JSON is said', 200, 'application/json', '<html>'],
    ['an envelope without a result', 200, 'application/json', '{"success":true}'],
  ])('%s is no empty list', async (_what, status, type, body) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': type }).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const look = publisher(host.token, `http://127.0.0.1:${port}`).hostedZones(DOMAIN);
    expect(await refusal(look)).toMatchObject({ reason: 'unreachable' });
    server.close();
  });
});
