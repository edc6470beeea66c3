import { describe, expect, test } from 'vitest';
import {
  isDmarc,
  isMeantAsDmarc,
  parseDmarc,
  policyFor,
} from '../../../src/core/email-auth/dmarc.ts';

test.each([
  ['v=DMARC1; p=none', true],
  ['v = DMARC1 ; p=none', true],
  ['v=DMARC1', true],
  ['v=DMARC1;', true],
  ['v=dmarc1; p=none', false],
  ['V=DMARC1; p=none', true],
  ['v=DMARC1\t; p=none', true],
  ['v=Dmarc1; p=none', false],
  ['v=DMARC10; p=none', false],
  ['v=DMARC1 p=none', false],
  ['p=none; v=DMARC1', false],
  [' v=DMARC1; p=none', false],
])('"%s" is a DMARC record: %s', (text, is) => {
  expect(isDmarc(text)).toBe(is);
});

test('tags come by name, the policy in lower case', () => {
  const record = parseDmarc(
    'v=DMARC1;P=Reject; sp=none ;rua=mailto:a@example.com,mailto:b@example.com!10m; x=1;',
  );
  expect(record).toMatchObject({ policy: 'reject', errors: [], ignored: [] });
  expect([...record.tags]).toEqual([
    ['v', 'DMARC1'],
    ['p', 'Reject'],
    ['sp', 'none'],
    ['rua', 'mailto:a@example.com,mailto:b@example.com!10m'],
    ['x', '1'],
  ]);
});

describe('a record that receivers do not use', () => {
  test.each([
    ['v=DMARC1', 'p (the policy) is missing'],
    ['v=DMARC1; p=', 'p= is not one of'],
    ['v=DMARC1; p=monitor', 'p=monitor is not one of'],
    ['v=DMARC1; p=none, sp=none', 'is not one of'],
    ['v=DMARC1; p=none; sp=off', 'sp=off is not one of'],
    ['v=DMARC1; p=none; np=off', 'np=off is not one of'],
    ['v=DMARC1; p=none; p=reject', 'p appears twice'],
    ['v=dmarc1; p=none', 'upper case'],
    ['v=DMARC1 p=reject', 'a semicolon is missing'],
    ['"v=DMARC1; p=reject"', 'quotation marks'],
    [' v=DMARC1; p=reject', 'white space'],
    ['p=reject; v=DMARC1', 'not its first tag'],
    ['DMARC1; p=reject', 'does not start with'],
  ])('%s', (text, error) => {
    const record = parseDmarc(text);
    expect(record.policy).toBeNull();
    expect(record.errors).toEqual([expect.stringContaining(error)]);
    expect(isMeantAsDmarc(text)).toBe(true);
  });
});

test.each([
  'some other text',
  'google-site-verification=dmarc',
  'v=spf1 -all',
  'dmarcian',
  'p=1',
  '',
])('"%s" is not meant as DMARC', (text) => expect(isMeantAsDmarc(text)).toBe(false));

describe('syntax errors behind the sound tags are discarded', () => {
  test.each([
    ['v=DMARC1; p=reject; foo', 'reject', ['foo']],
    ['v=DMARC1; p=reject; pct=100; =1', 'reject', ['=1']],
    ['v=DMARC1; p=reject; rua=', 'reject', ['rua=']],
    ['v=DMARC1; p=reject; aspf=r; aspf=s', 'reject', ['aspf=s']],
    ['v=DMARC1; p=reject; ruf=mailto:a@ä.example', 'reject', ['ruf=mailto:a@ä.example']],
    ['v=DMARC1; p=reject; p=REJECT', 'reject', ['p=REJECT']],
  ])('%s', (text, policy, ignored) => {
    expect(parseDmarc(text)).toMatchObject({ policy, errors: [], ignored, weakened: null });
  });
});

describe('a policy at fault counts as none where reports are asked for (RFC 9989, 4.10.1)', () => {
  test.each([
    'v=DMARC1; rua=mailto:d@acme.example',
    'v=DMARC1; p=strict; rua=mailto:d@acme.example',
    'v=DMARC1; p=reject; sp=off; rua=mailto:d@acme.example',
  ])('%s', (text) => {
    expect(parseDmarc(text)).toMatchObject({ policy: 'none', errors: [] });
    expect(parseDmarc(text).weakened).toContain('receivers apply "none"');
    expect(policyFor(text, 'existing-subdomain')).toBe('none');
  });
});

test.each([
  ['v=DMARC1; p=reject', 'reject', 'reject', 'reject'],
  ['v=DMARC1; p=reject; sp=Quarantine', 'reject', 'quarantine', 'quarantine'],
  ['v=DMARC1; p=none; np=reject', 'none', 'none', 'reject'],
  ['v=DMARC1; p=none; sp=quarantine; np=reject', 'none', 'quarantine', 'reject'],
])('%s: itself, below it, for names that do not exist', (text, itself, below, absent) => {
  expect(policyFor(text, 'itself')).toBe(itself);
  expect(policyFor(text, 'existing-subdomain')).toBe(below);
  expect(policyFor(text, 'missing-subdomain')).toBe(absent);
});

describe('a tag that receivers replace by its default', () => {
  test.each([
    'rua=dmarc@example.com',
    'ruf=a@example.com',
    'adkim=relaxed',
    'aspf=x',
    'fo=2',
    'ri=daily',
    'pct=101',
    'pct=-1',
    't=yes',
    'psd=x',
  ])('%s', (tag) => {
    expect(parseDmarc(`v=DMARC1; p=none; ${tag}`)).toMatchObject({
      policy: 'none',
      errors: [],
      ignored: [tag],
    });
  });

  test.each([
    'fo=0:1:d:s',
    'adkim=s',
    't=y',
    'psd=n',
    'np=reject',
    'aspf=R',
    'ri=86400',
    'pct=0',
    'rf=afrf',
    'ruf=mailto:a@example.com',
    'rua=https://x.example/r',
  ])('but not %s', (tag) => {
    expect(parseDmarc(`v=DMARC1; p=none; ${tag}`).ignored).toEqual([]);
  });
});
