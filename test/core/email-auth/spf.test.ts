import { describe, expect, test } from 'vitest';
import { includesHost, isSpf, parseSpf } from '../../../src/core/email-auth/spf.ts';

test.each([
  ['v=spf1', true],
  ['v=spf1 -all', true],
  ['V=SPF1 -all', true],
  ['v=spf10 -all', false],
  ['v=spf1\t-all', false],
  [' v=spf1 -all', false],
  ['"v=spf1 -all"', false],
  ['spf1 -all', false],
])('"%s" is an SPF record: %s', (text, is) => {
  expect(isSpf(text)).toBe(is);
  expect(parseSpf(text).errors.length === 0).toBe(is);
});

test('terms come with qualifier, name and value', () => {
  expect(
    parseSpf('v=spf1 A/24//64 ~MX:mail.example.com -all redirect=_spf.example.com x-y=%{i}'),
  ).toEqual({
    errors: [],
    terms: [
      { kind: 'mechanism', qualifier: '+', name: 'a', value: '/24//64' },
      { kind: 'mechanism', qualifier: '~', name: 'mx', value: 'mail.example.com' },
      { kind: 'mechanism', qualifier: '-', name: 'all', value: null },
      { kind: 'modifier', name: 'redirect', value: '_spf.example.com' },
      { kind: 'modifier', name: 'x-y', value: '%{i}' },
    ],
  });
});

describe('valid terms', () => {
  test.each([
    'ip4:192.0.2.1',
    'ip4:192.0.2.0/24',
    'ip4:0.0.0.0/0',
    'ip6:2001:db8::/32',
    'ip6:::ffff:192.0.2.1',
    'a',
    'a//64',
    'a:example.com/24',
    'ptr',
    'ptr:example.com',
    'mx/24',
    'include:_spf.example.com',
    'include:example.com.',
    'exists:%{ir}.%{v}._spf.%{d2}',
    'exists:%{l1r-}.example.com',
    'include:example.xn--p1ai',
    'exp=explain._spf.%{d}',
    'unknown=anything:at/all',
    'unknown=',
    '?all',
  ])('%s', (term) => {
    expect(parseSpf(`v=spf1  ${term} `).errors).toEqual([]);
  });
});

describe('errors', () => {
  test.each([
    'ip4:192.0.2',
    'ip4:192.0.2.256',
    'ip4:192.0.2.01',
    'ip4:192.0.2.0/33',
    'ip4:192.0.2.0/024',
    'ip4',
    'ip6:192.0.2.1',
    'ip6:2001:db8::/129',
    'ip6:::g',
    'all:example.com',
    'all/24',
    'include',
    'include:',
    'include:localhost',
    'include:192.0.2.1',
    'include:example.com/24',
    'include:exa%mple.com',
    'exists:%{x}.example.com',
    'a:/24',
    'a/33',
    'redirect=',
    'redirect=localhost',
    '+redirect=example.com',
    'includes:amazonses.com',
    '--all',
    'ip4:192.0.2.1,',
    'înclude:example.com',
  ])('%s', (term) => {
    const { errors } = parseSpf(`v=spf1 ${term} -all`);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(term);
  });

  test('redirect and exp stand once', () => {
    expect(parseSpf('v=spf1 redirect=a.example.com redirect=b.example.com').errors).toHaveLength(1);
    expect(parseSpf('v=spf1 redirect=a.example.com exp=b.example.com').errors).toEqual([]);
  });

  test('ten look-ups are allowed, eleven are not; ip4 costs none', () => {
    const record = (n: number) => `v=spf1 ip4:192.0.2.1 ${'include:a.example.com '.repeat(n)}-all`;
    expect(parseSpf(record(10)).errors).toEqual([]);
    expect(parseSpf(record(11)).errors[0]).toContain('11 DNS look-ups');
  });
});

test.each([
  ['v=spf1 include:amazonses.com ~all', true],
  ['v=spf1 INCLUDE:AmazonSES.com. ~all', true],
  ['v=spf1 +include:amazonses.com', true],
  ['v=spf1 redirect=amazonses.com', true],
  ['v=spf1 redirect=amazonses.com -all', false],
  ['v=spf1 -all include:amazonses.com', false],
  ['v=spf1 ~include:amazonses.com -all', false],
  ['v=spf1 include:x.amazonses.com -all', false],
  ['v=spf1 a:amazonses.com -all', false],
  ['v=spf1 exp=amazonses.com -all', false],
])('%s lets the host pass: %s', (text, passes) => {
  expect(includesHost(parseSpf(text), 'amazonses.com')).toBe(passes);
});
