/** Servers that differ, fail or remember: several real ones, and hand-made ones that lie. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDns } from '../../../src/adapters/dns/client.ts';
import { type DnsDiagnosis, diagnoseDns } from '../../../src/core/dns/diagnose.ts';
import type { DnsServer } from '../../../src/core/dns/types.ts';
import type { HostedZone } from '../../../src/core/records/facts.ts';
import { expectedRecords } from '../../../src/core/records/records.ts';
import { lookUp } from '../../../src/observe/dns/look-up.ts';
import type { Dns } from '../../../src/ports/index.ts';
import {
  reply,
  type Script,
  type Stub,
  soa,
  startStub,
  txt,
} from '../../adapters/dns/stub-server.ts';
import { describeWith } from '../../helpers/daemon.ts';
import { KNOT, type Knot, startKnot } from '../../helpers/knot.ts';

describeWith(KNOT, 'servers that differ, fail or remember', againstServers);

const ZONE = 'faults.test';
const RA = 1 << 7;
const NXDOMAIN = 3;
const SERVFAIL = 2;
const REFUSED = 5;

/** What hand-made servers say; each is also asked by knot's records for all but DMARC, see `asking`. */
const LIES: Readonly<Record<string, Script>> = {
  silent: () => [],
  servfail: (incoming) => [reply(incoming, { rcode: SERVFAIL })],
  refused: (incoming) => [reply(incoming, { flags: RA, rcode: REFUSED })],
  'remembers nothing': (incoming) => [
    reply(incoming, { flags: RA, rcode: NXDOMAIN, authorities: [soa(ZONE, { ttl: 42 })] }),
  ],
  'remembers the old': (incoming) => [
    reply(incoming, {
      flags: RA,
      answers: [txt(incoming.query.questions?.[0]?.name ?? '', 'v=DMARC1; x', 250)],
    }),
  ],
};

function againstServers(): void {
  const knots: Record<string, Knot> = {};
  const stubs: Record<string, Stub> = {};
  beforeAll(async () => {
    knots.primary = await startKnot([ZONE, 'agreed.test']);
    knots.older = await startKnot([ZONE], { folder: 'older' });
    knots.lame = await startKnot(['silent.test']);
    knots.route53 = await startKnot([`missing.${ZONE}`], { folder: 'undelegated' });
    for (const [name, script] of Object.entries(LIES)) stubs[name] = await startStub(script);
  });
  afterAll(() =>
    Promise.all([...Object.values(knots), ...Object.values(stubs)].map((each) => each.stop())),
  );

  const serverOf = (name: string, kind: DnsServer['kind']): DnsServer => {
    const server = (knots[name] ?? stubs[name])?.server;
    if (server === undefined) throw new Error(name);
    return { ...server, name, kind };
  };

  /** Hand-made servers lie about DMARC alone; name servers found by address are on port 53 elsewhere. */
  const asking = (real: Dns): Dns => ({
    ...real,
    async ask(server, question) {
      const lies = server.name in LIES && question.name.startsWith('_dmarc.');
      const hosted = { 'r53.faults.test': 'route53', 'r53-empty.faults.test': 'older' }[
        server.name
      ];
      const at =
        hosted === undefined
          ? server.name in LIES && !lies
            ? serverOf('primary', server.kind)
            : server
          : serverOf(hosted, 'authoritative');
      return { ...(await real.ask(at, question)), server };
    },
  });

  const look = async (
    domain: string,
    nameservers: readonly string[],
    resolvers: readonly string[],
    zones: readonly HostedZone[] = [],
  ): Promise<DnsDiagnosis> => {
    const dns = asking(
      createDns({
        resolvers: resolvers.map((name) => serverOf(name, 'resolver')),
        nameservers: nameservers.map((name) => serverOf(name, 'authoritative')),
        timeoutMs: 400,
      }),
    );
    const delegation = await dns.delegation(domain);
    const records = expectedRecords({
      domain,
      region: 'eu-west-1',
      tokens: ['tok1', 'tok2', 'tok3'],
      signingHostedZone: 'dkim.amazonses.com',
      mailFrom: `mail.${domain}`,
      dmarc: 'v=DMARC1; p=none;',
    });
    const all = { domain, records, delegation };
    const subject = { ...all, identity: null, zones: () => Promise.resolve(zones) };
    const observations = await lookUp(dns, subject);
    const known = { region: 'eu-west-1', ses: null, dnsHost: 'Some Host' };
    return diagnoseDns({ ...all, ...known, observations });
  };

  test.each<[string, string[], string[], string[], DnsDiagnosis['status'], RegExp]>([
    [
      'a secondary is behind',
      ['primary', 'older'],
      ['primary'],
      ['dns/authoritative-disagree'],
      'waiting',
      /is right on primary, but older has none/,
    ],
    [
      'a server does not hold the zone',
      ['primary', 'lame'],
      ['primary'],
      ['dns/lame'],
      'unknown',
      /^lame was given as a name server but has no authority for the zone.*REFUSED/,
    ],
    [
      'a name server is silent',
      ['primary', 'silent'],
      ['primary'],
      ['dns/lookup-failed'],
      'unknown',
      /^silent returned no usable answer.*says nothing about the records/,
    ],
    [
      'a name server fails',
      ['primary', 'servfail'],
      ['primary'],
      ['dns/lookup-failed'],
      'unknown',
      /^servfail returned no usable answer.*SERVFAIL/,
    ],
    [
      'a resolver remembers that the record was missing',
      ['primary'],
      ['primary', 'remembers nothing'],
      ['dns/stale-negative-cache'],
      'waiting',
      /is published; remembers nothing caches its absence, for up to 42 s more/,
    ],
    [
      'a resolver remembers the value from before',
      ['primary'],
      ['primary', 'remembers the old'],
      ['dns/stale-cache'],
      'waiting',
      /remembers the old still returns "v=DMARC1; x", for up to 250 s more/,
    ],
    [
      'a resolver refuses',
      ['primary'],
      ['primary', 'refused'],
      ['dns/resolver-unreachable'],
      'done',
      /The resolver refused could not be (asked|queried).*REFUSED/,
    ],
    [
      'a resolver is silent',
      ['primary'],
      ['primary', 'silent'],
      ['dns/resolver-unreachable'],
      'done',
      /The resolver silent could not be queried/,
    ],
    [
      'a resolver fails, with and without validation: no broken DNSSEC',
      ['primary'],
      ['primary', 'servfail'],
      ['dns/lookup-failed'],
      'done',
      /SERVFAIL/,
    ],
    ['all agree', ['primary'], ['primary'], [], 'done', /^$/],
  ])('%s', async (_what, nameservers, resolvers, codes, status, told) => {
    const diagnosis = await look(`good.${ZONE}`, nameservers, resolvers);
    const found = diagnosis.findings.map((finding) => finding.code);
    expect({ found, status: diagnosis.status }).toEqual({ found: codes, status });
    expect(diagnosis.findings[0]?.message ?? '').toMatch(told);
  });

  test('the seconds until a resolver asks again are reported with its answer', async () => {
    const { records } = await look(`good.${ZONE}`, ['primary'], ['primary', 'remembers nothing']);
    const views = records.find(({ purpose }) => purpose === 'dmarc')?.views ?? [];
    expect(views).toMatchObject([
      { server: 'primary', kind: 'authoritative', ttl: 300, aa: true, etaSeconds: null },
      { server: 'primary', kind: 'resolver', etaSeconds: null },
      { server: 'remembers nothing', rcode: 'NXDOMAIN', ttl: 42, aa: false, etaSeconds: 42 },
    ]);
  });

  describe('a Route 53 zone that nobody asks', () => {
    const zone = (host: string): HostedZone => ({
      api: 'route53' as const,
      id: 'Z1',
      name: `missing.${ZONE}`,
      isPrivate: false,
      nameServers: [`${host}.${ZONE}`],
    });

    test('holds the record: both panels are named', async () => {
      const { findings } = await look(`missing.${ZONE}`, ['primary'], ['primary'], [zone('r53')]);
      expect(findings).toMatchObject([
        {
          code: 'dns/not-delegated-zone',
          message: expect.stringMatching(/\(Z1\).*is delegated to Some Host \(ns1\.faults\.test\)/),
          fix: expect.stringMatching(
            /^Add this record in the panel of Some Host .*: tok1\._domainkey.*\nOr .*: r53\.faults\.test\.$/,
          ),
        },
      ]);
    });

    test('does not hold it either: it is missing', async () => {
      const zones = [zone('r53-empty')];
      const { findings } = await look(`missing.${ZONE}`, ['primary'], ['primary'], zones);
      expect(findings.map(({ code }) => code)).toEqual(['dns/missing']);
    });
  });
}
