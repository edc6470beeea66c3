/** Forged copies as mail servers deliver them: what a signature covers is read from the signature, not from the top. */

import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign';
import { expect, test } from 'vitest';
import { createInbox } from '../../src/adapters/inbox/index.ts';
import type { DnsAnswer, DnsServer } from '../../src/core/dns/types.ts';
import { fakePorts } from '../helpers/ports.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const SERVER: DnsServer = { name: '1.1.1.1', address: '1.1.1.1', port: 53, kind: 'resolver' };
const KEY = `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`;
const ZONE: Readonly<Record<string, string>> = {
  'tok1._domainkey.acme.example': KEY,
  'mail.acme.example': 'v=spf1 ip4:192.0.2.25 -all',
  '_dmarc.acme.example': 'v=DMARC1; p=reject;',
};

const dns = () =>
  fakePorts({
    dns: {
      resolvers: () => [SERVER],
      ask(server, { name, type }): DnsAnswer {
        const data = type === 'TXT' ? ZONE[name] : undefined;
        if (data === undefined)
          return { server, ms: 1, kind: 'nxdomain', soa: null, aa: false, rcode: 'NXDOMAIN' };
        const records = [{ name, type, ttl: 60, data }];
        return { server, ms: 1, kind: 'records', aa: false, rcode: 'NOERROR', records };
      },
    },
  }).ports.dns;

const lines = (...all: string[]) => `${all.join('\r\n')}\r\n`;
const SES = 'Received: from a1.smtp-out.amazonses.com (a1.smtp-out.amazonses.com [192.0.2.25])';
const BY_US = '\tby mx.inbox.example with ESMTPS; Tue, 01 Dec 2026 10:00:05 +0000';
const TEXT = 'Hello\r\n\r\nSent over the SES API by ses-migrate. Token t1-api\r\n';
const HEAD = lines(
  'From: Acme <hello@acme.example>',
  'Message-ID: <id-1@eu-west-1.amazonses.com>',
  'Subject: test',
);

interface Made {
  readonly text?: string;
  readonly maxBodyLength?: number;
  readonly head?: string;
}

/** As SES signs: From, Message-ID and the text; the header with the token is ours and not signed. */
async function signed({ text = TEXT, maxBodyLength, head = HEAD }: Made = {}) {
  const message = `${head}\r\n${text}`;
  const key = { signingDomain: 'acme.example', selector: 'tok1', privateKey };
  const options = {
    ...key,
    signTime: new Date(),
    maxBodyLength,
    signatureData: [{ ...key, maxBodyLength }],
  };
  const { signatures } = await dkimSign(
    Buffer.from(message),
    options as Parameters<typeof dkimSign>[1],
  );
  return `${signatures}${message}`;
}

const arrived = (message: string, ...trace: string[]) =>
  `${lines('Return-Path: <b@mail.acme.example>', ...(trace.length === 0 ? [SES, BY_US] : trace))}${message}`;
const verify = (raw: string) => createInbox(dns()).verify(Buffer.from(raw));

test('the signature tells what it covers', async () => {
  const proof = await verify(arrived(`X-Migration-Token: t1-api\r\n${await signed()}`));
  expect(proof).toMatchObject({
    dkim: 'pass',
    spf: 'pass',
    dmarc: 'pass',
    messageId: 'id-1@eu-west-1.amazonses.com',
  });
  expect(proof.signatures).toMatchObject([
    { messageId: 'id-1@eu-west-1.amazonses.com', tokens: ['t1-api'], partial: false },
  ]);
});

test('a token put on top is not among what is signed; nor is a Message-ID', async () => {
  const old = await signed({ text: 'an older message\r\n' });
  const proof = await verify(
    arrived(`X-Migration-Token: t9-api\r\nMessage-ID: <id-9@x>\r\n${old}`),
  );
  expect(proof.messageId).toBe('id-9@x');
  expect(proof.signatures).toMatchObject([
    { result: 'pass', messageId: 'id-1@eu-west-1.amazonses.com', tokens: [] },
  ]);
});

test('text behind l= is not signed, whatever it says', async () => {
  const part = 'Hello\r\n';
  const message = await signed({ text: part, maxBodyLength: part.length });
  const proof = await verify(arrived(`${message}Sent by ses-migrate. Token t1-api\r\n`));
  expect(proof.signatures).toMatchObject([{ result: 'pass', partial: true, tokens: [] }]);
});

test('a second From has no domain', async () => {
  const proof = await verify(arrived(`From: You <you@evil.example>\r\n${await signed()}`));
  expect(proof).toMatchObject({ from: null, alignedBy: [] });
});

test('two authors in one From have no domain', async () => {
  const head = HEAD.replace('hello@acme.example>', 'hello@acme.example>, evil@evil.example');
  expect(await verify(arrived(await signed({ head })))).toMatchObject({
    from: null,
    alignedBy: [],
  });
});

test.each([
  [
    'a sender that writes a hop of SES below its own',
    ['Received: from evil.example (evil.example [198.51.100.7])', BY_US, SES, BY_US],
  ],
  [
    'a sender that calls itself SES',
    ['Received: from a1.smtp-out.amazonses.com (evil.example [198.51.100.7])', BY_US],
  ],
])('SPF is judged at the outermost hop: %s', async (_what, trace) => {
  expect(await verify(arrived(await signed(), ...trace))).toMatchObject({
    spf: 'fail',
    ip: '198.51.100.7',
    alignedBy: ['dkim'],
  });
});

test('a Return-Path that the sender wrote below counts for nothing', async () => {
  const raw = `${lines('Return-Path: <b@evil.example>', SES, BY_US, 'Return-Path: <b@mail.acme.example>')}${await signed()}`;
  expect(await verify(raw)).toMatchObject({ mailFrom: 'evil.example', alignedBy: ['dkim'] });
});
