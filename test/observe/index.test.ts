import { describe, expect, test } from 'vitest';
import type { Choices } from '../../src/core/checklist.ts';
import type { DnsAnswer, DnsServer } from '../../src/core/dns/types.ts';
import type { SourceKey, World } from '../../src/core/world.ts';
import { observe } from '../../src/observe/index.ts';
import { createMemo } from '../../src/observe/memo.ts';
import { ALL_SOURCES } from '../../src/observe/sources.ts';
import type { AnyKey } from '../../src/observe/values.ts';
import { PortError, type Question } from '../../src/ports/index.ts';
import { allRight, RESOLVERS } from '../flow/job.ts';
import { byService, type Fakes, fakePorts, isAwsCall } from '../helpers/ports.ts';
import * as w from '../helpers/world.ts';
import { answerFrom } from '../helpers/zone-lines.ts';

function look(fakes: Fakes, sources: SourceKey[], choices: Choices = {}) {
  return observe(fakes.ports, {
    domain: w.DOMAIN,
    region: w.REGION,
    checklist: w.checklist({ choices }),
    sources: new Set(sources),
    records: null,
    memo: createMemo(),
  });
}

function no(reason: PortError['reason'], action: string | null = null): PortError {
  const refusal = action === null ? null : w.refusalOf(action);
  return new PortError(`AWS said ${reason}`, { reason, errorName: 'X', refusal });
}

const DNS = { delegation: [w.DELEGATION], resolvers: RESOLVERS, ask: allRight };

test('only what is asked for is checked; the rest says so', async () => {
  const fakes = fakePorts({ ses: { account: [w.account()] } });
  const world = await look(fakes, ['account']);
  expect(world.account).toEqual(w.ok(w.account()));
  const { caller, identity, hosting, records, dns, smtpUser } = world;
  for (const seen of [caller, identity, hosting, records, dns, smtpUser])
    expect(seen).toMatchObject({ ok: false, code: 'not-read' });
});

describe('could not look', () => {
  test.each(['denied', 'credentials', 'unreachable', 'throttled', 'failed'] as const)(
    '%s stays what it is, for each source alone',
    async (reason) => {
      const error = no(reason, reason === 'denied' ? 'ses:GetAccount' : null);
      const fakes = fakePorts({
        ses: { account: [error], identity: [error] },
        sts: { caller: [w.CALLER] },
        iam: { smtpUser: [error] },
      });
      const world = await look(fakes, ['account', 'identity', 'records', 'caller', 'smtpUser']);
      for (const seen of [world.account, world.identity, world.smtpUser, world.records])
        expect(seen).toMatchObject({ ok: false, code: reason, message: `AWS said ${reason}` });
      expect(world.caller.ok).toBe(true);
      expect('refusal' in world.account).toBe(reason === 'denied');
    },
  );

  test('what is no refusal is a bug and passes', async () => {
    const fakes = fakePorts({ ses: { account: [new TypeError('x')] } });
    await expect(look(fakes, ['account'])).rejects.toThrow(TypeError);
  });

  test('no identity is an answer, and has no records', async () => {
    const fakes = fakePorts({ ses: { identity: [null] } });
    const world = await look(fakes, ['identity', 'records']);
    expect([world.identity, world.records]).toEqual([w.ok(null), w.ok([])]);
  });
});

describe('what a run has read', () => {
  const SOURCES: SourceKey[] = ['identity', 'otherRegions', 'addresses'];
  const around = () => ({
    identity: () => w.identity(),
    identityIn: () => null,
    addressIdentities: () => [],
  });

  test('other Regions and addresses are read again only after ten minutes, or by another run', async () => {
    const fakes = fakePorts({ ses: around() });
    let now = new Date('2026-12-01T12:00:00Z');
    const ports = { ...fakes.ports, clock: { ...fakes.ports.clock, now: () => now } };
    const scope = {
      ...{ domain: w.DOMAIN, region: w.REGION, checklist: w.checklist(), records: null },
      sources: new Set(SOURCES),
      memo: createMemo(),
    };
    const reads = async (of: typeof scope) => {
      const before = fakes.log.length;
      const world = await observe(ports, of);
      expect([world.otherRegions.ok, world.addresses.ok]).toEqual([true, true]);
      return new Set(fakes.log.slice(before).map((call) => call.split(' ')[0]));
    };
    const all = new Set(['ses.identity', 'ses.identityIn', 'ses.addressIdentities']);
    expect(await reads(scope)).toEqual(all);
    now = new Date('2026-12-01T12:09:59Z');
    expect(await reads(scope)).toEqual(new Set(['ses.identity']));
    expect(await reads({ ...scope, memo: createMemo() })).toEqual(all);
    now = new Date('2026-12-01T12:10:00Z');
    expect(await reads(scope)).toEqual(all);
  });

  test('what could not be tried for want of the identity is tried at the next look', async () => {
    const ses = { ...around(), identity: [no('unreachable'), w.identity()] };
    const fakes = fakePorts({ ses });
    const scope = {
      ...{ domain: w.DOMAIN, region: w.REGION, checklist: w.checklist(), records: null },
      sources: new Set(SOURCES),
      memo: createMemo(),
    };
    const first = await observe(fakes.ports, scope);
    expect(first.otherRegions).toMatchObject({ ok: false, code: 'not-read' });
    const second = await observe(fakes.ports, scope);
    expect([second.otherRegions.ok, second.addresses.ok]).toEqual([true, true]);
  });

  test('a source that several need is read once, also where no step names it', async () => {
    const fakes = fakePorts({ ses: { identity: [w.identity()] }, dns: DNS });
    const world = await look(fakes, ['dns', 'footprint', 'configurationSet']);
    expect([world.identity.ok, world.dns.ok, world.footprint.ok]).toEqual([true, true, true]);
    expect([fakes.argsOf('ses.identity'), fakes.argsOf('dns.delegation')]).toEqual([
      [[w.DOMAIN]],
      [[w.DOMAIN]],
    ]);
  });
});

test('records follow what DNS accepts, also where that is of an earlier look', async () => {
  const spf = w.RECORDS.find(({ purpose }) => purpose === 'mail-from-spf') ?? fail();
  const value = 'v=spf1 include:amazonses.com include:other.example ~all';
  const lines = [`${spf.name} TXT ${value}`];
  const fakes = fakePorts({
    ses: { identity: () => w.identity() },
    dns: { ...DNS, ask: (server, question) => answerFrom({ lines }, server, question) },
  });
  const inDns = async (sources: SourceKey[], dns?: World['dns']) => {
    const world = await observe(fakes.ports, {
      ...{ domain: w.DOMAIN, region: w.REGION, checklist: w.checklist(), records: null },
      sources: new Set(sources),
      memo: createMemo(),
      ...(dns === undefined ? {} : { dns }),
    });
    const records = world.records.ok ? world.records.value : [];
    return { world, value: records.find(({ purpose }) => purpose === 'mail-from-spf')?.value };
  };
  const first = await inDns(['records', 'dns']);
  expect(first.value).toBe(value);
  expect((await inDns(['records'], first.world.dns)).value).toBe(value);
  expect((await inDns(['records'])).value).toBe(spf.value);
});

test('every source has its own key, and none needs itself by way of others', () => {
  const below = (key: AnyKey, path: readonly AnyKey[]): void => {
    expect(path, `${path.join(' → ')} → ${key}`).not.toContain(key);
    const { needs, uses } = ALL_SOURCES[key];
    for (const next of [...needs, ...uses]) below(next, [...path, key]);
  };
  for (const [name, { key }] of Object.entries(ALL_SOURCES)) {
    expect(key).toBe(name);
    below(key, []);
  }
});

describe('DNS', () => {
  test('every authoritative server and every resolver is asked for every record', async () => {
    const fakes = fakePorts({ ses: { identity: [w.identity()] }, dns: DNS });
    const { dns, records } = await look(fakes, ['identity', 'records', 'dns']);
    expect(records).toEqual(w.ok(w.RECORDS));
    const seen = dns.ok ? dns.value : [];
    for (const { name, type } of w.RECORDS) {
      const servers = seen.find((each) => each.name === name && each.type === type)?.answers;
      expect(
        servers?.map(({ server }) => server.name),
        `${name} ${type}`,
      ).toEqual([w.NS.name, w.RESOLVER.name]);
    }
  });

  test('the name that a panel doubles is asked of one server, and only where the record is missing', async () => {
    const nowhere = (server: DnsServer): DnsAnswer => ({
      kind: 'nxdomain',
      server,
      ms: 1,
      aa: true,
      rcode: 'NXDOMAIN',
      soa: null,
    });
    for (const [ask, count] of [
      [allRight, 0],
      [nowhere, w.RECORDS.length],
    ] as const) {
      const fakes = fakePorts({ ses: { identity: [w.identity()] }, dns: { ...DNS, ask } });
      const { dns } = await look(fakes, ['identity', 'records', 'dns']);
      const doubled = (dns.ok ? dns.value : []).filter(({ name }) =>
        name.endsWith(`.${w.DOMAIN}.${w.DOMAIN}`),
      );
      expect(doubled).toHaveLength(count);
      for (const { answers } of doubled) expect(answers).toHaveLength(1);
    }
  });

  test('where the zone can not be found, the resolvers still tell', async () => {
    const fakes = fakePorts({
      ses: { identity: [w.identity()] },
      route53: { hostedZones: [[]] },
      sts: { caller: [w.CALLER] },
      dns: { ...DNS, delegation: [no('unreachable')] },
    });
    const { dns, hosting } = await look(fakes, ['identity', 'dns', 'hosting', 'caller']);
    const kinds = (dns.ok ? dns.value : []).flatMap(({ answers }) =>
      answers.map(({ server }) => server.kind),
    );
    expect(new Set(kinds)).toEqual(new Set(['resolver']));
    expect(hosting).toMatchObject({ value: { delegation: { ok: false, code: 'unreachable' } } });
  });

  test('records given by hand: AWS is asked nothing', async () => {
    const fakes = fakePorts({ dns: DNS });
    const world = await observe(fakes.ports, {
      domain: w.DOMAIN,
      region: w.REGION,
      checklist: w.checklist(),
      sources: new Set<SourceKey>(['hosting', 'records', 'dns']),
      records: w.RECORDS,
      memo: createMemo(),
    });
    expect(world.dns.ok && world.records.ok).toBe(true);
    expect(fakes.log.filter(isAwsCall)).toEqual([]);
  });
});

describe('the footprint', () => {
  const SOURCES: SourceKey[] = ['identity', 'hosting', 'footprint', 'records', 'dns'];
  const bare = w.identity({ mailFrom: { domain: null, status: null } });
  const from = (lines: readonly string[], silent?: RegExp) => ({
    ...DNS,
    ask: (server: DnsServer, question: Question) =>
      answerFrom({ lines, ...(silent === undefined ? {} : { silent }) }, server, question),
  });
  const taken = [`mail.${w.DOMAIN} MX 10 mx.other.example`, `${w.DOMAIN} MX 1 smtp.google.com`];
  const askedNames = (fakes: Fakes) =>
    fakes.argsOf('dns.ask').map((args) => (args[1] as Question).name);

  test('the records are those of the name that is free, in DNS and in Route 53', async () => {
    const aws = { identity: [bare], hostedZones: [[w.zone()]], recordSets: [[]] };
    const fakes = fakePorts({ ...byService(aws), dns: from(taken) });
    const { records, dns } = await look(fakes, SOURCES);
    const names = (records.ok ? records.value : []).map(({ name, type }) => `${type} ${name}`);
    expect(names.slice(3)).toEqual([
      `MX bounce.${w.DOMAIN}`,
      `TXT bounce.${w.DOMAIN}`,
      `TXT _dmarc.${w.DOMAIN}`,
    ]);
    expect(fakes.argsOf('route53.recordSets')[0]?.[1]).toContain(`bounce.${w.DOMAIN}`);
    expect(dns.ok && dns.value.map(({ name }) => name)).toContain(`bounce.${w.DOMAIN}`);
  });

  test('where SES has a MAIL FROM domain no other name is checked', async () => {
    const aws = { identity: [w.identity()], hostedZones: [[]] };
    const fakes = fakePorts({ ...byService(aws), dns: from(taken) });
    const { footprint } = await look(fakes, ['identity', 'hosting', 'records', 'footprint']);
    expect(footprint).toMatchObject({ ok: true, value: { names: [] } });
    expect(askedNames(fakes)).not.toContain(`ses.${w.DOMAIN}`);
  });

  test('a subdomain that inherits DMARC is given none, and is checked all the same', async () => {
    const domain = `app.${w.DOMAIN}`;
    const held = w.identity({ name: domain, mailFrom: { domain: `mail.${domain}` } });
    const aws = { identity: [held], hostedZones: () => [] };
    const dns = from([`_dmarc.${w.DOMAIN} TXT v=DMARC1; p=reject`]);
    const fakes = fakePorts({ ...byService(aws), dns });
    const world = await observe(fakes.ports, {
      domain,
      region: w.REGION,
      checklist: w.checklist(),
      sources: new Set(SOURCES),
      records: null,
      memo: createMemo(),
    });
    const purposes = (world.records.ok ? world.records.value : []).map(({ purpose }) => purpose);
    expect(purposes).toEqual(['dkim', 'dkim', 'dkim', 'mail-from-mx', 'mail-from-spf']);
    expect(world.dns.ok && world.dns.value.map(({ name }) => name)).toContain(`_dmarc.${domain}`);
  });

  test.each([
    ['silence', /^_dmarc\./, 5],
    ['an answer', undefined, 6],
  ])('%s about DMARC: %s', async (_what, silent, count) => {
    const aws = { identity: [w.identity()], hostedZones: [[]] };
    const fakes = fakePorts({ ...byService(aws), dns: from(taken, silent) });
    const { records } = await look(fakes, ['identity', 'hosting', 'records', 'footprint']);
    expect(records.ok && records.value.length).toBe(count);
  });

  test('while one waits it is not asked for again, unless a part of it was not answered', async () => {
    const whole = w.ok(w.footprint());
    const unread = [{ name: 'x', type: 'MX', message: 'no answer' }];
    for (const [before, again] of [
      [whole, false],
      [w.ok(w.footprint({ unread })), true],
      [w.failed('not-read'), true],
    ] as const) {
      const aws = { identity: [w.identity()], hostedZones: [[]] };
      const dns = { delegation: [w.DELEGATION], ...(again ? { ...from(taken) } : {}) };
      const fakes = fakePorts({ ...byService(aws), dns });
      const { footprint } = await observe(fakes.ports, {
        domain: w.DOMAIN,
        region: w.REGION,
        checklist: w.checklist(),
        sources: new Set<SourceKey>(['identity', 'hosting', 'footprint']),
        records: null,
        memo: createMemo(),
        footprint: before,
      });
      expect(footprint).toMatchObject({ ok: true, value: { unread: [] } });
      expect(askedNames(fakes).length > 0).toBe(again);
    }
  });
});

describe('Route 53', () => {
  const SOURCES: SourceKey[] = ['identity', 'hosting', 'caller'];
  const AWS = { identity: [w.identity()], caller: [w.CALLER] };
  const delegation = [w.DELEGATION];

  test('the delegated zone is read at the names that matter, each once', async () => {
    const sets = [w.set(w.RECORDS[3] ?? w.RECORDS[0] ?? fail())];
    const fakes = fakePorts({
      ...byService({
        ...AWS,
        hostedZones: [[w.zone({ isPrivate: true, id: 'ZP' }), w.zone()]],
        recordSets: [sets],
      }),
      dns: { delegation },
    });
    const { hosting } = await look(fakes, SOURCES);
    expect(hosting).toMatchObject({ value: { recordSets: { ok: true, value: sets } } });
    const [zoneId, names] = fakes.argsOf('route53.recordSets')[0] ?? [];
    expect(zoneId).toBe('Z1');
    // Between the records and the zone another zone could begin.
    const between = `_domainkey.${w.DOMAIN}`;
    expect(names).toEqual([...new Set(w.RECORDS.map(({ name }) => name)), between]);
  });

  test('the zone of the delegated parent is looked for, too', async () => {
    const fakes = fakePorts({
      ...byService({ ...AWS, hostedZones: [[], [w.zone({ name: 'example' })]], recordSets: [[]] }),
      dns: { delegation: [{ ...w.DELEGATION, zone: 'example' }] },
    });
    await look(fakes, SOURCES);
    expect(fakes.argsOf('route53.hostedZones')).toEqual([[w.DOMAIN], ['example']]);
  });

  test('a zone that nobody asks is not read', async () => {
    const fakes = fakePorts({
      ...byService({ ...AWS, hostedZones: [[w.zone({ nameServers: ['ns.elsewhere.example'] })]] }),
      dns: { delegation },
    });
    const { hosting } = await look(fakes, SOURCES);
    expect(hosting).toMatchObject({ value: { recordSets: { ok: false, code: 'not-read' } } });
  });

  test('--dns manual asks Route 53 nothing', async () => {
    const fakes = fakePorts({ ...byService(AWS), dns: { delegation } });
    const { hosting } = await look(fakes, SOURCES, { dns: 'manual' });
    expect(hosting).toMatchObject({
      ok: true,
      value: { delegation: { ok: true }, zones: { ok: false } },
    });
  });

  test.each([
    ['zones', { hostedZones: [no('denied', 'route53:ListHostedZonesByName')] }],
    ['recordSets', { hostedZones: [[w.zone()]], recordSets: [no('throttled')] }],
  ])('a refusal for %s is kept there', async (part, aws) => {
    const fakes = fakePorts({ ...byService({ ...AWS, ...aws }), dns: { delegation } });
    const { hosting } = await look(fakes, SOURCES);
    expect(hosting).toMatchObject({
      ok: true,
      value: { [part]: { ok: false, message: expect.stringContaining('AWS said') } },
    });
  });
});

function fail(): never {
  throw new Error('no record');
}
