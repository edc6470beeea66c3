import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDns } from '../../../src/adapters/dns/client.ts';
import type { DnsAnswer, RecordType } from '../../../src/core/dns/types.ts';
import { describeWith } from '../../helpers/daemon.ts';
import { KNOT, type Knot, startKnot } from '../../helpers/knot.ts';

describeWith(KNOT, 'against Knot DNS', againstKnot);

function againstKnot(): void {
  let knot: Knot;
  beforeAll(async () => {
    knot = await startKnot(['example.com']);
  });
  afterAll(() => knot.stop());

  const ask = (name: string, type: RecordType): Promise<DnsAnswer> =>
    createDns({ resolvers: [], nameservers: [knot.server] }).ask(knot.server, { name, type });

  const data = async (name: string, type: RecordType): Promise<string[]> => {
    const answer = await ask(name, type);
    if (answer.kind !== 'records') throw new Error(`${name}: ${JSON.stringify(answer)}`);
    return answer.records.map((record) => `${record.type} ${record.data}`);
  };

  test('record data comes in the words of the contract', async () => {
    expect(await data('tok1._domainkey.example.com', 'CNAME')).toEqual([
      'CNAME tok1.dkim.amazonses.com',
    ]);
    expect(await data('mail.example.com', 'MX')).toEqual([
      'MX 10 feedback-smtp.eu-west-1.amazonses.com',
    ]);
    expect(await data('mail.example.com', 'TXT')).toEqual([
      'TXT v=spf1 include:amazonses.com ~all',
    ]);
    expect(await data('ns1.example.com', 'A')).toEqual(['A 127.0.0.1']);
    expect((await data('example.com', 'NS')).sort()).toEqual([
      'NS ns1.example.com',
      'NS ns2.example.com',
    ]);
  });

  test('an answer keeps authority, TTL and server', async () => {
    expect(await ask('_dmarc.example.com', 'TXT')).toEqual({
      kind: 'records',
      server: knot.server,
      ms: expect.any(Number),
      aa: true,
      rcode: 'NOERROR',
      records: [{ name: '_dmarc.example.com', type: 'TXT', ttl: 300, data: 'v=DMARC1; p=none' }],
    });
  });

  test('TXT strings are joined as bytes: a character may span two', async () => {
    expect(await data('split.example.com', 'TXT')).toEqual(['TXT café']);
  });

  test('upper case in the question does not hide the answer', async () => {
    expect(await data('_DMARC.Example.COM', 'TXT')).toEqual(['TXT v=DMARC1; p=none']);
  });

  test('an answer too long for UDP comes whole, over TCP', async () => {
    const [text = ''] = await data('big.example.com', 'TXT');
    expect(text).toHaveLength('TXT '.length + 2000);
    expect(text.endsWith('19'.repeat(50))).toBe(true);
  });

  test('a CNAME that is at the name comes first, then what is at its end', async () => {
    expect(await data('alias.example.com', 'TXT')).toEqual([
      'CNAME target.example.com',
      'TXT at the end of the chain',
    ]);
  });

  test('NXDOMAIN and NODATA are two things, both with the time they may be cached', async () => {
    const soa = { zone: 'example.com', primary: 'ns1.example.com', serial: 7, negativeTtl: 60 };
    expect(await ask('nowhere.example.com', 'TXT')).toMatchObject({
      kind: 'nxdomain',
      rcode: 'NXDOMAIN',
      aa: true,
      soa,
    });
    expect(await ask('mail.example.com', 'CNAME')).toMatchObject({
      kind: 'nodata',
      rcode: 'NOERROR',
      aa: true,
      soa,
    });
    expect(await ask('empty.example.com', 'TXT')).toMatchObject({ kind: 'nodata', soa });
  });

  test('a referral to a child zone is a failure that names the child', async () => {
    expect(await ask('x.child.example.com', 'TXT')).toMatchObject({
      kind: 'failed',
      failure: 'lame',
      rcode: 'NOERROR',
      referral: { zone: 'child.example.com', nameServers: ['ns.elsewhere.example'] },
    });
  });

  test('a zone that the server does not hold is no authority (REFUSED)', async () => {
    expect(await ask('example.net', 'TXT')).toMatchObject({
      kind: 'failed',
      failure: 'lame',
      rcode: 'REFUSED',
    });
  });

  test('two hundred questions at once are all answered', async () => {
    const dns = createDns({ resolvers: [], nameservers: [knot.server] });
    const asked = Array.from({ length: 200 }, () =>
      dns.ask(knot.server, { name: '_dmarc.example.com', type: 'TXT' }),
    );
    const kinds = new Set((await Promise.all(asked)).map((answer) => answer.kind));
    expect([...kinds]).toEqual(['records']);
  });

  test('given name servers tell the zone, its NS set and its SOA', async () => {
    const dns = createDns({ resolvers: [], nameservers: [knot.server] });
    expect(await dns.delegation('app.example.com')).toEqual({
      zone: 'example.com',
      nameServers: expect.arrayContaining(['ns1.example.com', 'ns2.example.com']),
      servers: [knot.server],
      soa: { zone: 'example.com', primary: 'ns1.example.com', serial: 7, negativeTtl: 60 },
      given: true,
    });
  });
}
