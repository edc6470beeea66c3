import { describe, expect, test } from 'vitest';
import { acceptedSpf } from '../../../src/core/dns/accepted-spf.ts';
import { statusOf } from '../../../src/core/dns/matrix.ts';
import type { DnsObservation } from '../../../src/core/dns/types.ts';
import { diagnose, expected, observation, records, type Said } from './dns-case.ts';

const all = (said: Said) => ({ '*': said });

const SPF = expected('mail-from-spf');
const SES = 'v=spf1 include:amazonses.com -all';

/** The TXT values of the MAIL FROM name, and of other names. */
function seen(
  own: readonly string[],
  others: Readonly<Record<string, string>> = {},
): DnsObservation[] {
  const txt = (name: string, texts: readonly string[]) =>
    observation(name, 'TXT', records(...texts.map((text) => `TXT ${text}`)));
  return [txt(SPF.name, own), ...Object.entries(others).map(([name, text]) => txt(name, [text]))];
}

describe('may SES send with the MAIL FROM name', () => {
  test.each<[boolean, readonly string[], Record<string, string>]>([
    [true, ['v=spf1 include:amazonses.com ~all'], {}],
    [true, ['v=spf1 include:_spf.acme.example -all'], { '_spf.acme.example': SES }],
    [true, ['v=spf1 redirect=_spf.acme.example'], { '_spf.acme.example': SES }],
    [
      true,
      ['v=spf1 include:a.acme.example -all'],
      { 'a.acme.example': 'v=spf1 redirect=b.acme.example', 'b.acme.example': SES },
    ],
    [true, ['v=spf1 include:AmazonSES.com. -all'], {}],
    [true, ['v=spf1 include:amazonses.com ~all', 'v=spf10 include:old.example -all'], {}],
    [
      true,
      ['v=spf1 include:_spf.acme.example include:broken.acme.example -all'],
      { '_spf.acme.example': SES, 'broken.acme.example': 'v=spf1 foo -all' },
    ],
    [false, ['v=spf1 include:amazonses.com foo ~all'], {}],
    [false, ['v=spf1 -all include:amazonses.com'], {}],
    [false, ['v=spf1 ?include:amazonses.com -all'], {}],
    [false, ['v=spf1 ?include:_spf.acme.example -all'], { '_spf.acme.example': SES }],
    [
      false,
      ['v=spf1 include:_spf.acme.example -all'],
      { '_spf.acme.example': 'v=spf1 ~include:amazonses.com -all' },
    ],
    [false, ['v=spf1 redirect=_spf.acme.example -all'], { '_spf.acme.example': SES }],
    [
      false,
      ['v=spf1 include:ring.acme.example -all'],
      { 'ring.acme.example': 'v=spf1 include:ring.acme.example -all' },
    ],
    [
      false,
      ['v=spf1 include:broken.acme.example include:_spf.acme.example -all'],
      { '_spf.acme.example': SES, 'broken.acme.example': 'v=spf1 foo -all' },
    ],
    [
      false,
      ['v=spf1 include:_spf.acme.example -all'],
      { '_spf.acme.example': 'v=spf1 include:amazonses.com foo -all' },
    ],
    [false, [SES, SES], {}],
    [false, [`"${SES}"`], {}],
  ])('%s: %j %j', (may, own, others) => {
    const observations = seen(own, others);
    expect(statusOf(acceptedSpf(SPF, observations), observations)).toBe(may ? 'match' : 'wrong');
  });
});

describe('an error that SES meets is a problem although its include is there', () => {
  test.each([
    [
      'a loop',
      'v=spf1 include:ring.acme.example include:amazonses.com -all',
      'v=spf1 include:ring.acme.example -all',
      'includes itself',
    ],
    [
      'a syntax error inside',
      'v=spf1 include:ring.acme.example include:amazonses.com -all',
      'v=spf1 ip4:1.2.3 -all',
      'ip4',
    ],
  ])('%s', (_what, own, inside, words) => {
    const extra = [observation('ring.acme.example', 'TXT', records(`TXT ${inside}`))];
    const { status, findings } = diagnose(
      { 'mail-from-spf': all(records(`TXT ${own}`)) },
      { extra },
    );
    expect(status).toBe('problem');
    expect(findings.find(({ code }) => code === 'dns/spf-invalid')?.message).toContain(words);
  });

  test('an mx with eleven hosts', () => {
    const hosts = Array.from({ length: 11 }, (_, index) => `MX 10 mx${index}.example.net`);
    const extra = [observation('many.example.net', 'MX', records(...hosts))];
    const own = 'v=spf1 mx:many.example.net include:amazonses.com -all';
    const { findings } = diagnose({ 'mail-from-spf': all(records(`TXT ${own}`)) }, { extra });
    expect(findings.map(({ message }) => message).join()).toContain('has 11 hosts, 10 are allowed');
  });

  test('ptr is reported, with the record without it', () => {
    const own = 'v=spf1 ptr include:amazonses.com ptr:acme.example ~all';
    const { findings } = diagnose({ 'mail-from-spf': all(records(`TXT ${own}`)) });
    expect(findings).toMatchObject([{ code: 'dns/spf-ptr' }]);
    expect(findings[0]?.fix).toContain('"v=spf1 include:amazonses.com ~all"');
  });
});

test.each([
  [`"${SES}"`, 'quotation marks'],
  [` ${SES}`, 'white space'],
])('%s: the cause is named', (text, words) => {
  const { findings } = diagnose({ 'mail-from-spf': all(records(`TXT ${text}`)) });
  expect(findings[0]?.message).toContain(words);
});
