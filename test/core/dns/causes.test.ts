/** Causes that people met: each is named, with the fix that ends it. */

import { describe, expect, test } from 'vitest';
import type { Delegation, DnsServer, ParentView } from '../../../src/core/dns/types.ts';
import {
  codes,
  DELEGATION,
  type Differences,
  diagnose,
  EXPECTED,
  NS1,
  NS2,
  nxdomain,
  observation,
  R1,
  records,
  SUCCESS,
} from './dns-case.ts';

const all = (said: Differences[string][string]) => ({ '*': said });
const TOK1 = `${EXPECTED[0]?.name} CNAME`;

function one(differences: Differences) {
  const { findings, status } = diagnose(differences);
  const [finding, ...more] = findings;
  expect(more).toEqual([]);
  if (finding === undefined) throw new Error('no finding');
  return { status, ...finding, records: finding.fixes?.flatMap(({ record }) => record ?? []) };
}

describe('a DKIM target that was cut short', () => {
  test.each([
    ['at the end of the name', 'tok1.dkim.amazonses.co'],
    ['after the token', 'tok1'],
    ['at the end of the token', 'tok.dkim.amazonses.com'],
    ['at the start of the token', 'ok1.dkim.amazonses.com'],
    ['in the token, in another case', 'TOK.DKIM.amazonses.com.'],
    ['with the zone of the host behind it', 'tok1.dkim.amazonses.example.com'],
  ])('%s', (_where, target) => {
    expect(one({ [TOK1]: all(records(`CNAME ${target}`)) })).toMatchObject({
      code: 'dns/target-truncated',
      records: [expect.stringContaining('IN CNAME tok1.dkim.amazonses.com.')],
    });
  });

  test.each([
    ['another token', 'abcdefgh.dkim.amazonses.com', 'dns/dkim-other-token'],
    ['the token of a sibling', 'tok2.dkim.amazonses.com', 'dns/dkim-other-token'],
    ['two characters tell nothing', 'to.dkim.amazonses.com', 'dns/dkim-other-token'],
    ['another zone', 'tok1.dkim.eu-west-1.amazonses.com', 'dns/dkim-wrong-zone'],
  ])('%s is another fault', (_what, target, code) => {
    expect(one({ [TOK1]: all(records(`CNAME ${target}`)) }).code).toBe(code);
  });
});

describe('an endpoint of SES that takes no bounces, at the MAIL FROM name', () => {
  test.each([
    'inbound-smtp.eu-west-1.amazonaws.com',
    'Inbound-SMTP.us-east-1.amazonaws.com.',
    'email-smtp.eu-west-1.amazonaws.com',
  ])('%s', (host) => {
    const found = one({ 'mail-from-mx': all(records(`MX 10 ${host}`)) });
    expect(found).toMatchObject({
      code: 'dns/mx-other-endpoint',
      records: ['mail.example.com. 300 IN MX 10 feedback-smtp.eu-west-1.amazonses.com.'],
    });
    expect(found.fixes?.[1]?.command).toBe(
      'ses-migrate verify-domain example.com --mail-from bounce.example.com',
    );
  });

  test('beside the right one there are too many, and a host of that name elsewhere is not SES', () => {
    const both = records(
      'MX 10 inbound-smtp.eu-west-1.amazonaws.com',
      'MX 10 feedback-smtp.eu-west-1.amazonses.com',
    );
    expect(one({ 'mail-from-mx': all(both) }).code).toBe('dns/multiple-mx');
    const other = all(records('MX 10 inbound-smtp.eu-west-1.amazonaws.com.evil.example'));
    expect(one({ 'mail-from-mx': other }).code).toBe('dns/mail-from-in-use');
  });
});

describe('quotation marks and white space inside a value', () => {
  const SPF = 'v=spf1 include:amazonses.com ~all';
  const DMARC = 'v=DMARC1; p=reject; rua=mailto:d@example.com';
  const MARKS: readonly (readonly [before: string, after: string, cause: RegExp])[] = [
    ['"', '"', /quotation marks/],
    ["'", "'", /quotation marks/],
    ['\\"', '\\"', /quotation marks/],
    ['\u201c', '\u201d', /quotation marks/],
    ['\\226\\128\\156', '\\226\\128\\157', /quotation marks/],
    [' ', '', /white space/],
  ];

  test.each(MARKS)('%j before SPF', (before, after, cause) => {
    const found = one({ 'mail-from-spf': all(records(`TXT ${before}${SPF}${after}`)) });
    expect(found).toMatchObject({
      code: 'dns/spf-invalid',
      message: expect.stringMatching(cause),
      records: [`mail.example.com. 300 IN TXT "${SPF}"`],
    });
  });

  test.each(MARKS)(
    '%j before DMARC: the policy and the reports are kept',
    (before, after, cause) => {
      const found = one({ dmarc: all(records(`TXT ${before}${DMARC}${after}`)) });
      expect(found).toMatchObject({
        code: 'dns/dmarc-invalid',
        message: expect.stringMatching(cause),
      });
      expect(found.records?.join()).toMatch(/"v=DMARC1; p=reject; rua=mailto:d@example\.com/);
    },
  );
});

describe('DMARC', () => {
  test('v that is not first: nothing is weakened, nothing is added beside it', () => {
    const text = 'p=reject; v=DMARC1; rua=mailto:d@example.com; adkim=s';
    const found = one({ dmarc: all(records(`TXT ${text}`)) });
    expect(found).toMatchObject({
      code: 'dns/dmarc-invalid',
      message: expect.stringContaining('"v=DMARC1" is not its first tag'),
      records: [
        '_dmarc.example.com. 300 IN TXT "v=DMARC1; p=reject; rua=mailto:d@example.com; adkim=s"',
      ],
    });
    expect(found.fix).toContain('Replace it');
  });

  test('reports without mailto: the record works, and the mended one has it', () => {
    expect(one({ dmarc: all(records('TXT v=DMARC1; p=reject; rua=d@example.com')) })).toMatchObject(
      {
        status: 'done',
        code: 'dns/dmarc-ignored-tag',
        records: [expect.stringContaining('rua=mailto:d@example.com')],
      },
    );
  });

  test.each([
    ['pct=50', /apply the policy reject to all mail/, true],
    ['pct=0', /apply the policy reject to all mail/, true],
    ['pct=100', /ignore that tag\.$/, false],
    ['rf=afrf; ri=86400', /rf=afrf, ri=86400 .*ignore those tags\.$/, false],
  ])('%s is ignored today: a remark, no fault', (tags, says, isPartial) => {
    const found = one({ dmarc: all(records(`TXT v=DMARC1; p=reject; ${tags}`)) });
    expect(found).toMatchObject({ status: 'done', code: 'dns/dmarc-removed-tag' });
    expect(found.message).toMatch(says);
    expect(found.fix).toContain('keep the policy');
    expect(found.fix?.includes('t=y')).toBe(isPartial);
  });

  test('missing on an identity that works is advice; before that it is a record to publish', () => {
    expect(one({ dmarc: all(nxdomain) })).toMatchObject({
      status: 'done',
      code: 'dns/dmarc-missing',
    });
    const ses = { ...SUCCESS, verified: false, dkim: 'PENDING' } as const;
    expect(diagnose({ dmarc: all(nxdomain) }, { ses }).status).toBe('problem');
  });

  test('missing behind a wildcard: the wildcard is named, and is no DMARC record', () => {
    const text = records('TXT google-site-verification=x');
    const found = diagnose(
      { dmarc: all(text) },
      {
        extra: [
          observation('ses-migrate-no-such-name.example.com', 'TXT', text),
          observation('_no-such-name-dmarc.example.com', 'TXT', text),
        ],
      },
    );
    expect(codes(found.findings)).toEqual(['dns/dmarc-missing']);
    expect(found.status).toBe('done');
  });
});

describe('a zone that was moved in one place only', () => {
  const OLD = server('ns1.old.net');
  const NEW = server('ns1.new.net');
  const parent = (own: readonly string[]): ParentView => ({
    ok: true,
    zone: 'com',
    delegated: ['ns1.old.net'],
    own,
    withoutAddress: [],
  });
  const moved = (own = ['ns1.new.net']): Delegation => ({
    ...DELEGATION,
    nameServers: ['ns1.old.net'],
    servers: [OLD, NEW],
    parent: parent(own),
  });
  function server(name: string): DnsServer {
    return { ...NS1, name };
  }
  const seen = (side: string, delegation = moved()) => {
    const differences = Object.fromEntries(
      EXPECTED.map(({ name, type }) => [`${name} ${type}`, { [side]: nxdomain }]),
    );
    return diagnose(differences, { delegation, servers: [OLD, NEW, R1] });
  };

  test.each([
    ['the old one', 'ns1.new.net', 'ns1.old.net'],
    ['the new one', 'ns1.old.net', 'ns1.new.net'],
  ])(
    'records only at %s: they belong at the other, too, and time does not help',
    (_at, lacks, has) => {
      const { findings, status } = seen(lacks);
      const halves = findings.filter(({ code }) => code === 'dns/zone-half-moved');
      expect(status).toBe('problem');
      expect(codes(findings)).toEqual(['dns/ns-differ', 'dns/zone-half-moved']);
      expect(halves).toHaveLength(EXPECTED.length);
      for (const { message, fixes = [] } of halves) {
        expect(message.indexOf(has)).toBeLessThan(message.indexOf(lacks));
        expect(fixes[0]?.say).toContain(`also on ${lacks}`);
        expect(fixes[0]?.record).toContain(' 300 IN ');
      }
    },
  );

  test('a host with several addresses is one host', () => {
    const [first, second] = ['192.0.2.1', '2001:db8::1'].map((address) =>
      server(`ns1.new.net (${address})`),
    );
    if (first === undefined || second === undefined) throw new Error('two servers');
    const lacks = { [first.name]: nxdomain, [second.name]: nxdomain };
    const { findings } = diagnose(
      { [TOK1]: lacks },
      { delegation: moved(), servers: [OLD, first, second, R1] },
    );
    expect(codes(findings)).toEqual(['dns/ns-differ', 'dns/zone-half-moved']);
  });

  test('where the sets share a server, it is a change under way', () => {
    const { findings } = seen('ns1.new.net', moved(['ns1.new.net', 'ns1.old.net']));
    expect(codes(findings)).toEqual(['dns/authoritative-disagree', 'dns/ns-differ']);
  });

  test('records at both hosts: only the name servers differ', () => {
    const { findings, status } = diagnose({}, { delegation: moved(), servers: [OLD, NEW, R1] });
    expect(codes(findings)).toEqual(['dns/ns-differ']);
    expect(status).toBe('done');
  });

  test('one of two servers of the same host that lags is no move', () => {
    const { findings } = diagnose({ [TOK1]: { [NS2.name]: nxdomain } });
    expect(codes(findings)).toEqual(['dns/authoritative-disagree']);
  });
});
