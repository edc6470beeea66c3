/** Copies of every kind, judged by us and by the programs that receivers run: one verdict. */

import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign';
import { beforeAll, expect, test } from 'vitest';
import { createInbox } from '../../src/adapters/inbox/index.ts';
import type { DnsAnswer, DnsServer } from '../../src/core/dns/types.ts';
import type { Dns, Proof } from '../../src/ports/index.ts';
import { describeWith } from '../helpers/daemon.ts';
import {
  type Copy,
  judgeElsewhere,
  OTHER_VERIFIERS,
  type OtherVerdicts,
} from '../helpers/other-verifiers.ts';
import { fakePorts } from '../helpers/ports.ts';

describeWith(OTHER_VERIFIERS, 'our verdicts beside those of other programs', besideOthers);

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const KEY = `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`;

/** Texts of the DNS that all of them ask. */
const TXT: Readonly<Record<string, string>> = {
  'tok1._domainkey.acme.example': KEY,
  'ses._domainkey.amazonses.com': KEY,
  'tok1._domainkey.strict.example': KEY,
  'tok1._domainkey.bare.example': KEY,
  'gone._domainkey.acme.example': 'v=DKIM1; k=rsa; p=',
  'other._domainkey.acme.example': `${KEY.replace('v=DKIM1;', 'v=DKIM1; s=other;')}`,
  'mail.acme.example': 'v=spf1 include:amazonses.com ~all',
  'mail.strict.example': 'v=spf1 include:amazonses.com -all',
  'mail.bare.example': 'v=spf1 include:amazonses.com -all',
  'amazonses.com': 'v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all',
  'fwd.example': 'v=spf1 ip4:198.51.100.1 -all',
  'broken.acme.example': 'v=spf1 ip4:192.0.2.0/99 -all',
  '_dmarc.acme.example': 'v=DMARC1; p=none',
  '_dmarc.strict.example': 'v=DMARC1; p=reject; adkim=s; aspf=s',
};

function zoneLines(): string[] {
  return Object.entries(TXT).map(([name, text]) => {
    const strings = (text.match(/.{1,200}/g) ?? []).map((each) => `"${each}"`);
    return `${name}. TXT ${strings.join(' ')}`;
  });
}

const RESOLVER: DnsServer = { name: '127.0.0.1', address: '127.0.0.1', port: 53, kind: 'resolver' };
function dnsOf(): Dns {
  return fakePorts({
    dns: {
      resolvers: () => [RESOLVER],
      ask(server, { name, type }): DnsAnswer {
        const data = type === 'TXT' ? TXT[name.toLowerCase()] : undefined;
        const common = { server, ms: 1, aa: false } as const;
        if (data === undefined)
          return { ...common, kind: 'nxdomain', soa: null, rcode: 'NXDOMAIN' };
        const records = [{ name, type, ttl: 60, data }];
        return { ...common, kind: 'records', rcode: 'NOERROR', records };
      },
    },
  }).ports.dns;
}

interface Wish {
  readonly from?: string;
  readonly signers?: readonly (readonly [domain: string, selector: string])[];
  readonly ip?: string;
  readonly mailFrom?: string;
  /** What happened to the signed message on its way. */
  readonly change?: (signed: string) => string;
  /** What a later hop wrote on top. */
  readonly above?: readonly string[];
}

async function copyOf(wish: Wish): Promise<Copy> {
  const { from = 'acme.example', ip = '192.0.2.25', mailFrom = '0100@mail.acme.example' } = wish;
  const { signers = [['acme.example', 'tok1']], change = (text) => text, above = [] } = wish;
  const head = [
    `From: Acme <hello@${from}>`,
    ...['To: you@inbox.example', 'Subject: test', 'Date: Tue, 01 Dec 2026 10:00:00 +0000'],
    ...['Message-ID: <0100@eu-west-1.amazonses.com>', 'MIME-Version: 1.0'],
  ];
  let signed = [...head, '', 'Hello', 'you', ''].join('\r\n');
  for (const [signingDomain, selector] of signers) {
    const key = { signingDomain, selector, privateKey };
    const { signatures } = await dkimSign(Buffer.from(signed), { ...key, signatureData: [key] });
    signed = `${signatures}${signed}`;
  }
  const helo = 'a8-53.smtp-out.amazonses.com';
  const received = `Received: from ${helo} (${helo} [${ip}]) by mx.inbox.example (Postfix) with ESMTPS id x; Tue, 1 Dec 2026 10:00:01 +0000`;
  const trace = [`Return-Path: <${mailFrom}>`, ...above, ...(above.length > 0 ? [] : [received])];
  return { raw: `${trace.join('\r\n')}\r\n${change(signed)}`, ip, helo, mailFrom };
}

const COPIES: Readonly<Record<string, Wish>> = {
  'a whole one': {},
  'SES’s signature beside the own one': {
    signers: [
      ['acme.example', 'tok1'],
      ['amazonses.com', 'ses'],
    ],
  },
  'SES’s signature alone': {
    signers: [['amazonses.com', 'ses']],
    mailFrom: '0100@amazonses.com',
  },
  'a changed subject': { change: (text) => text.replace('Subject: test', 'Subject: [list] test') },
  'a changed body': { change: (text) => `${text}-- \r\nFooter of a gateway\r\n` },
  'white space that relaxed allows': {
    change: (text) => text.replace('Subject: test', 'Subject:   test ').replace('Hello', 'Hello  '),
  },
  'no signature': { signers: [] },
  'another address': { ip: '203.0.113.9' },
  'another address, and a changed body': {
    ip: '203.0.113.9',
    change: (text) => text.replace('Hello', 'Hallo'),
  },
  'over IPv6': { ip: '2001:db8::25' },
  'a revoked key': { signers: [['acme.example', 'gone']] },
  'a key that is not in DNS': { signers: [['acme.example', 'nowhere']] },
  'a key for another service': { signers: [['acme.example', 'other']] },
  'From a subdomain': { from: 'news.acme.example' },
  'From a subdomain, strict': {
    from: 'news.strict.example',
    signers: [['strict.example', 'tok1']],
    mailFrom: '0100@mail.strict.example',
  },
  'a domain without DMARC': {
    from: 'bare.example',
    signers: [['bare.example', 'tok1']],
    mailFrom: '0100@mail.bare.example',
  },
  'From another domain': { from: 'strict.example' },
  'an SPF record that cannot be read': { mailFrom: '0100@broken.acme.example' },
  'no SPF record': { mailFrom: '0100@none.acme.example' },
  'forwarded with SRS': {
    ip: '198.51.100.1',
    mailFrom: 'SRS0=H=T=mail.acme.example=0100@fwd.example',
  },
  'forwarded without SRS': { ip: '198.51.100.1' },
  'from a list, with its own envelope': {
    ip: '198.51.100.1',
    mailFrom: 'talk-bounces@fwd.example',
    change: (text) => `List-Id: <talk.fwd.example>\r\n${text.replace('test', '[talk] test')}`,
  },
};

function besideOthers(): void {
  let others: Readonly<Record<string, OtherVerdicts>>;
  let copies: Readonly<Record<string, Copy>>;
  beforeAll(async () => {
    const made: Record<string, Copy> = {};
    for (const [name, wish] of Object.entries(COPIES)) made[name] = await copyOf(wish);
    copies = made;
    others = await judgeElsewhere(copies, zoneLines());
  });

  test.each(Object.keys(COPIES))('%s', async (name) => {
    const proof = await createInbox(dnsOf()).verify(Buffer.from(copies[name]?.raw ?? ''));
    const signatures = proof.signatures.map(
      ({ domain, result }) => [domain, result === 'pass' ? 'pass' : 'fail'] as const,
    );
    const found = {
      dkimpy: signatures,
      opendkim: signatures,
      pyspf: proof.spf,
      opendmarc: byDkim(proof),
    };
    const { opendkim, ...rest } = others[name] as OtherVerdicts;
    const binary = opendkim.map(([domain, said]) => [domain, said === 'pass' ? 'pass' : 'fail']);
    expect(found).toEqual({ ...rest, opendkim: binary });
  });
}

/** What DMARC would be without SPF. */
function byDkim({ dmarc, alignedBy }: Proof): string {
  if (dmarc === 'none') return 'none';
  return alignedBy.includes('dkim') ? 'pass' : 'fail';
}
