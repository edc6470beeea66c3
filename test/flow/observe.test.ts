import { describe, expect, test } from 'vitest';
import type { Choices } from '../../src/core/checklist.ts';
import type { DnsAnswer, DnsServer } from '../../src/core/dns/types.ts';
import type { Source } from '../../src/core/world.ts';
import { observe } from '../../src/flow/observe.ts';
import { PortError } from '../../src/ports.ts';
import { type Fakes, fakePorts } from '../helpers/ports.ts';
import * as w from '../helpers/world.ts';
import { allRight, RESOLVERS } from './job.ts';

function look(fakes: Fakes, sources: Source[], choices: Choices = {}) {
  return observe(fakes.ports, {
    domain: w.DOMAIN,
    region: w.REGION,
    checklist: w.checklist({ choices }),
    sources: new Set(sources),
    records: null,
  });
}

function no(reason: PortError['reason'], action: string | null = null): PortError {
  const refusal = action === null ? null : w.refusalOf(action);
  return new PortError(`AWS said ${reason}`, { reason, errorName: 'X', refusal });
}

const DNS = { delegation: [w.DELEGATION], resolvers: RESOLVERS, ask: allRight };

test('only what is asked for is looked at; the rest says so', async () => {
  const fakes = fakePorts({ aws: { account: [w.account()] } });
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
        aws: { account: [error], identity: [error], caller: [w.CALLER], smtpUser: [error] },
      });
      const world = await look(fakes, ['account', 'identity', 'caller', 'smtpUser']);
      for (const seen of [world.account, world.identity, world.smtpUser, world.records])
        expect(seen).toMatchObject({ ok: false, code: reason, message: `AWS said ${reason}` });
      expect(world.caller.ok).toBe(true);
      expect('refusal' in world.account).toBe(reason === 'denied');
    },
  );

  test('what is no refusal is a bug and passes', async () => {
    const fakes = fakePorts({ aws: { account: [new TypeError('x')] } });
    await expect(look(fakes, ['account'])).rejects.toThrow(TypeError);
  });

  test('no identity is an answer, and has no records', async () => {
    const fakes = fakePorts({ aws: { identity: [null] } });
    const world = await look(fakes, ['identity']);
    expect([world.identity, world.records]).toEqual([w.ok(null), w.ok([])]);
  });
});

describe('DNS', () => {
  test('every authoritative server and every resolver is asked for every record', async () => {
    const fakes = fakePorts({ aws: { identity: [w.identity()] }, dns: DNS });
    const { dns, records } = await look(fakes, ['identity', 'dns']);
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
      const fakes = fakePorts({ aws: { identity: [w.identity()] }, dns: { ...DNS, ask } });
      const { dns } = await look(fakes, ['identity', 'dns']);
      const doubled = (dns.ok ? dns.value : []).filter(({ name }) =>
        name.endsWith(`.${w.DOMAIN}.${w.DOMAIN}`),
      );
      expect(doubled).toHaveLength(count);
      for (const { answers } of doubled) expect(answers).toHaveLength(1);
    }
  });

  test('where the zone can not be found, the resolvers still tell', async () => {
    const fakes = fakePorts({
      aws: { identity: [w.identity()], hostedZones: [[]], caller: [w.CALLER] },
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
      sources: new Set<Source>(['hosting', 'dns']),
      records: w.RECORDS,
    });
    expect(world.dns.ok && world.records.ok).toBe(true);
    expect(fakes.log.filter((line) => line.startsWith('aws'))).toEqual([]);
  });
});

describe('Route 53', () => {
  const SOURCES: Source[] = ['identity', 'hosting', 'caller'];
  const AWS = { identity: [w.identity()], caller: [w.CALLER] };
  const delegation = [w.DELEGATION];

  test('the delegated zone is read at the names that matter, each once', async () => {
    const sets = [w.set(w.RECORDS[3] ?? w.RECORDS[0] ?? fail())];
    const fakes = fakePorts({
      aws: {
        ...AWS,
        hostedZones: [[w.zone({ isPrivate: true, id: 'ZP' }), w.zone()]],
        recordSets: [sets],
      },
      dns: { delegation },
    });
    const { hosting } = await look(fakes, SOURCES);
    expect(hosting).toMatchObject({ value: { recordSets: { ok: true, value: sets } } });
    const [zoneId, names] = fakes.argsOf('aws.recordSets')[0] ?? [];
    expect(zoneId).toBe('Z1');
    // Between the records and the zone another zone could begin.
    const between = `_domainkey.${w.DOMAIN}`;
    expect(names).toEqual([...new Set(w.RECORDS.map(({ name }) => name)), between]);
  });

  test('the zone of the delegated parent is looked for, too', async () => {
    const fakes = fakePorts({
      aws: { ...AWS, hostedZones: [[], [w.zone({ name: 'example' })]], recordSets: [[]] },
      dns: { delegation: [{ ...w.DELEGATION, zone: 'example' }] },
    });
    await look(fakes, SOURCES);
    expect(fakes.argsOf('aws.hostedZones')).toEqual([[w.DOMAIN], ['example']]);
  });

  test('a zone that nobody asks is not read', async () => {
    const fakes = fakePorts({
      aws: { ...AWS, hostedZones: [[w.zone({ nameServers: ['ns.elsewhere.example'] })]] },
      dns: { delegation },
    });
    const { hosting } = await look(fakes, SOURCES);
    expect(hosting).toMatchObject({ value: { recordSets: { ok: false, code: 'not-read' } } });
  });

  test('--dns manual asks Route 53 nothing', async () => {
    const fakes = fakePorts({ aws: AWS, dns: { delegation } });
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
    const fakes = fakePorts({ aws: { ...AWS, ...aws }, dns: { delegation } });
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
