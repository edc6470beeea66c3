import { describe, expect, test } from 'vitest';
import { isDmarc, parseDmarc } from '../../../src/core/email-auth/dmarc.ts';

test.each([
  ['v=DMARC1; p=none', true],
  ['v = DMARC1 ; p=none', true],
  ['v=DMARC1', true],
  ['v=DMARC1;', true],
  ['v=dmarc1; p=none', false],
  ['V=DMARC1; p=none', false],
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
    ['v=DMARC1; p=', 'p= is none of'],
    ['v=DMARC1; p=monitor', 'p=monitor is none of'],
    ['v=DMARC1; p=none, sp=none', 'is none of'],
    ['v=DMARC1; p=none; sp=off', 'sp=off is none of'],
    ['v=DMARC1; p=none; p=reject', 'p stands twice'],
    ['v=DMARC1; p=none; hello', '"hello" is no tag'],
    ['v=dmarc1; p=none', 'does not begin with'],
  ])('%s', (text, error) => {
    const record = parseDmarc(text);
    expect(record.policy).toBeNull();
    expect(record.errors).toEqual([expect.stringContaining(error)]);
  });
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
