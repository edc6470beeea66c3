import { describe, expect, test } from 'vitest';
import { isAligned } from '../../../src/core/email-auth/alignment.ts';
import {
  appliedDmarc,
  organisationByWalk,
  type TextsAt,
  treeWalk,
} from '../../../src/core/email-auth/dmarc-discovery.ts';

/** TXT values by domain; what is not there has none. */
function zone(texts: Readonly<Record<string, readonly string[]>>): TextsAt {
  return (domain) => ({ ok: true, value: texts[domain] ?? [] });
}

describe('the tree walk (RFC 9989, 4.10)', () => {
  test.each([
    ['acme.example', ['acme.example', 'example']],
    [
      'a.mail.acme.example',
      ['a.mail.acme.example', 'mail.acme.example', 'acme.example', 'example'],
    ],
    ['example', ['example']],
  ])('%s', (domain, names) => {
    expect(treeWalk(domain)).toEqual(names);
  });

  test.each([
    ['eight labels', 'a.b.c.d.e.mail.example.com', 'b.c.d.e.mail.example.com'],
    ['nine', 'x.a.b.c.d.e.mail.example.com', 'b.c.d.e.mail.example.com'],
    ['thirteen', 'a.b.c.d.e.f.g.h.i.j.mail.example.com', 'g.h.i.j.mail.example.com'],
  ])('a name of %s costs eight questions', (_what, domain, second) => {
    const names = treeWalk(domain);
    expect(names).toHaveLength(8);
    expect(names.slice(0, 2)).toEqual([domain, second]);
    expect(names.at(-1)).toBe('com');
  });
});

describe('which record applies', () => {
  const REJECT = ['v=DMARC1; p=reject'];
  const NONE = ['v=DMARC1; p=none'];
  const from = 'a.mail.acme.example';

  test.each([
    ['its own', { [from]: NONE, 'acme.example': REJECT }, [from, 'none']],
    [
      'one between it and the registered domain',
      { 'mail.acme.example': REJECT },
      ['mail.acme.example', 'reject'],
    ],
    [
      'that of the organisation, not one between',
      { 'mail.acme.example': REJECT, 'acme.example': ['v=DMARC1; p=reject; sp=quarantine'] },
      ['acme.example', 'quarantine'],
    ],
    [
      'an organisation of its own below (psd=n)',
      { 'mail.acme.example': ['v=DMARC1; p=reject; psd=n'], 'acme.example': NONE },
      ['mail.acme.example', 'reject'],
    ],
    ['a public suffix', { example: ['v=DMARC1; p=reject; psd=y'] }, ['example', 'reject']],
    [
      'the organisation below a public suffix',
      { example: ['v=DMARC1; p=reject; psd=y'], 'acme.example': NONE },
      ['acme.example', 'none'],
    ],
    [
      'of two at one name neither',
      { [from]: [...NONE, ...REJECT], 'acme.example': REJECT },
      ['acme.example', 'reject'],
    ],
    [
      'not what only looks like one',
      { [from]: ['v=dmarc1; p=none'], 'acme.example': REJECT },
      ['acme.example', 'reject'],
    ],
    ['other texts beside it do not matter', { [from]: [...NONE, 'hello'] }, [from, 'none']],
  ])('%s', (_what, texts, [domain, policy]) => {
    const found = appliedDmarc(from, zone(texts));
    expect(found).toMatchObject({
      ok: true,
      value: { domain, policy, inherited: domain !== from },
    });
  });

  test('np is for a name that does not exist', () => {
    const textsAt = zone({ 'acme.example': ['v=DMARC1; p=none; sp=quarantine; np=reject'] });
    expect(appliedDmarc(from, textsAt, false)).toMatchObject({ value: { policy: 'reject' } });
    expect(appliedDmarc(from, textsAt, true)).toMatchObject({ value: { policy: 'quarantine' } });
  });

  test('none anywhere: nothing applies', () => {
    expect(appliedDmarc(from, zone({}))).toEqual({ ok: true, value: null });
  });

  test('a question without an answer leaves it open, but for a registry above a record', () => {
    const silent = { ok: false, code: 'unreachable', message: 'no answer' } as const;
    const some = zone({ 'mail.acme.example': REJECT });
    const without =
      (name: string): TextsAt =>
      (domain) =>
        domain === name ? silent : some(domain);
    expect(appliedDmarc(from, without('acme.example'))).toEqual(silent);
    expect(appliedDmarc(from, without(from))).toEqual(silent);
    expect(appliedDmarc(from, without('example'))).toMatchObject({ value: { policy: 'reject' } });
  });
});

describe('the organisational domain', () => {
  test.each([
    [
      'the record with the fewest labels',
      { 'mail.acme.example': ['v=DMARC1; p=none'], 'acme.example': ['v=DMARC1; p=none'] },
      'acme.example',
    ],
    [
      'psd=n',
      { 'mail.acme.example': ['v=DMARC1; p=none; psd=n'], 'acme.example': ['v=DMARC1; p=none'] },
      'mail.acme.example',
    ],
    ['one below psd=y', { 'acme.example': ['v=DMARC1; p=none; psd=y'] }, 'mail.acme.example'],
    ['no record: the name itself', {}, 'a.mail.acme.example'],
  ])('%s', (_what, texts, organisation) => {
    expect(organisationByWalk('a.mail.acme.example', zone(texts))).toEqual({
      ok: true,
      value: organisation,
    });
  });
});

test.each([
  ['acme.example', 'acme.example', true, true],
  ['acme.example', 'mail.acme.example', false, true],
  ['acme.example', 'mail.acme.example', true, false],
  ['acme.example', 'other.example', false, false],
])('%s aligns with %s (strict: %s): %s', (from, domain, strict, aligned) => {
  const textsAt = zone({
    'acme.example': ['v=DMARC1; p=none'],
    'other.example': ['v=DMARC1; p=none'],
  });
  const organisationOf = (name: string) => {
    const found = organisationByWalk(name, textsAt);
    return found.ok ? found.value : null;
  };
  expect(isAligned(from, domain, strict, organisationOf)).toBe(aligned);
});
