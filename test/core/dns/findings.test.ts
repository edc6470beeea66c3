import { describe, expect, test } from 'vitest';
import type { DnsObservation } from '../../../src/core/dns/types.ts';
import type { SesView } from '../../../src/core/ses/ses-view.ts';
import {
  codes,
  DELEGATION,
  type Differences,
  diagnose,
  expected,
  failed,
  nodata,
  nxdomain,
  observation,
  records,
  right,
  SUCCESS,
} from './dns-case.ts';

const TOK1 = 'tok1._domainkey.example.com';
const SES_SPF = 'v=spf1 include:amazonses.com ~all';
const all = (said: Differences[string][string]) => ({ '*': said });
const tok1 = (said: Differences[string][string]): Differences => ({ [`${TOK1} CNAME`]: all(said) });

/** [what, differences, the codes that come out]. The near misses say another code, or none. */
const CASES: [string, Differences, string[]][] = [
  ['no such name', tok1(nxdomain), ['dns/missing']],
  ['no such type', { 'mail-from-mx': all(nodata) }, ['dns/missing']],
  ['another CNAME target', tok1(records('CNAME ghs.google.com')), ['dns/wrong-value']],
  [
    'the zone at the end of the target',
    tok1(records('CNAME tok1.dkim.amazonses.com.example.com')),
    ['dns/zone-in-value'],
  ],
  [
    'another zone at the end of the target',
    tok1(records('CNAME tok1.dkim.amazonses.com.example.net')),
    ['dns/wrong-value'],
  ],
  [
    'the zone at the end of the MX',
    { 'mail-from-mx': all(records('MX 10 feedback-smtp.eu-west-1.amazonses.com.example.com')) },
    ['dns/zone-in-value'],
  ],
  [
    'two MX',
    {
      'mail-from-mx': all(
        records('MX 10 feedback-smtp.eu-west-1.amazonses.com', 'MX 20 mx.example.net'),
      ),
    },
    ['dns/multiple-mx'],
  ],
  [
    'MX that receives mail for SES',
    { 'mail-from-mx': all(records('MX 10 inbound-smtp.eu-west-1.amazonaws.com')) },
    ['dns/mx-other-endpoint'],
  ],
  [
    'a CNAME at MAIL FROM',
    {
      'mail-from-mx': all(records('CNAME a.example.net')),
      'mail-from-spf': all(records('CNAME a.example.net')),
    },
    ['dns/cname-at-mail-from'],
  ],
  ['no TXT', { 'mail-from-spf': all(nodata) }, ['dns/spf-missing']],
  ['TXT of others only', { 'mail-from-spf': all(records('TXT hello')) }, ['dns/spf-missing']],
  [
    'two SPF records',
    { 'mail-from-spf': all(records(`TXT ${SES_SPF}`, 'TXT v=spf1 -all')) },
    ['dns/spf-multiple'],
  ],
  [
    'SPF of another sender',
    { 'mail-from-spf': all(records('TXT v=spf1 include:sendgrid.net ~all')) },
    ['dns/spf-without-ses'],
  ],
  [
    'SPF with an error',
    { 'mail-from-spf': all(records('TXT v=spf1 includes:amazonses.com ~all')) },
    ['dns/spf-invalid'],
  ],
  [
    'SPF in typed quotes',
    { 'mail-from-spf': all(records(`TXT "${SES_SPF}"`)) },
    ['dns/spf-invalid'],
  ],
  ['SPF beside others', { 'mail-from-spf': all(records('TXT hello', `TXT ${SES_SPF}`)) }, []],
  [
    'two DMARC records',
    { dmarc: all(records('TXT v=DMARC1; p=none', 'TXT v=DMARC1; p=reject')) },
    ['dns/dmarc-multiple'],
  ],
  ['DMARC without a policy', { dmarc: all(records('TXT v=DMARC1')) }, ['dns/dmarc-invalid']],
  [
    'DMARC with a spoilt tag',
    { dmarc: all(records('TXT v=DMARC1; p=none; pct=200')) },
    ['dns/dmarc-ignored-tag'],
  ],
  [
    'DMARC in test mode',
    { dmarc: all(records('TXT v=DMARC1; p=reject; t=y')) },
    ['dns/dmarc-test-mode'],
  ],
  ['a stricter DMARC policy', { dmarc: all(records('TXT v=DMARC1; p=reject')) }, []],
  [
    'a tag that DMARC no longer has',
    { dmarc: all(records('TXT v=DMARC1; p=reject; pct=50')) },
    ['dns/dmarc-removed-tag'],
  ],
  [
    'one name server behind',
    { dmarc: { 'ns2.host.net': nxdomain } },
    ['dns/authoritative-disagree'],
  ],
  [
    'one name server and the resolvers behind',
    { dmarc: { 'ns2.host.net': nxdomain, '1.1.1.1': nxdomain } },
    ['dns/authoritative-disagree'],
  ],
  ['one resolver behind', { dmarc: { '8.8.8.8': records('TXT v=DMARC1') } }, ['dns/stale-cache']],
  [
    'one resolver that remembers nothing',
    { dmarc: { '8.8.8.8': nxdomain } },
    ['dns/stale-negative-cache'],
  ],
  ['a silent name server', { dmarc: { 'ns1.host.net': failed('timeout') } }, ['dns/lookup-failed']],
  [
    'a name server that fails',
    { dmarc: { 'ns1.host.net': failed('servfail') } },
    ['dns/lookup-failed'],
  ],
  ['a silent resolver', { dmarc: { '1.1.1.1': failed('timeout') } }, ['dns/resolver-unreachable']],
  ['a resolver that fails', { dmarc: { '1.1.1.1': failed('servfail') } }, ['dns/lookup-failed']],
  ['a lame name server', { dmarc: { 'ns1.host.net': failed('lame') } }, ['dns/lame']],
  [
    'a referral upwards',
    { dmarc: { 'ns1.host.net': failed('lame', { zone: 'com', nameServers: ['a.gtld'] }) } },
    ['dns/lame'],
  ],
  [
    'a referral to the zone itself',
    { dmarc: { 'ns1.host.net': failed('lame', { zone: 'example.com', nameServers: ['b'] }) } },
    ['dns/lame'],
  ],
  [
    'a referral to a child',
    {
      'mail-from-mx': all(
        failed('lame', { zone: 'mail.example.com', nameServers: ['ns.mailgun.org'] }),
      ),
    },
    ['dns/delegated-below'],
  ],
];

test.each(CASES)('%s', (_what, differences, expectedCodes) => {
  expect(codes(diagnose(differences).findings)).toEqual(expectedCodes);
});

describe('extra observations', () => {
  const missing = tok1(nxdomain);
  const doubled = (said: Parameters<typeof observation>[2], name = `${TOK1}.example.com`) =>
    observation(name, 'CNAME', said);
  const value = records('CNAME tok1.dkim.amazonses.com');

  test.each<[string, Differences, DnsObservation, string[]]>([
    ['the record at the doubled name', missing, doubled(value), ['dns/doubled-suffix']],
    [
      'the domain instead of the zone doubled',
      missing,
      doubled(value, `${TOK1}._domainkey.example.com`),
      ['dns/doubled-suffix'],
    ],
    ['nothing there', missing, doubled(nxdomain), ['dns/missing']],
    [
      'a wildcard answers there',
      missing,
      doubled(records('CNAME parking.example.net')),
      ['dns/missing'],
    ],
    ['the look there failed', missing, doubled(failed('servfail')), ['dns/missing']],
    [
      'the name under another domain',
      missing,
      doubled(value, `${TOK1}.example.net`),
      ['dns/missing'],
    ],
    ['also at the doubled name, but right where it belongs', {}, doubled(value), []],
    [
      'TXT at the DKIM name',
      tok1(nodata),
      observation(TOK1, 'TXT', records('TXT tok1.dkim.amazonses.com')),
      ['dns/txt-instead-of-cname'],
    ],
    ['no TXT at the DKIM name', tok1(nodata), observation(TOK1, 'TXT', nodata), ['dns/missing']],
    [
      'TXT through the right CNAME',
      {},
      observation(TOK1, 'TXT', records('CNAME tok1.dkim.amazonses.com', 'TXT p=MII')),
      [],
    ],
  ])('%s', (_what, differences, extra, expectedCodes) => {
    expect(codes(diagnose(differences, { extra: [extra] }).findings)).toEqual(expectedCodes);
  });
});

describe('an MX of SES in another Region', () => {
  const elsewhere = {
    'mail-from-mx': all(records('MX 10 Feedback-SMTP.ap-northeast-2.amazonses.com')),
  };
  const told = (ses: SesView | null, differences: Differences = elsewhere) => {
    const { findings, status, propagated } = diagnose(differences, { ses });
    return { codes: codes(findings), status, propagated };
  };

  test.each<[string, SesView | null, string[]]>([
    ['nobody asked SES', null, ['dns/mx-wrong-region']],
    [
      'SES still looks',
      { ...SUCCESS, mailFrom: 'PENDING' },
      ['dns/mx-wrong-region', 'ses/mail-from-pending'],
    ],
    [
      'SES gave up',
      { ...SUCCESS, mailFrom: 'FAILED' },
      ['dns/mx-wrong-region', 'ses/mail-from-failed'],
    ],
  ])('is wrong when %s', (_when, ses, found) => {
    expect(told(ses)).toEqual({ codes: found, status: 'problem', propagated: false });
  });

  test('is right when SES is content with it: one MX serves several Regions', () => {
    expect(told(SUCCESS)).toEqual({
      codes: ['dns/mx-shared-regions'],
      status: 'done',
      propagated: true,
    });
    expect(told(SUCCESS, {})).toEqual({ codes: [], status: 'done', propagated: true });
  });

  test.each([
    ['another host', ['MX 10 mx.example.net']],
    [
      'a second MX',
      [
        'MX 10 feedback-smtp.ap-northeast-2.amazonses.com',
        'MX 10 feedback-smtp.eu-west-1.amazonses.com',
      ],
    ],
  ])('but never %s, whatever SES remembers', (_what, lines) => {
    expect(told(SUCCESS, { 'mail-from-mx': all(records(...lines)) }).status).toBe('problem');
  });
});

describe('what SES says', () => {
  test.each<[string, Partial<SesView>, string[]]>([
    ['all well', {}, []],
    ['DKIM pending', { dkim: 'PENDING' }, ['ses/dkim-pending']],
    ['DKIM failed', { dkim: 'FAILED' }, ['ses/dkim-failed']],
    ['MAIL FROM pending', { mailFrom: 'PENDING' }, ['ses/mail-from-pending']],
    ['MAIL FROM failed', { mailFrom: 'FAILED' }, ['ses/mail-from-failed']],
    ['MAIL FROM not set', { mailFrom: null }, ['ses/mail-from-not-set']],
    [
      'pending since an older zone',
      { dkim: 'PENDING', soaSerial: 6 },
      ['ses/dkim-pending', 'ses/looked-before-change'],
    ],
    [
      'pending since a serial before the wrap',
      { dkim: 'PENDING', soaSerial: 4_294_967_290 },
      ['ses/dkim-pending', 'ses/looked-before-change'],
    ],
    ['pending with a newer serial', { dkim: 'PENDING', soaSerial: 8 }, ['ses/dkim-pending']],
    ['pending without a serial', { dkim: 'PENDING', soaSerial: null }, ['ses/dkim-pending']],
    ['content with an older zone', { soaSerial: 6 }, []],
    ['given up at an older zone', { dkim: 'FAILED', soaSerial: 6 }, ['ses/dkim-failed']],
    [
      'had it, and lost it at an older zone',
      { mailFrom: 'TEMPORARY_FAILURE', soaSerial: 6 },
      ['ses/looked-before-change', 'ses/mail-from-temporary'],
    ],
    [
      'nothing to look for at an older zone',
      { mailFrom: null, soaSerial: 6 },
      ['ses/mail-from-not-set'],
    ],
  ])('%s', (_what, said, expectedCodes) => {
    expect(codes(diagnose({}, { ses: { ...SUCCESS, ...said } }).findings)).toEqual(expectedCodes);
  });

  test('of MAIL FROM no time and no reason are reported: those that SES gives are of DKIM', () => {
    for (const mailFrom of ['PENDING', 'TEMPORARY_FAILURE']) {
      const said: Partial<SesView> = { mailFrom, errorType: 'HOST_NOT_FOUND' };
      const [finding] = diagnose({}, { ses: { ...SUCCESS, ...said } }).findings;
      expect(finding?.message).toContain(`(${mailFrom}).`);
      expect(finding?.message).not.toMatch(/last looked at|no such name/);
    }
  });

  test('the reason and time of its last look are reported', () => {
    const [finding] = diagnose(
      {},
      { ses: { ...SUCCESS, dkim: 'PENDING', errorType: 'HOST_NOT_FOUND' } },
    ).findings;
    expect(finding?.message).toContain('2026-11-22T10:00:00.000Z: it found no such name');
  });
});

describe('what the person reads', () => {
  const only = (differences: Differences, extra: DnsObservation[] = []) => {
    const { findings } = diagnose(differences, { extra });
    expect(findings).toHaveLength(1);
    return findings[0];
  };

  test('a missing record comes with the line to paste and the name for the panel', () => {
    expect(only(tok1(nxdomain))).toEqual({
      code: 'dns/missing',
      message: `${TOK1} does not exist on the authoritative name servers.`,
      subject: `${TOK1} CNAME`,
      expected: 'tok1.dkim.amazonses.com',
      fix: `Add this record (in a panel that appends example.com, enter the name "tok1._domainkey"): ${TOK1}. 300 IN CNAME tok1.dkim.amazonses.com.`,
      fixes: [
        {
          say: 'Add this record (in a panel that appends example.com, enter the name "tok1._domainkey"):',
          record: `${TOK1}. 300 IN CNAME tok1.dkim.amazonses.com.`,
        },
      ],
    });
  });

  test('of a name that has other records only the type is missing', () => {
    expect(only({ 'mail-from-mx': all(nodata) })?.message).toBe(
      'The authoritative name servers return no MX record for mail.example.com.',
    );
  });

  test('a wrong DKIM zone is named as such, another token is not', () => {
    const zone = only(tok1(records('CNAME tok1.dkim.eu-south-1.amazonses.com')));
    expect(zone?.message).toContain(
      'the DKIM zone is dkim.eu-south-1.amazonses.com instead of dkim.amazonses.com',
    );
    expect(only(tok1(records('CNAME tok9.dkim.eu-south-1.amazonses.com')))?.message).not.toContain(
      'DKIM zone',
    );
  });

  test('SPF is corrected, not replaced: what others put there stays', () => {
    const found = 'v=spf1 ip4:192.0.2.1 ?include:amazonses.com include:sendgrid.net -all';
    expect(only({ 'mail-from-spf': all(records(`TXT ${found}`)) })).toMatchObject({
      found,
      fix: 'Change the record to: mail.example.com. 300 IN TXT "v=spf1 include:amazonses.com ip4:192.0.2.1 include:sendgrid.net -all"',
    });
  });

  test.each([
    [
      'v=DMARC1; p=rejected; rua=mailto:d@example.com',
      'v=DMARC1; p=reject; rua=mailto:d@example.com',
    ],
    ['v=DMARC1; p=Quarantine; p=none', 'v=DMARC1; p=quarantine'],
    ['v=DMARC1 p=nonsense', 'v=DMARC1; p=none'],
  ])('a broken DMARC record is mended without a weaker policy: %s', (found, mended) => {
    const finding = only({ dmarc: all(records(`TXT ${found}`)) });
    expect(finding?.fix).toContain(`_dmarc.example.com. 300 IN TXT "${mended}"`);
  });

  test('a record that is to be pasted is whole, in strings that fit, however long it is', () => {
    const networks = Array.from({ length: 30 }, (_, index) => `ip4:192.0.2.${index}`).join(' ');
    const { fix = '' } =
      only({}, [observation('example.com', 'TXT', records(`TXT v=spf1 ${networks} +all`))]) ?? {};
    const strings = [...fix.matchAll(/"([^"]*)"/g)].map(([, text = '']) => text);
    expect(strings.join('')).toBe(`v=spf1 ${networks} ~all`);
    expect(strings.map(({ length }) => length <= 255)).toEqual([true, true]);
  });

  test('what SES gave up on: restart it when DNS is right, fix DNS first when it is not', () => {
    const gaveUp = { ...SUCCESS, dkim: 'FAILED', mailFrom: 'FAILED' };
    const fixes = (differences: Differences) =>
      diagnose(differences, { ses: gaveUp })
        .findings.filter(({ code }) => code.startsWith('ses/'))
        .map(({ fix }) => fix ?? '');
    const [dkim = '', mailFrom = ''] = fixes({});
    expect(dkim).toMatch(
      /^The DKIM records are right in DNS now: .*verify-domain example\.com.*PutEmailIdentityDkimSigningAttributes/,
    );
    expect(mailFrom).toMatch(/^The MX is right in DNS now: .*PutEmailIdentityMailFromAttributes/);
    const restart = (dkimOrigin: string) =>
      diagnose({}, { ses: { ...SUCCESS, dkim: 'FAILED', dkimOrigin } }).findings[0]?.fix;
    expect(restart('EXTERNAL')).toContain(
      '--signing-attributes-origin EXTERNAL --signing-attributes file://',
    );
    expect(restart('AWS_SES_EU_WEST_1')).toMatch(
      /verify-domain example\.com \(it calls [A-Za-z]+\)\.$/,
    );
    const [dkimAfter, mailFromFirst] = fixes({ 'mail-from-mx': all(nxdomain) });
    expect(dkimAfter).toBe(dkim);
    expect(mailFromFirst).toMatch(/^The MX is not right in DNS yet/);
  });

  test('servers are named where they differ, with the seconds left in caches', () => {
    const disagree = only({ dmarc: { 'ns2.host.net': nxdomain } });
    expect(disagree?.message).toContain('is right on ns1.host.net, but ns2.host.net has none');
    const lag = only({ dmarc: { '8.8.8.8': nxdomain } });
    expect(lag?.message).toBe(
      '_dmarc.example.com TXT is published; 8.8.8.8 caches its absence, for up to 60 s more.',
    );
    const absentFor = (negativeTtl: number | null) =>
      only({
        dmarc: {
          '8.8.8.8': ({ server }) => ({
            ...{ kind: 'nxdomain', server, ms: 1, aa: false, rcode: 'NXDOMAIN' },
            soa: negativeTtl === null ? null : { zone: 'a', primary: 'b', serial: 1, negativeTtl },
          }),
        },
      });
    expect(absentFor(null)?.message).toMatch(/caches its absence, for an unknown time\.$/);
    expect(absentFor(0)?.message).toMatch(/caches its absence, for less than a second\.$/);
  });

  test('a silent server is reported once for all its questions', () => {
    const silent = { 'ns1.host.net': failed('timeout') };
    const finding = only({ dkim: silent, 'mail-from-mx': silent, dmarc: silent });
    expect(finding).toMatchObject({
      code: 'dns/lookup-failed',
      subject: 'ns1.host.net',
      found: 'timeout',
    });
    expect(finding?.message).toContain('5 questions');
  });

  test('a server that was given has no authority: other advice than for one that the registrar names', () => {
    const lame = { dmarc: { 'ns1.host.net': failed('lame') } };
    expect(only(lame)?.fix).toContain('at the registrar');
    const { findings } = diagnose(lame, { delegation: { ...DELEGATION, given: true } });
    expect(findings).toMatchObject([{ code: 'dns/lame', subject: 'ns1.host.net' }]);
    expect(findings[0]?.fix).toContain('--nameserver');
    expect(findings[0]?.fix).not.toContain('registrar');
  });

  test('a silent resolver does not matter, unless no other answers', () => {
    const one = only({ dmarc: { '1.1.1.1': failed('timeout') } });
    expect(one?.fix).toMatch(/^Nothing: the authoritative servers decide/);
    const silent = { '1.1.1.1': failed('timeout'), '8.8.8.8': failed('refused') };
    const { findings, status } = diagnose({ dmarc: silent });
    expect(status).toBe('unknown');
    expect(findings.map(({ fix = '' }) => fix.replace(/,.*/, ''))).toEqual([
      'Use a resolver that answers with --resolver',
      'Use a resolver that answers with --resolver',
    ]);
  });

  test('a name server is not asked through --doh, so that is no advice where it fails', () => {
    const fix = (server: string) => only({ dmarc: { [server]: failed('malformed') } })?.fix;
    expect(fix('ns1.host.net')).toContain('ask the DNS host about this server');
    expect(fix('1.1.1.1')).toContain('--doh');
  });

  test('the doubled name is reported with the name to enter', () => {
    const there = observation(
      'mail.example.com.example.com',
      'MX',
      right(expected('mail-from-mx')),
    );
    expect(only({ 'mail-from-mx': all(nxdomain) }, [there])).toMatchObject({
      expected: 'mail.example.com',
      found: 'mail.example.com.example.com',
      fix: expect.stringContaining('enter the name "mail"'),
    });
  });

  test('every finding has a message, a subject and a fix', () => {
    for (const [, differences] of CASES) {
      for (const finding of diagnose(differences).findings) {
        expect(finding.message).toMatch(/\.$/);
        expect(finding.subject).toBeTruthy();
        expect(finding.fix).toBeTruthy();
      }
    }
  });
});
