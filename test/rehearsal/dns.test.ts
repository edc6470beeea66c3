import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type Answer, type DecodedPacket, decode, encode, type RecordType } from 'dns-packet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDnsData, type DnsWorld } from '../../src/rehearsal/dns/data.ts';
import { seedSets } from '../../src/rehearsal/dns/seeds.ts';
import { type DnsServers, startDns } from '../../src/rehearsal/dns/server.ts';
import { frozenClock } from './frozen-clock.ts';

const DOMAIN = 'acme.example';
const NAME_SERVERS = ['ns1.dns-host.example', 'ns2.dns-host.example'];

let clock = frozenClock();
let data: DnsWorld;
let servers: DnsServers;

beforeEach(async () => {
  clock = frozenClock();
  const sets = seedSets({ domain: DOMAIN, region: 'eu-west-1', nameServers: NAME_SERVERS });
  const key = { name: `resend._domainkey.${DOMAIN}`, type: 'TXT', ttl: 300, values: ['p=MIG'] };
  const timings = { authoritativeLag: [800, 1600] };
  data = createDnsData({ clock, timings, sets: [...sets, key] });
  servers = await startDns(data, clock);
});
afterEach(() => servers.close());

const portOf = (address: string): number => Number(address.split(':')[1]);

async function loopbackSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

async function exchangeUdp(address: string, message: Buffer): Promise<Buffer> {
  const socket = await loopbackSocket();
  socket.send(message, portOf(address), '127.0.0.1');
  const [reply] = (await once(socket, 'message')) as [Buffer];
  socket.close();
  return reply;
}

interface Asked {
  readonly transport?: 'udp' | 'tcp';
  readonly edns?: number;
}

function query(name: string, type: RecordType, edns?: number): Buffer {
  const opt = { type: 'OPT', name: '.', udpPayloadSize: edns, flags: 0, options: [] };
  return encode({
    type: 'query',
    id: 4711,
    flags: 1 << 8,
    questions: [{ name, type }],
    additionals: edns === undefined ? [] : [opt as unknown as Answer],
  });
}

async function ask(
  address: string | undefined,
  name: string,
  type: RecordType,
  { transport = 'udp', edns }: Asked = {},
): Promise<DecodedPacket & { rcode?: string }> {
  if (address === undefined) throw new Error('no such server');
  const message = query(name, type, edns);
  if (transport === 'udp') return decode(await exchangeUdp(address, message));
  const socket = connect(portOf(address), '127.0.0.1');
  const frame = Buffer.concat([Buffer.from([0, message.length]), message]);
  // In two parts: a stream may cut a message anywhere.
  socket.write(frame.subarray(0, 5));
  setImmediate(() => socket.write(frame.subarray(5)));
  let reply = Buffer.alloc(0);
  for await (const chunk of socket) {
    reply = Buffer.concat([reply, chunk]);
    if (reply.length >= 2 && reply.length >= 2 + reply.readUInt16BE(0)) break;
  }
  return decode(reply.subarray(2));
}

const texts = (packet: DecodedPacket): string[] =>
  (packet.answers ?? [])
    .filter((answer) => answer.type === 'TXT')
    .map((answer) => Buffer.concat(answer.data as Buffer[]).toString());

const txt = (name: string, value: string, ttl = 300) => ({
  name,
  type: 'TXT',
  ttl,
  values: [value],
});

test('an authoritative server answers with AA, and says NXDOMAIN, NODATA and REFUSED apart', async () => {
  const [first] = servers.authoritative;
  const mx = await ask(first, 'send.ACME.example', 'MX');
  expect(mx).toMatchObject({ id: 4711, rcode: 'NOERROR', flag_aa: true, flag_ra: false });
  expect(mx.answers).toMatchObject([
    { type: 'MX', data: { preference: 10, exchange: 'feedback-smtp.us-east-1.amazonses.com' } },
  ]);

  const noName = await ask(first, 'nowhere.acme.example', 'A');
  expect(noName).toMatchObject({ rcode: 'NXDOMAIN', flag_aa: true, answers: [] });
  expect(noName.authorities).toMatchObject([{ type: 'SOA', name: DOMAIN, ttl: 2 }]);

  const noData = await ask(first, DOMAIN, 'AAAA');
  expect(noData).toMatchObject({ rcode: 'NOERROR', answers: [] });
  expect(noData.authorities).toMatchObject([{ type: 'SOA', name: DOMAIN }]);

  // RFC 8020: resend._domainkey exists, so _domainkey does, without data.
  expect(await ask(first, '_domainkey.acme.example', 'TXT')).toMatchObject({ rcode: 'NOERROR' });
  expect(await ask(first, 'acme.test', 'A')).toMatchObject({ rcode: 'REFUSED', flag_aa: false });
});

test('the delegation can be read: NS at the domain and its parent, and addresses for the names', async () => {
  const ns = await ask(servers.resolver, DOMAIN, 'NS');
  expect(ns.answers?.map((answer) => 'data' in answer && answer.data)).toEqual(NAME_SERVERS);
  expect((await ask(servers.resolver, 'example', 'SOA')).answers).toHaveLength(1);
  expect((await ask(servers.resolver, 'ns2.dns-host.example', 'A')).answers).toMatchObject([
    { data: '127.0.0.1' },
  ]);
});

test('each authoritative server shows a change after its own lag, and a higher serial with it', async () => {
  const [first, second] = servers.authoritative;
  const serialAt = async (address: string | undefined) => {
    const [soa] = (await ask(address, DOMAIN, 'SOA')).answers ?? [];
    return soa?.type === 'SOA' ? soa.data.serial : null;
  };
  data.put(txt('new.acme.example', 'v1'));
  expect(data.held('new.acme.example', 'TXT')?.values).toEqual(['v1']);
  expect(await ask(first, 'new.acme.example', 'TXT')).toMatchObject({ rcode: 'NXDOMAIN' });

  clock.advance(800);
  expect(texts(await ask(first, 'new.acme.example', 'TXT'))).toEqual(['v1']);
  expect(await ask(second, 'new.acme.example', 'TXT')).toMatchObject({ rcode: 'NXDOMAIN' });
  expect([await serialAt(first), await serialAt(second)]).toEqual([2, 1]);

  clock.advance(800);
  expect(texts(await ask(second, 'new.acme.example', 'TXT'))).toEqual(['v1']);

  data.put({ ...txt('new.acme.example', ''), values: [] });
  expect(texts(await ask(first, 'new.acme.example', 'TXT'))).toEqual(['v1']);
  clock.advance(1600);
  expect(await ask(second, 'new.acme.example', 'TXT')).toMatchObject({ rcode: 'NXDOMAIN' });
});

test('an answer over the limit comes back empty with TC, and whole over TCP or larger EDNS', async () => {
  const [first] = servers.authoritative;
  const long = 'k'.repeat(900);
  data.put(txt('long.acme.example', long));
  clock.advance(800);
  const plain = await ask(first, 'long.acme.example', 'TXT');
  expect(plain).toMatchObject({ flag_tc: true, answers: [], rcode: 'NOERROR', additionals: [] });
  const small = await ask(first, 'long.acme.example', 'TXT', { edns: 600 });
  expect(small).toMatchObject({ flag_tc: true, additionals: [{ type: 'OPT' }] });
  const large = await ask(first, 'long.acme.example', 'TXT', { edns: 1232 });
  expect(large.flag_tc).toBe(false);
  expect(texts(large)).toEqual([long]);
  const tcp = await ask(first, 'long.acme.example', 'TXT', { transport: 'tcp' });
  expect(texts(tcp)).toEqual([long]);
});

test('the resolver follows aliases, caches by TTL in world time and counts the TTL down', async () => {
  data.put({
    name: 'a._domainkey.acme.example',
    type: 'CNAME',
    ttl: 60,
    values: ['a.dkim.amazonses.com'],
  });
  data.put(txt('a.dkim.amazonses.com', 'p=one'));
  clock.advance(800);
  const seen = await ask(servers.resolver, 'a._domainkey.acme.example', 'TXT');
  expect(seen).toMatchObject({ flag_ra: true, flag_aa: false });
  expect(seen.answers).toMatchObject([
    { type: 'CNAME', data: 'a.dkim.amazonses.com', ttl: 60 },
    { type: 'TXT', name: 'a.dkim.amazonses.com', ttl: 300 },
  ]);

  data.put(txt('a.dkim.amazonses.com', 'p=two'));
  clock.advance(10_000);
  const cached = await ask(servers.resolver, 'a.dkim.amazonses.com', 'TXT');
  expect(texts(cached)).toEqual(['p=one']);
  expect(cached.answers).toMatchObject([{ ttl: 290 }]);
  clock.advance(290_000);
  expect(texts(await ask(servers.resolver, 'a.dkim.amazonses.com', 'TXT'))).toEqual(['p=two']);
});

test('the resolver keeps saying no for the SOA minimum, and no longer', async () => {
  expect(await ask(servers.resolver, 'late.acme.example', 'TXT')).toMatchObject({
    rcode: 'NXDOMAIN',
    authorities: [{ type: 'SOA', name: DOMAIN, ttl: 2 }],
  });
  data.put(txt('late.acme.example', 'here'));
  clock.advance(1_500);
  expect(texts(await ask(servers.authoritative[0], 'late.acme.example', 'TXT'))).toEqual(['here']);
  expect(await ask(servers.resolver, 'late.acme.example', 'TXT')).toMatchObject({
    rcode: 'NXDOMAIN',
    authorities: [{ ttl: 1 }],
  });
  clock.advance(500);
  expect(texts(await ask(servers.resolver, 'late.acme.example', 'TXT'))).toEqual(['here']);
});

test('names outside of this world do not exist, and an alias loop is a failure', async () => {
  expect(await ask(servers.resolver, 'www.example.org', 'A')).toMatchObject({
    rcode: 'NXDOMAIN',
    authorities: [{ type: 'SOA', name: '.' }],
  });
  data.put({ name: 'x.acme.example', type: 'CNAME', ttl: 60, values: ['y.acme.example'] });
  data.put({ name: 'y.acme.example', type: 'CNAME', ttl: 60, values: ['x.acme.example'] });
  clock.advance(1600);
  for (const address of [servers.resolver, servers.authoritative[1]]) {
    expect(await ask(address, 'x.acme.example', 'A')).toMatchObject({ rcode: 'SERVFAIL' });
  }
});

test('what is no question is refused or ignored, and the server lives on', async () => {
  const [first = ''] = servers.authoritative;
  const good = query(DOMAIN, 'A');
  const cut = good.subarray(0, 20);
  expect(decode(await exchangeUdp(first, cut))).toMatchObject({ id: 4711, rcode: 'FORMERR' });
  const status = Buffer.from(good);
  status.writeUInt16BE(2 << 11, 2);
  expect(decode(await exchangeUdp(first, status))).toMatchObject({ rcode: 'NOTIMP' });

  const noise = await loopbackSocket();
  let seed = 7;
  for (let round = 0; round < 400; round++) {
    const bytes = Buffer.from(good);
    for (let flips = 0; flips < 6; flips++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      bytes[seed % bytes.length] = (seed >> 8) & 0xff;
    }
    noise.send(bytes.subarray(0, 1 + (seed % bytes.length)), portOf(first), '127.0.0.1');
  }
  const tcp = connect(portOf(first), '127.0.0.1');
  tcp.end(Buffer.from([0, 3, 1, 2, 3]));
  await once(tcp, 'close');
  noise.close();
  expect((await ask(first, DOMAIN, 'A')).answers).toMatchObject([{ data: '192.0.2.80' }]);
});
