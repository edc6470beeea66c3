import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authenticate } from 'mailauth';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Inbox, Outbound } from '../../src/rehearsal/contract.ts';
import { createDnsData, type DnsWorld } from '../../src/rehearsal/dns/data.ts';
import { seedSets } from '../../src/rehearsal/dns/seeds.ts';
import { createInbox } from '../../src/rehearsal/inbox/inbox.ts';
import { createSesKey } from '../../src/rehearsal/inbox/signing-key.ts';
import { frozenClock } from './frozen-clock.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const MESSAGE_ID = '0100019302-abc-000000';
const clock = frozenClock();

let folder: string;
let dns: DnsWorld;
let inbox: Inbox;

async function world(region: string): Promise<void> {
  const sesKey = await createSesKey();
  const nameServers = ['ns1.dns-host.example', 'ns2.dns-host.example'];
  const own = (name: string, type: string, value: string) => ({
    name: `${name}.acme.example`,
    type,
    ttl: 300,
    values: [value],
  });
  dns = createDnsData({
    clock,
    timings: { authoritativeLag: [0, 0] },
    sets: [
      ...seedSets({ domain: 'acme.example', region, nameServers }),
      sesKey.record,
      own('tok._domainkey', 'CNAME', 'tok.dkim.amazonses.com'),
      own('mail', 'TXT', 'v=spf1 include:amazonses.com ~all'),
      own('_dmarc', 'TXT', 'v=DMARC1; p=reject;'),
      {
        name: 'tok.dkim.amazonses.com',
        type: 'TXT',
        ttl: 300,
        values: [`p=${publicKey.toString('base64')}`],
      },
    ],
  });
  inbox = createInbox({ clock, dns, region, sesKey, folder, front: null });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inbox-test-'));
  await world('eu-west-1');
});
afterEach(() => rm(folder, { recursive: true }));

const OUTBOUND: Outbound = {
  messageId: MESSAGE_ID,
  from: 'hello@acme.example',
  recipients: ['inbox@inbox.example'],
  mailFromDomain: 'mail.acme.example',
  dkim: { domain: 'acme.example', selector: 'tok', privateKey },
  raw: Buffer.from(
    [
      'From: Acme <hello@acme.example>',
      'To: inbox@inbox.example',
      'Message-ID: <mine@acme.example>',
      'Subject: =?utf-8?Q?Sign=2Din_code_=231234?=',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Grüße  ',
      '',
      '',
    ].join('\r\n'),
  ),
};

/** The verdicts of someone who only has the message and the zone, not the inbox's own resolver. */
async function judge(raw: string) {
  const result = await authenticate(Buffer.from(raw), {
    trustReceived: true,
    disableArc: true,
    disableBimi: true,
    resolver: async (name, type) => {
      const set = dns.held(name.toLowerCase(), type);
      const alias = dns.held(name.toLowerCase(), 'CNAME');
      const target = alias === null ? set : dns.held(alias.values[0] ?? '', type);
      if (target === null) throw Object.assign(new Error(name), { code: 'ENOTFOUND' });
      return type === 'TXT' ? target.values.map((value) => [value]) : [...target.values];
    },
  });
  return {
    dkim: result.dkim.results.map((one) => [one.signingDomain, one.status.result]),
    spf: result.spf && [result.spf.domain, result.spf.status.result],
    dmarc: result.dmarc === false ? false : result.dmarc?.status.result,
  };
}

async function received(change: Partial<Outbound> = {}): Promise<string> {
  await inbox.deliver({ ...OUTBOUND, ...change });
  return inbox.messages().at(-1)?.raw ?? '';
}

test('a delivered message proves DKIM, SPF and DMARC, and its stamp says the same', async () => {
  const raw = await received();
  expect(await judge(raw)).toEqual({
    dkim: [
      ['acme.example', 'pass'],
      ['amazonses.com', 'pass'],
    ],
    spf: ['mail.acme.example', 'pass'],
    dmarc: 'pass',
  });
  const stamp = /^Authentication-Results: mx\.inbox\.example;.*?(?=\r\n\S)/ms.exec(raw)?.[0] ?? '';
  expect(stamp.match(/\b(dkim|spf|dmarc)=\w+/g)?.sort()).toEqual([
    'dkim=pass',
    'dkim=pass',
    'dmarc=pass',
    'spf=pass',
  ]);
});

test('SES’s Message-ID takes the place of the sender’s, and bounces go to the MAIL FROM domain', async () => {
  const raw = await received();
  expect(raw.match(/^message-id:.*$/gim)).toEqual([
    `Message-ID: <${MESSAGE_ID}@eu-west-1.amazonses.com>`,
  ]);
  expect(raw).toMatch(/^Return-Path: <0100019302-abc-000000@mail\.acme\.example>\r\n/);
  expect(raw).toMatch(/^Received: from a25\.smtp-out\.amazonses\.com .*\[192\.0\.2\.25\]/m);
  expect(raw.endsWith('\r\n\r\nGrüße  \r\n\r\n')).toBe(true);
  await world('us-east-1');
  expect(await received()).toContain(`\r\nMessage-ID: <${MESSAGE_ID}@email.amazonses.com>\r\n`);
});

test('a changed body no longer passes DKIM', async () => {
  const raw = await received();
  const { dkim } = await judge(raw.replace('Grüße', 'Grusse'));
  expect(dkim.map(([, result]) => result)).toEqual(['neutral', 'neutral']);
});

test('without a custom MAIL FROM and an identity key, only SES is proven and DMARC fails', async () => {
  const raw = await received({ mailFromDomain: 'amazonses.com', dkim: null });
  expect(await judge(raw)).toEqual({
    dkim: [['amazonses.com', 'pass']],
    spf: ['amazonses.com', 'pass'],
    dmarc: 'fail',
  });
});

test('messages are kept in order, in memory and as files named by their subject', async () => {
  const raw = await received();
  await received({ messageId: '2', raw: Buffer.from('From: a@acme.example\r\n\r\nx\r\n') });
  expect(inbox.messages()).toMatchObject([
    {
      id: MESSAGE_ID,
      at: '2100-01-04T10:00:00.000Z',
      from: 'hello@acme.example',
      to: ['inbox@inbox.example'],
      subject: 'Sign-in code #1234',
    },
    { id: '2', subject: '' },
  ]);
  expect((await readdir(folder)).sort()).toEqual(['1-sign-in-code-1234.eml', '2-no-subject.eml']);
  expect(await readFile(join(folder, '1-sign-in-code-1234.eml'), 'utf8')).toBe(raw);
});

test('a subject that is there in UTF-8, folded, is read whole', async () => {
  const raw = Buffer.from('From: a@acme.example\r\nSubject: 안녕\r\n Grüße\r\n\r\nx\r\n');
  await received({ raw });
  expect(inbox.messages()).toMatchObject([{ subject: '안녕 Grüße' }]);
});
