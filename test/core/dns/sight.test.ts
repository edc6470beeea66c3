import { describe, expect, test } from 'vitest';
import { isPrivateAddress } from '../../../src/core/dns/private-address.ts';
import type { Delegation, DnsServer } from '../../../src/core/dns/types.ts';
import {
  codes,
  DELEGATION,
  type Differences,
  diagnose,
  EXPECTED,
  failed,
  nodata,
  nxdomain,
  type Said,
  SUCCESS,
} from './dns-case.ts';

const [NS1, NS2] = ['ns1.host.net', 'ns2.host.net'];
const UNASKED = { ok: false, denied: false, message: 'no answer from the root' } as const;
const closed: Delegation = { ...DELEGATION, parent: UNASKED };
const PENDING = { ...SUCCESS, verified: false, dkim: 'PENDING', mailFrom: 'PENDING' } as const;

/** The same for every record. */
function everywhere(said: Readonly<Record<string, Said>>): Differences {
  return Object.fromEntries(EXPECTED.map(({ name, type }) => [`${name} ${type}`, said]));
}
const unreached = { [NS1]: failed('timeout'), [NS2]: failed('unreachable') };

describe('no authoritative server can be reached', () => {
  test('resolvers and SES decide: done, and who decided is reported once', () => {
    const { status, findings, sight } = diagnose(everywhere(unreached), { delegation: closed });
    expect({ status, sight }).toEqual({ status: 'done', sight: 'resolvers' });
    expect(codes(findings)).toEqual(['dns/servers-out-of-reach']);
    expect(findings[0]?.message).toContain('1.1.1.1, 8.8.8.8 and SES decide');
    expect(JSON.stringify(findings)).toContain('--doh https://dns.google/dns-query');
  });

  test('without SES the resolvers of one network are no proof', () => {
    expect(diagnose(everywhere(unreached), { delegation: closed, ses: null }).status).toBe(
      'unknown',
    );
  });

  test('what no resolver has, and SES has not seen, is missing', () => {
    const absent = { ...unreached, '*': nodata };
    const { status, findings } = diagnose(
      { dmarc: { ...absent, ...unreached }, ...everywhere(absent) },
      { delegation: closed, ses: PENDING },
    );
    expect(status).toBe('problem');
    expect(codes(findings)).toContain('dns/missing');
    expect(JSON.stringify(findings)).not.toContain('authoritative name servers return');
  });

  test('what SES has verified is not missing because resolvers of this network say so', () => {
    const absent = { ...unreached, '*': nxdomain };
    const { status, findings } = diagnose(everywhere(absent), { delegation: closed });
    expect(status).toBe('unknown');
    expect(codes(findings)).toContain('dns/inner-view');
    expect(codes(findings)).not.toContain('dns/missing');
  });

  test('one server that answers one question is enough for them to decide', () => {
    const differences = { ...everywhere(unreached), dmarc: { [NS1]: nxdomain, [NS2]: nxdomain } };
    const { sight } = diagnose({ ...differences, '_dmarc.example.com TXT': { '*': nxdomain } });
    expect(sight).toBe('servers');
  });

  test('no resolver answers either: nothing is known', () => {
    const silent = everywhere({ '*': failed('timeout') });
    const { status, findings } = diagnose(silent, { delegation: closed });
    expect(status).toBe('unknown');
    expect(findings[0]?.message).toContain('No resolver answered either');
  });
});

describe('a zone of this network', () => {
  const dc1: DnsServer = {
    ...{ name: 'dc1.example.com', address: '10.0.0.5', port: 53, kind: 'authoritative' },
  };
  const office = { ...closed, nameServers: ['dc1.example.com'], servers: [dc1] };

  test.each([
    ['while SES still looks', PENDING],
    ['although SES has seen them', SUCCESS],
  ])('with private addresses is no answer of the Internet, %s', (_, ses) => {
    const { status, propagated, findings } = diagnose(everywhere({ '*': nxdomain }), {
      ...{ delegation: office, ses },
    });
    expect({ status, propagated }).toEqual({ status: 'unknown', propagated: false });
    expect(codes(findings).filter((code) => code.startsWith('dns/'))).toEqual(['dns/inner-view']);
  });

  test('is believed where it has all records, as little as where it has none', () => {
    const { status, propagated } = diagnose({}, { delegation: office });
    expect({ status, propagated }).toEqual({ status: 'unknown', propagated: false });
  });

  test('the registry that names private addresses is believed', () => {
    const parent = { ok: true, zone: 'com', delegated: [], own: null, withoutAddress: [] } as const;
    const { status } = diagnose({}, { delegation: { ...office, parent } });
    expect(status).toBe('done');
  });
});

describe('a resolver with a zone of its own', () => {
  const soa = { zone: 'example.com', primary: 'dc1.example.com', serial: 88, negativeTtl: 3600 };
  const says =
    (aa: boolean, primary: string): Said =>
    ({ server }) => ({
      ...{ kind: 'nxdomain', server, ms: 1, aa, rcode: 'NXDOMAIN', soa: { ...soa, primary } },
    });
  const one = (said: Said) => diagnose(everywhere({ '8.8.8.8': said }));

  test('does not remember: the others decide, and no waiting helps', () => {
    const { status, findings } = one(says(true, 'dc1.example.com'));
    expect(status).toBe('done');
    expect(codes(findings)).toEqual(['dns/resolver-inner-view']);
  });

  test.each([
    ['a cache, which has no authority', says(false, 'dc1.example.com')],
    ['a server of the zone itself that lags', says(true, 'ns1.host.net')],
  ])('is not %s', (_, said) => {
    const { status, findings } = one(said);
    expect(status).toBe('waiting');
    expect(codes(findings)).toEqual(['dns/stale-negative-cache']);
  });
});

test.each([
  ['10.1.2.3', true],
  ['172.15.0.1', false],
  ['172.16.0.1', true],
  ['172.31.255.1', true],
  ['172.32.0.1', false],
  ['192.168.7.7', true],
  ['192.169.0.1', false],
  ['100.64.0.1', true],
  ['100.128.0.1', false],
  ['169.254.1.1', true],
  ['127.0.0.1', false],
  ['8.8.8.8', false],
  ['fd00::1', true],
  ['fe80::1', true],
  ['2001:db8::1', false],
])('%s is private: %s', (address, expected) => {
  expect(isPrivateAddress(address)).toBe(expected);
});
