import { describe, expect, test } from 'vitest';
import { judgeAnswer } from '../../../src/core/dns/match.ts';
import type { ExpectedRecord } from '../../../src/core/model/types.ts';
import { expected, failed, NS1, nodata, nxdomain, records, type Said } from './dns-case.ts';

function judge(purpose: ExpectedRecord['purpose'], said: Said) {
  const { name, type, ...rest } = expected(purpose);
  return judgeAnswer({ name, type, ...rest }, said({ name, type, server: NS1 }));
}

const PURPOSES = ['dkim', 'mail-from-mx', 'mail-from-spf', 'dmarc'] as const;

test.each(PURPOSES)('%s: an error is unknown, an absence is missing', (purpose) => {
  for (const failure of [
    'timeout',
    'servfail',
    'refused',
    'lame',
    'unreachable',
    'malformed',
    'other',
  ] as const) {
    expect(judge(purpose, failed(failure)).status).toBe('unknown');
  }
  expect(judge(purpose, nodata)).toMatchObject({ status: 'missing', ttl: 60, rcode: 'NOERROR' });
  expect(judge(purpose, nxdomain)).toMatchObject({ status: 'missing', ttl: 60, rcode: 'NXDOMAIN' });
});

describe.each<[ExpectedRecord['purpose'], [string, string[], string][]]>([
  [
    'dkim',
    [
      ['the target', ['CNAME tok1.dkim.amazonses.com'], 'match'],
      ['in other case with a dot', ['CNAME TOK1.dkim.AmazonSES.com.'], 'match'],
      ['another token', ['CNAME tok2.dkim.amazonses.com'], 'wrong'],
      ['another zone', ['CNAME tok1.dkim.eu-south-1.amazonses.com'], 'wrong'],
      ['a longer name that begins so', ['CNAME tok1.dkim.amazonses.com.example.com'], 'wrong'],
    ],
  ],
  [
    'mail-from-mx',
    [
      ['the host', ['MX 10 feedback-smtp.eu-west-1.amazonses.com'], 'match'],
      [
        'with another preference, in other case',
        ['MX 0 Feedback-SMTP.eu-west-1.amazonses.com.'],
        'match',
      ],
      ['another Region', ['MX 10 feedback-smtp.us-east-1.amazonses.com'], 'wrong'],
      [
        'a second MX',
        ['MX 10 feedback-smtp.eu-west-1.amazonses.com', 'MX 20 mx.example.com'],
        'wrong',
      ],
      ['the null MX', ['MX 0 .'], 'wrong'],
      ['a CNAME with nothing at its end', ['CNAME elsewhere.example.net'], 'wrong'],
      [
        'a CNAME with the right host at its end',
        ['CNAME e.example.net', 'MX 10 feedback-smtp.eu-west-1.amazonses.com'],
        'match',
      ],
    ],
  ],
  [
    'mail-from-spf',
    [
      ['the record', ['TXT v=spf1 include:amazonses.com ~all'], 'match'],
      [
        'beside other TXT',
        ['TXT google-site-verification=x', 'TXT v=spf1 include:amazonses.com -all'],
        'match',
      ],
      ['more senders', ['TXT v=spf1 ip4:192.0.2.1 include:amazonses.com ?all'], 'match'],
      ['only other TXT', ['TXT google-site-verification=x'], 'missing'],
      ['two SPF records', ['TXT v=spf1 include:amazonses.com ~all', 'TXT v=spf1 -all'], 'wrong'],
      ['another host that ends so', ['TXT v=spf1 include:notamazonses.com ~all'], 'wrong'],
      ['the include behind all', ['TXT v=spf1 ~all include:amazonses.com'], 'wrong'],
      ['the include as a failure', ['TXT v=spf1 -include:amazonses.com ~all'], 'wrong'],
      ['a syntax error', ['TXT v=spf1 include:amazonses.com ip4:300.1.1.1 ~all'], 'wrong'],
      ['typed quotes', ['TXT "v=spf1 include:amazonses.com ~all"'], 'wrong'],
      ['version 10 is no SPF record', ['TXT v=spf10 include:amazonses.com ~all'], 'wrong'],
    ],
  ],
  [
    'dmarc',
    [
      ['the record', ['TXT v=DMARC1; p=none'], 'match'],
      ['a stricter policy', ['TXT v=DMARC1; p=reject; rua=mailto:d@example.com'], 'match'],
      ['beside other TXT', ['TXT x', 'TXT v=DMARC1;p=quarantine'], 'match'],
      ['through a CNAME', ['CNAME x.dmarc.example.net', 'TXT v=DMARC1; p=none'], 'match'],
      ['two records', ['TXT v=DMARC1; p=none', 'TXT v=DMARC1; p=reject'], 'wrong'],
      ['no policy, yet reports asked for', ['TXT v=DMARC1; rua=mailto:d@example.com'], 'match'],
      ['no policy and no reports', ['TXT v=DMARC1; aspf=s'], 'wrong'],
      ['the tag in upper case', ['TXT V=DMARC1; p=none'], 'match'],
      ['errors behind the policy', ['TXT v=DMARC1; p=reject; foo; =1'], 'match'],
      ['quoted twice', ['TXT "v=DMARC1; p=reject"'], 'wrong'],
      ['the version not first', ['TXT p=reject; v=DMARC1'], 'wrong'],
      [
        'a broken one beside a sound one',
        ['TXT v=DMARC1; p=none', 'TXT v=dmarc1; p=none'],
        'match',
      ],
      ['the version in lower case', ['TXT v=dmarc1; p=none'], 'wrong'],
      ['only other TXT', ['TXT v=spf1 -all'], 'missing'],
    ],
  ],
])('%s', (purpose, cases) => {
  test.each(cases)('%s', (_what, lines, status) => {
    expect(judge(purpose, records(...lines)).status).toBe(status);
  });
});

test('what was found is reported with its TTL, other TXT left out', () => {
  expect(judge('mail-from-spf', records('TXT other', 'TXT v=spf1 -all'))).toEqual({
    status: 'wrong',
    values: ['v=spf1 -all'],
    ttl: 120,
    rcode: 'NOERROR',
    alias: null,
  });
  expect(judge('dmarc', records('CNAME a.example.net'))).toMatchObject({
    values: ['CNAME a.example.net'],
    alias: 'a.example.net',
  });
});
