import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign';
import { describe, expect, test } from 'vitest';
import { createInbox } from '../../src/adapters/inbox/index.ts';
import type { DnsAnswer, DnsServer } from '../../src/core/dns/types.ts';
import { explainProof, verdictOf } from '../../src/core/proof/proof.ts';
import type { Dns } from '../../src/ports/index.ts';
import { fakePorts } from '../helpers/ports.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const ZONE: Readonly<Record<string, string>> = {
  'sel._domainkey.acme.example TXT': `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`,
  'mail.acme.example TXT': 'v=spf1 ip4:192.0.2.25 -all',
  '_dmarc.acme.example TXT': 'v=DMARC1; p=reject;',
};
const RESOLVER: DnsServer = { name: '1.1.1.1', address: '1.1.1.1', port: 53, kind: 'resolver' };
const DEAD: DnsServer = { ...RESOLVER, name: 'dead' };

/** Resolvers that know ZONE; the dead one never answers. */
function dnsOf(zone = ZONE, resolvers: readonly DnsServer[] = [RESOLVER]): Dns {
  return fakePorts({
    dns: {
      resolvers: () => resolvers,
      ask(server, { name, type }): DnsAnswer {
        if (server === DEAD)
          return {
            server,
            ms: 1,
            kind: 'failed',
            failure: 'timeout',
            rcode: null,
            message: 'no answer',
          };
        const data = zone[`${name} ${type}`];
        if (data === undefined)
          return { server, ms: 1, kind: 'nxdomain', soa: null, aa: false, rcode: 'NXDOMAIN' };
        return {
          server,
          ms: 1,
          kind: 'records',
          aa: false,
          rcode: 'NOERROR',
          records: [{ name, type, ttl: 60, data }],
        };
      },
    },
  }).ports.dns;
}

const MESSAGE = [
  'From: Acme <hello@acme.example>',
  'To: inbox@inbox.example',
  'Subject: test',
  'Date: Sun, 22 Nov 2026 10:00:00 +0000',
  'Message-ID: <1@acme.example>',
  '',
  'Hello',
  '',
].join('\r\n');

function sign(signingDomain: string) {
  const key = { signingDomain, selector: 'sel', privateKey, signTime: new Date() };
  return dkimSign(Buffer.from(MESSAGE), { ...key, signatureData: [key] });
}

/** As the first mailbox receives it: Return-Path and Received on top. */
async function received({ signed = true, ip = '192.0.2.25' } = {}): Promise<string> {
  const { signatures } = signed ? await sign('acme.example') : { signatures: '' };
  const trace = [
    'Return-Path: <bounce-1@mail.acme.example>',
    `Received: from a25.smtp-out.example (a25.smtp-out.example [${ip}])`,
    '\tby mx.inbox.example with ESMTPS; Sun, 22 Nov 2026 11:00:05 +0100',
    'Received: from elsewhere by a25.smtp-out.example; Sun, 22 Nov 2026 09:00:00 +0000',
  ];
  return `${trace.join('\r\n')}\r\n${signatures}${MESSAGE}`;
}

function verify(raw: string, dns: Dns = dnsOf()) {
  return createInbox(dns).verify(Buffer.from(raw));
}

test('a whole copy passes, aligned by both, at the time of the newest Received', async () => {
  expect(await verify(await received())).toEqual({
    dkim: 'pass',
    spf: 'pass',
    dmarc: 'pass',
    alignedBy: ['dkim', 'spf'],
    receivedAt: '2026-11-22T10:00:05.000Z',
    from: 'acme.example',
    signatures: [
      {
        domain: 'acme.example',
        selector: 'sel',
        result: 'pass',
        why: null,
        aligned: true,
        messageId: '1@acme.example',
        tokens: [],
        partial: false,
        bodyChanged: false,
      },
    ],
    messageId: '1@acme.example',
    mailFrom: 'mail.acme.example',
    rewritten: null,
    ip: '192.0.2.25',
    policy: 'reject',
    strict: [],
    authenticationResults: null,
    spam: null,
  });
});

test.each([
  ['body', 'Hello', 'Hullo'],
  ['subject', 'Subject: test', 'Subject: Test!'],
])('a changed %s no longer passes DKIM; DMARC holds by SPF alone', async (_what, from, to) => {
  const proof = await verify((await received()).replace(from, to));
  expect(proof.dkim).not.toBe('pass');
  expect(proof).toMatchObject({ spf: 'pass', dmarc: 'pass', alignedBy: ['spf'] });
});

test('an unsigned copy says none, and is aligned by SPF alone', async () => {
  const proof = await verify(await received({ signed: false }));
  expect(proof).toMatchObject({ dkim: 'none', spf: 'pass', alignedBy: ['spf'] });
});

test('a copy from another host fails SPF and is aligned by DKIM alone', async () => {
  const proof = await verify(await received({ ip: '198.51.100.7' }));
  expect(proof).toMatchObject({ dkim: 'pass', spf: 'fail', dmarc: 'pass', alignedBy: ['dkim'] });
});

test('neither: DMARC fails', async () => {
  const proof = await verify(await received({ signed: false, ip: '198.51.100.7' }));
  expect(proof).toMatchObject({ dmarc: 'fail', alignedBy: [] });
});

test('a signature of somebody else does not stand for ours', async () => {
  const zone = {
    ...ZONE,
    'sel._domainkey.other.example TXT': ZONE['sel._domainkey.acme.example TXT'] ?? '',
  };
  const { signatures } = await sign('other.example');
  const raw = (await received({ signed: false, ip: '198.51.100.7' })).replace(
    'From: Acme',
    `${signatures}From: Acme`,
  );
  expect(await verify(raw, dnsOf(zone))).toMatchObject({ dmarc: 'fail', alignedBy: [] });
});

test('a key that is not in DNS is no pass', async () => {
  const { 'sel._domainkey.acme.example TXT': _key, ...rest } = ZONE;
  expect((await verify(await received(), dnsOf(rest))).dkim).not.toBe('pass');
});

test('the next resolver is asked when one does not answer', async () => {
  expect((await verify(await received(), dnsOf(ZONE, [DEAD, RESOLVER]))).dkim).toBe('pass');
});

test('when none answers nothing passes and nothing is called absent', async () => {
  const proof = await verify(await received(), dnsOf(ZONE, [DEAD]));
  expect(proof).toMatchObject({ dkim: 'temperror', spf: 'temperror', dmarc: 'temperror' });
});

test('no Received, no time', async () => {
  expect((await verify(MESSAGE)).receivedAt).toBeNull();
});

test.each([
  [
    'the library takes another case of the value',
    { '_dmarc.acme.example TXT': 'v=dmarc1; p=reject' },
    'none',
    null,
  ],
  [
    'p without a value that is valid',
    { '_dmarc.acme.example TXT': 'v=DMARC1; p=monitor' },
    'none',
    null,
  ],
  [
    'errors behind the sound tags',
    { '_dmarc.acme.example TXT': 'v=DMARC1; p=reject; foo' },
    'pass',
    'reject',
  ],
  [
    'a public suffix',
    {
      '_dmarc.acme.example TXT': undefined,
      '_dmarc.example TXT': 'v=DMARC1; p=reject; sp=quarantine; psd=y',
    },
    'pass',
    'quarantine',
  ],
  ['no record at all', { '_dmarc.acme.example TXT': undefined }, 'none', null],
  [
    'strict, in capitals',
    { '_dmarc.acme.example TXT': 'v=DMARC1; p=reject; aspf=S' },
    'pass',
    'reject',
  ],
])('the policy is judged by RFC 9989: %s', async (_what, change, dmarc, policy) => {
  const zone = Object.fromEntries(
    Object.entries({ ...ZONE, ...change }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  expect(await verify(await received(), dnsOf(zone))).toMatchObject({ dmarc, policy });
});

test('an organisation of its own (psd=n) does not align with the one above', async () => {
  const zone = { ...ZONE, '_dmarc.mail.acme.example TXT': 'v=DMARC1; p=none; psd=n' };
  expect(await verify(await received(), dnsOf(zone))).toMatchObject({ alignedBy: ['dkim'] });
});

test('np applies where the From domain does not exist', async () => {
  const zone = { ...ZONE, '_dmarc.acme.example TXT': 'v=DMARC1; p=none; np=reject' };
  const raw = (await received({ signed: false })).replace('hello@acme', 'hello@absent.acme');
  expect(await verify(raw, dnsOf(zone))).toMatchObject({
    from: 'absent.acme.example',
    policy: 'reject',
  });
  const there = { ...zone, 'absent.acme.example TXT': 'here' };
  expect(await verify(raw, dnsOf(there))).toMatchObject({ policy: 'none' });
});

test('an internationalised From domain is its A-label', async () => {
  const raw = (await received()).replace('hello@acme.example', 'hello@bücher.example');
  expect(await verify(raw)).toMatchObject({ from: 'xn--bcher-kva.example' });
});

describe('copies as mailboxes keep them', () => {
  const theirs =
    'Authentication-Results: mx.inbox.example; dkim=pass header.d=acme.example; spf=pass smtp.mailfrom=b@mail.acme.example\r\n';

  test.each<[string, (raw: string) => string]>([
    ['a byte order mark', (raw) => `\u00ef\u00bb\u00bf${raw}`],
    ['the line of an mbox', (raw) => `From hello@acme.example Sun Nov 22 10:00:00 2026\r\n${raw}`],
    ['line ends of Unix', (raw) => raw.replaceAll('\r\n', '\n')],
  ])('%s', async (_what, change) => {
    const raw = Buffer.from(change(await received()), 'latin1');
    expect(await createInbox(dnsOf()).verify(raw)).toMatchObject({
      dkim: 'pass',
      spf: 'pass',
      dmarc: 'pass',
    });
  });

  test('a body that the mailbox changed: DKIM is proven by the header fields, where the receiver says so too', async () => {
    const raw = `${theirs}${(await received()).replace('Hello', '<meta>Hello')}`;
    const proof = await verify(raw);
    expect(proof).toMatchObject({ dkim: 'pass', dmarc: 'pass', alignedBy: ['dkim', 'spf'] });
    expect(proof.signatures[0]).toMatchObject({ bodyChanged: true, tokens: [] });
    expect(verdictOf(proof)).toBe('holds');
    expect(explainProof(proof).map(({ code }) => code)).toEqual(['send/body-changed']);
    const changed = raw.replace('Subject: test', 'Subject: tess');
    expect((await verify(changed)).dkim).not.toBe('pass');
  });

  test('the head alone', async () => {
    const [head = ''] = (await received()).split('\r\n\r\n');
    for (const raw of [head, `${head}\r\n\r\n`]) {
      expect(verdictOf(await verify(raw))).toBe('holds');
    }
  });

  test.each([
    ['no Return-Path', /^Return-Path: .*\r\n/],
    ['no Received', /Received: from a25[\s\S]*?\+0000\r\n/],
  ])('%s: SPF is unknown, and never that of the HELO name', async (_what, gone) => {
    const zone = { ...ZONE, 'a25.smtp-out.example TXT': 'v=spf1 ip4:192.0.2.25 -all' };
    const proof = await verify((await received()).replace(gone, ''), dnsOf(zone));
    expect(proof).toMatchObject({ dkim: 'pass', spf: 'unknown', alignedBy: ['dkim'] });
    expect(verdictOf(proof)).toBe('holds');
    expect(explainProof(proof).map(({ code }) => code)).toEqual(['send/spf-unknown']);
  });

  test('without Return-Path the receiver’s own field names the envelope sender', async () => {
    const raw = `${theirs}${(await received()).replace(/^Return-Path: .*\r\n/, '')}`;
    expect(await verify(raw)).toMatchObject({ spf: 'pass', mailFrom: 'mail.acme.example' });
  });
});

test.each([
  ['h=sha1', 'permerror'],
  ['h=sha1:sha256', 'pass'],
  ['s=tlsrpt', 'permerror'],
  ['s=email', 'pass'],
  ['s=*', 'pass'],
  ['t=s', 'pass'],
])('a key with %s: %s', async (tag, result) => {
  const key = ZONE['sel._domainkey.acme.example TXT'] ?? '';
  const zone = {
    ...ZONE,
    'sel._domainkey.acme.example TXT': key.replace('k=rsa', `k=rsa; ${tag}`),
  };
  expect((await verify(await received(), dnsOf(zone))).dkim).toBe(result);
});

describe('a copy that somebody forwarded', () => {
  const FORWARDER = { ...ZONE, 'fwd.example TXT': 'v=spf1 ip4:198.51.100.1 -all' };
  const [SRS, BOUNCE] = ['SRS0=H=T=mail.acme.example=1@fwd.example', 'bounce-1@mail.acme.example'];
  const hop = (name: string, ip: string, by: string) =>
    `Received: from ${name} (${name} [${ip}]) by ${by}; Sun, 22 Nov 2026 11:00:06 +0100\r\n`;

  test('with SRS: SPF is of the forwarder, and no fault of SES', async () => {
    const first = (await received()).replace(`Return-Path: <${BOUNCE}>\r\n`, '');
    const top = `Return-Path: <${SRS}>\r\n${hop('fwd.example', '198.51.100.1', 'mx.last.example')}`;
    const proof = await verify(`${top}${first}`, dnsOf(FORWARDER));
    expect(proof).toMatchObject({
      ...{ dkim: 'pass', spf: 'pass', dmarc: 'pass', mailFrom: 'fwd.example' },
      ...{ alignedBy: ['dkim'], rewritten: { by: 'forwarder', domain: 'fwd.example' } },
    });
    expect(verdictOf(proof)).toBe('holds');
    expect(explainProof(proof).map(({ code }) => code)).toEqual(['send/envelope-rewritten']);
  });

  test('to itself: the hop from SES had another sender, so that SPF cannot be judged', async () => {
    const first = (await received())
      .replace(BOUNCE, SRS)
      .replace('mx.inbox.example', 'mx.fwd.example');
    const proof = await verify(first, dnsOf(FORWARDER));
    expect(proof).toMatchObject({ spf: 'unknown', rewritten: { domain: 'fwd.example' } });
    expect(verdictOf(proof)).toBe('holds');
  });

  test('without SRS the sender is the first one, and the hop another: that is SPF fail', async () => {
    const top = hop('fwd.example', '198.51.100.1', 'mx.last.example');
    const proof = await verify(`${top}${await received()}`, dnsOf(FORWARDER));
    expect(proof).toMatchObject({ dkim: 'pass', spf: 'fail', rewritten: null });
  });
});

test('a hop that does not tell its address: SPF cannot be judged, whatever stands below', async () => {
  const raw = (await received()).replace(' (a25.smtp-out.example [192.0.2.25])', '');
  const below = raw.replace('from elsewhere by', 'from x (x [198.51.100.9]) by');
  const proof = await verify(below);
  expect(proof).toMatchObject({ dkim: 'pass', spf: 'unknown', ip: null, dmarc: 'pass' });
  expect(verdictOf(proof)).toBe('holds');
});
