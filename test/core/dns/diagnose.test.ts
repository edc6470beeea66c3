import { describe, expect, test } from 'vitest';
import { diagnoseDns } from '../../../src/core/dns/diagnose.ts';
import {
  codes,
  diagnose,
  EXPECTED,
  failed,
  NS1,
  NS2,
  NS3,
  nxdomain,
  R1,
  records,
  SUCCESS,
} from './dns-case.ts';

const DMARC = '_dmarc.example.com TXT';

describe('status', () => {
  test('everything right is done, with nothing to say', () => {
    expect(diagnose()).toMatchObject({
      status: 'done',
      propagated: true,
      etaSeconds: null,
      findings: [],
    });
  });

  test('without SES, DNS alone decides', () => {
    expect(diagnose({}, { ses: null })).toMatchObject({ status: 'done', findings: [] });
    expect(diagnose({ dmarc: { '*': nxdomain } }, { ses: null }).status).toBe('problem');
  });

  test('a record missing on one authoritative server of two is spreading: only time is needed', () => {
    const diagnosis = diagnose({ dmarc: { 'ns2.host.net': nxdomain } });
    expect(diagnosis).toMatchObject({ status: 'waiting', propagated: false });
    expect(diagnosis.records.at(-1)?.status).toBe('propagating');
  });

  test('spreading, with a server that cannot be asked, is unknown: nothing is known to be wrong', () => {
    const missing = { 'ns2.host.net': nxdomain, 'ns3.host.net': failed('timeout') };
    const {
      status,
      records: views,
      findings,
    } = diagnose({ dmarc: missing }, { servers: [NS1, NS2, NS3, R1] });
    expect(status).toBe('unknown');
    expect(views.at(-1)?.status).toBe('unknown');
    expect(codes(findings)).toEqual(['dns/authoritative-disagree', 'dns/lookup-failed']);
  });

  test('wrong on one and missing on the other is wrong', () => {
    const diagnosis = diagnose({
      dmarc: { 'ns1.host.net': nxdomain, 'ns2.host.net': records('TXT v=DMARC1; x') },
    });
    expect(diagnosis.records.at(-1)?.status).toBe('wrong');
  });

  test.each([
    'timeout',
    'servfail',
    'refused',
    'lame',
    'unreachable',
    'malformed',
    'other',
  ] as const)('an authoritative server with %s makes it unknown, never missing', (failure) => {
    const diagnosis = diagnose({ dmarc: { 'ns2.host.net': failed(failure) } });
    expect(diagnosis).toMatchObject({ status: 'unknown', propagated: false });
    expect(diagnosis.records.at(-1)?.status).toBe('unknown');
  });

  test('what is known to be wrong outweighs what is unknown', () => {
    const diagnosis = diagnose({
      dmarc: { '*': failed('timeout') },
      'mail-from-mx': { '*': nxdomain },
    });
    expect(diagnosis.status).toBe('problem');
  });

  test('no authoritative server asked, or no observation at all, is unknown', () => {
    expect(diagnose({}, { servers: [R1] })).toMatchObject({ status: 'unknown', propagated: false });
    const nothing = diagnoseDns({
      domain: 'example.com',
      region: null,
      records: EXPECTED,
      observations: [],
      ses: null,
      delegation: null,
    });
    expect(nothing.status).toBe('unknown');
  });

  test('a lagging cache is waiting, for as long as the slowest TTL', () => {
    const diagnosis = diagnose({
      dmarc: { '1.1.1.1': nxdomain },
      'mail-from-mx': { '8.8.8.8': records('MX 10 old.example.com') },
    });
    expect(diagnosis).toMatchObject({ status: 'waiting', propagated: false, etaSeconds: 120 });
    expect(diagnosis.records.at(-1)).toMatchObject({ status: 'propagating', etaSeconds: 60 });
  });

  test('one silent resolver of two does not spoil what is right', () => {
    const silent = { '8.8.8.8': failed('timeout') };
    const diagnosis = diagnose({
      dkim: silent,
      'mail-from-mx': silent,
      'mail-from-spf': silent,
      dmarc: silent,
    });
    expect(diagnosis).toMatchObject({ status: 'done', propagated: true });
    expect(diagnosis.findings).toMatchObject([
      { code: 'dns/resolver-unreachable', subject: '8.8.8.8' },
    ]);
  });

  test('all resolvers silent is unknown; none configured is not', () => {
    const silent = { '1.1.1.1': failed('timeout'), '8.8.8.8': failed('unreachable') };
    expect(diagnose({ dmarc: silent }).status).toBe('unknown');
    expect(diagnose({}, { servers: [NS1, NS2] })).toMatchObject({
      status: 'done',
      propagated: true,
    });
  });

  test.each([
    ['PENDING', 'SUCCESS', 'waiting'],
    ['SUCCESS', 'PENDING', 'waiting'],
    ['TEMPORARY_FAILURE', 'SUCCESS', 'waiting'],
    ['NOT_STARTED', 'SUCCESS', 'waiting'],
    ['FAILED', 'SUCCESS', 'problem'],
    ['SUCCESS', 'FAILED', 'problem'],
    ['SUCCESS', null, 'problem'],
  ])('DNS right, SES says DKIM %s and MAIL FROM %s: %s', (dkim, mailFrom, status) => {
    expect(diagnose({}, { ses: { ...SUCCESS, dkim, mailFrom } })).toMatchObject({
      status,
      propagated: true,
    });
  });

  test('SES pending does not hide that it cannot be known', () => {
    const ses = { ...SUCCESS, dkim: 'PENDING' };
    expect(diagnose({ dmarc: { 'ns1.host.net': failed('timeout') } }, { ses }).status).toBe(
      'unknown',
    );
  });
});

describe('the matrix', () => {
  test('has the shape that scripts were promised', () => {
    const row = diagnose({ 'mail-from-mx': { '1.1.1.1': nxdomain } }).records.find(
      (record) => record.type === 'MX',
    );
    expect(row).toEqual({
      name: 'mail.example.com',
      type: 'MX',
      purpose: 'mail-from-mx',
      expected: '10 feedback-smtp.eu-west-1.amazonses.com',
      required: true,
      status: 'propagating',
      etaSeconds: 60,
      views: [
        {
          server: 'ns1.host.net',
          kind: 'authoritative',
          status: 'match',
          asked: true,
          values: ['10 feedback-smtp.eu-west-1.amazonses.com'],
          ttl: 120,
          rcode: 'NOERROR',
          aa: true,
          ms: 3,
          etaSeconds: null,
        },
        expect.objectContaining({ server: 'ns2.host.net', status: 'match' }),
        {
          server: '1.1.1.1',
          kind: 'resolver',
          status: 'missing',
          asked: true,
          values: [],
          ttl: 60,
          rcode: 'NXDOMAIN',
          aa: true,
          ms: 3,
          etaSeconds: 60,
        },
        expect.objectContaining({ server: '8.8.8.8', status: 'match' }),
      ],
    });
  });

  test('escapes what DNS says, in values and in findings', () => {
    const { records: rows, findings } = diagnose({
      dmarc: { '*': records('TXT v=DMARC1; p=\u001b[2Jnone') },
    });
    expect(rows.at(-1)?.views[0]?.values).toEqual(['v=DMARC1; p=\\u{1b}[2Jnone']);
    expect(JSON.stringify(findings)).not.toMatch(/\\u001b/);
    expect(findings[0]?.found).toContain('\\u{1b}');
  });
});

describe('a CNAME where TXT or MX should be', () => {
  const hosted = records('CNAME example.com.dmarc.host.net');
  const through = records('CNAME example.com.dmarc.host.net', 'TXT v=DMARC1; p=reject');

  test('hosted DMARC is right when the resolvers find it at the end', () => {
    const at = {
      'ns1.host.net': hosted,
      'ns2.host.net': hosted,
      '1.1.1.1': through,
      '8.8.8.8': through,
    };
    expect(diagnose({ [DMARC]: at })).toMatchObject({ status: 'done', findings: [] });
  });

  test('is wrong when they find nothing there, unknown when none was heard', () => {
    const wrong = diagnose({ [DMARC]: { '*': hosted } });
    expect(wrong.status).toBe('problem');
    expect(codes(wrong.findings)).toEqual(['dns/wrong-value']);
    const deaf = { 'ns1.host.net': hosted, 'ns2.host.net': hosted, '*': failed('timeout') };
    expect(diagnose({ [DMARC]: deaf }).status).toBe('unknown');
  });
});
