import { createSocket } from 'node:dgram';
import { AUTHORITATIVE_ANSWER, type OptAnswer, TRUNCATED_RESPONSE } from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { createDns } from '../../../src/adapters/dns/client.ts';
import type { DnsAnswer, DnsServer } from '../../../src/core/dns/types.ts';
import { hasEdns, reply, type Script, type Stub, soa, startStub, txt } from './stub-server.ts';

const NAME = '_dmarc.example.com';
const QUESTION = { name: NAME, type: 'TXT' } as const;
const RA = 1 << 7;
const FORMERR = 1;
const SERVFAIL = 2;
const NXDOMAIN = 3;
const REFUSED = 5;

const stubs: Stub[] = [];
afterEach(async () => {
  await Promise.all(stubs.splice(0).map((stub) => stub.stop()));
});

async function stub(script: Script, options?: Parameters<typeof startStub>[1]): Promise<Stub> {
  const started = await startStub(script, options);
  stubs.push(started);
  return started;
}

function ask(server: DnsServer, timeoutMs = 2000): Promise<DnsAnswer> {
  return createDns({ resolvers: [], nameservers: null, timeoutMs }).ask(server, QUESTION);
}

/** The texts of a usable answer, else the whole answer, so that a failed test shows it. */
function texts(answer: DnsAnswer): unknown {
  return answer.kind === 'records' ? answer.records.map((record) => record.data) : answer;
}

const right: Script = (incoming) => [reply(incoming, { answers: [txt(NAME, 'true')] })];
const SHORT = 350;

describe('what is sent', () => {
  test('recursion is asked of resolvers only, EDNS with 1232 bytes of all', async () => {
    const resolver = await stub(right, { kind: 'resolver' });
    const authority = await stub(right);
    await Promise.all([ask(resolver.server), ask(authority.server)]);
    expect(resolver.seen.map(({ query }) => query.flag_rd)).toEqual([true]);
    expect(authority.seen.map(({ query }) => query.flag_rd)).toEqual([false]);
    expect(authority.seen[0]?.query.additionals).toMatchObject([
      { type: 'OPT', udpPayloadSize: 1232 },
    ]);
  });

  test('validation is switched off in the packet only when asked for', async () => {
    const { server, seen } = await stub(right, { kind: 'resolver' });
    const dns = createDns({ resolvers: [], nameservers: null });
    await dns.ask(server, QUESTION);
    await dns.ask(server, { ...QUESTION, checkingDisabled: true });
    expect(seen.map(({ query }) => query.flag_cd)).toEqual([false, true]);
  });

  test('ids and source ports differ from question to question', async () => {
    const { server, seen } = await stub(right);
    for (let n = 0; n < 12; n += 1) await ask(server);
    expect(new Set(seen.map(({ query }) => query.id)).size).toBeGreaterThan(8);
    expect(new Set(seen.map(({ fromPort }) => fromPort)).size).toBeGreaterThan(8);
  });

  test('a lost packet is sent again', async () => {
    const { server, seen } = await stub((incoming) => (incoming.nth < 3 ? [] : right(incoming)));
    expect(texts(await ask(server, 700))).toEqual(['true']);
    expect(seen).toHaveLength(3);
  });

  test('no more than the limit is in flight at one server', async () => {
    const open = new Set<number | undefined>();
    let most = 0;
    // Each question is answered only when it comes again, so all that may fly at once do.
    const { server } = await stub((incoming) => {
      const { id } = incoming.query;
      if (open.delete(id)) return right(incoming);
      open.add(id);
      most = Math.max(most, open.size);
      return [];
    });
    const dns = createDns({ resolvers: [], nameservers: null, concurrency: 2, timeoutMs: 700 });
    const asked = Array.from({ length: 6 }, () => dns.ask(server, QUESTION));
    expect((await Promise.all(asked)).map(texts)).toEqual(Array(6).fill(['true']));
    expect(most).toBe(2);
  });

  test('a name that does not fit the wire is refused without a packet', async () => {
    const { server, seen } = await stub(right);
    const dns = createDns({ resolvers: [], nameservers: null });
    for (const name of [
      `${'a'.repeat(64)}.example.com`,
      'a..example.com',
      `${'a.'.repeat(130)}com`,
    ]) {
      expect(await dns.ask(server, { name, type: 'TXT' })).toMatchObject({
        kind: 'failed',
        failure: 'other',
      });
    }
    expect(seen).toEqual([]);
  });

  test('IPv6 servers are asked', async () => {
    const { server } = await stub(right, { host: '::1' });
    expect(texts(await ask(server))).toEqual(['true']);
  });
});

describe('answers that are not ours are ignored', () => {
  const lie = [txt(NAME, 'lie')];
  test.each<[string, Script]>([
    ['another id', (q) => [reply(q, { id: ((q.query.id ?? 0) + 1) % 65_536, answers: lie })]],
    [
      'another name',
      (q) => [reply(q, { questions: [{ type: 'TXT', name: 'x.example.com' }], answers: lie })],
    ],
    ['another type', (q) => [reply(q, { questions: [{ type: 'MX', name: NAME }], answers: lie })]],
    ['no question', (q) => [reply(q, { questions: [], answers: lie })]],
    [
      'two questions',
      (q) => [
        reply(q, {
          questions: [...(q.query.questions ?? []), { type: 'MX', name: NAME }],
          answers: lie,
        }),
      ],
    ],
    ['the query itself', (q) => [q.raw]],
    ['garbage', () => [Buffer.from('not DNS at all'), Buffer.alloc(0), Buffer.alloc(11)]],
  ])('%s', async (_what, liar) => {
    const { server } = await stub((incoming) => [...liar(incoming), ...right(incoming)]);
    expect(texts(await ask(server))).toEqual(['true']);
    const alone = await stub(liar);
    expect(await ask(alone.server, SHORT)).toMatchObject({
      kind: 'failed',
      failure: 'timeout',
      rcode: null,
    });
  });

  test('another source port', async () => {
    const other = createSocket('udp4');
    await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve));
    const { server } = await stub((incoming) => {
      other.send(reply(incoming, { answers: lie }), incoming.fromPort, '127.0.0.1');
      return incoming.nth === 1 ? [] : right(incoming);
    });
    expect(texts(await ask(server, 700))).toEqual(['true']);
    await new Promise<void>((resolve) => other.close(resolve));
  });

  test('records of other names inside a right answer', async () => {
    const { server } = await stub((incoming) => [
      reply(incoming, { answers: [txt('evil.example.com', 'lie'), txt(NAME, 'true')] }),
    ]);
    expect(texts(await ask(server))).toEqual(['true']);
  });

  test('a chain of CNAMEs that goes round', async () => {
    const { server } = await stub((incoming) => [
      reply(incoming, {
        answers: [
          { type: 'CNAME', name: NAME, ttl: 1, data: 'b.example.com' },
          { type: 'CNAME', name: 'b.example.com', ttl: 1, data: NAME },
        ],
      }),
    ]);
    expect(await ask(server)).toMatchObject({ kind: 'records' });
  });
});

describe('EDNS', () => {
  const badVersion: OptAnswer = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: 512,
    extendedRcode: 1,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  };
  test.each<[string, NonNullable<Parameters<typeof reply>[1]>]>([
    ['FORMERR', { rcode: FORMERR }],
    ['FORMERR without the question', { rcode: FORMERR, questions: [] }],
    ['NOTIMP', { rcode: 4 }],
    ['BADVERS, whose low bits read NOERROR', { additionals: [badVersion] }],
  ])('a server that answers %s is asked again without', async (_what, error) => {
    const { server, seen } = await stub((incoming) =>
      hasEdns(incoming) ? [reply(incoming, error)] : right(incoming),
    );
    expect(texts(await ask(server))).toEqual(['true']);
    expect(seen.map(hasEdns)).toEqual([true, false]);
  });

  test('FORMERR to both is a failure, not an absence', async () => {
    const { server } = await stub((incoming) => [reply(incoming, { rcode: FORMERR })]);
    expect(await ask(server)).toMatchObject({ kind: 'failed', failure: 'other', rcode: 'FORMERR' });
  });
});

describe('TCP after truncation', () => {
  const truncated: Script = (incoming) =>
    incoming.transport === 'udp'
      ? [
          reply(incoming, {
            flags: AUTHORITATIVE_ANSWER | TRUNCATED_RESPONSE,
            answers: [txt(NAME, 'half')],
          }),
        ]
      : right(incoming);

  test('the whole answer is taken', async () => {
    const { server, seen } = await stub(truncated);
    expect(texts(await ask(server))).toEqual(['true']);
    expect(seen.map(({ transport }) => transport)).toEqual(['udp', 'tcp']);
  });

  test('an answer in single bytes, after a stray frame, is put together', async () => {
    const { server } = await stub(
      (incoming) => {
        if (incoming.transport === 'udp') return truncated(incoming);
        const stray = reply(incoming, { id: 0, answers: [txt(NAME, 'lie')] });
        const whole = reply(incoming, { answers: [txt(NAME, 'true')] });
        const bytes = [stray, whole].flatMap((packet) => [
          packet.length >> 8,
          packet.length & 255,
          ...packet,
        ]);
        return bytes.map((byte) => Buffer.from([byte]));
      },
      { wholeTcp: false },
    );
    expect(texts(await ask(server))).toEqual(['true']);
  });

  test.each<[string, Script, string]>([
    ['silence', () => [], 'timeout'],
    ['an early end', () => [Buffer.alloc(0)], 'malformed'],
    [
      'half a frame, then the end',
      () => [Buffer.from([0, 50, 1, 2]), Buffer.alloc(0)],
      'malformed',
    ],
  ])('%s there is a failure that says TCP', async (_what, overTcp, failure) => {
    const { server } = await stub(
      (incoming) => (incoming.transport === 'udp' ? truncated(incoming) : overTcp(incoming)),
      { wholeTcp: false },
    );
    const answer = await ask(server, SHORT);
    expect(answer).toMatchObject({
      kind: 'failed',
      failure,
      message: expect.stringContaining('TCP'),
    });
  });
});

describe('kinds of failure', () => {
  const ns = { type: 'NS', name: 'com', ttl: 1, data: 'a.gtld.example' } as const;
  test.each<[string, Script, 'authoritative' | 'resolver', object]>([
    [
      'SERVFAIL',
      (q) => [reply(q, { rcode: SERVFAIL })],
      'resolver',
      { failure: 'servfail', rcode: 'SERVFAIL' },
    ],
    [
      'REFUSED by a resolver',
      (q) => [reply(q, { rcode: REFUSED, flags: 0 })],
      'resolver',
      { failure: 'refused', rcode: 'REFUSED' },
    ],
    [
      'REFUSED by a name server',
      (q) => [reply(q, { rcode: REFUSED, flags: 0 })],
      'authoritative',
      { failure: 'lame', rcode: 'REFUSED' },
    ],
    [
      'an upward referral',
      (q) => [reply(q, { flags: 0, authorities: [ns] })],
      'authoritative',
      { failure: 'lame', referral: { zone: 'com', nameServers: ['a.gtld.example'] } },
    ],
    [
      'emptiness without authority',
      (q) => [reply(q, { flags: 0 })],
      'authoritative',
      { failure: 'lame' },
    ],
    [
      'absence told from a cache',
      (q) => [reply(q, { flags: RA, rcode: NXDOMAIN, authorities: [soa('example.com')] })],
      'authoritative',
      { failure: 'lame' },
    ],
    [
      'a record told from a cache',
      (q) => [reply(q, { flags: RA, answers: [txt(NAME, 'old')] })],
      'authoritative',
      { failure: 'lame' },
    ],
    [
      'an unknown rcode',
      (q) => [reply(q, { rcode: 13 })],
      'resolver',
      { failure: 'other', rcode: 'RCODE13' },
    ],
    [
      'a record that runs past the end',
      (q) => [reply(q, { answers: [txt(NAME, 'true')] }).subarray(0, -2)],
      'resolver',
      { failure: 'malformed' },
    ],
  ])('%s', async (_what, script, kind, expected) => {
    const { server } = await stub(script, { kind });
    expect(await ask(server)).toMatchObject({ kind: 'failed', ...expected });
  });

  test('a closed port is unreachable, not a time-out', async () => {
    const { server, stop } = await startStub(right);
    await stop();
    const answer = await ask(server);
    expect(answer).toMatchObject({ kind: 'failed', failure: 'unreachable', rcode: null });
    expect(answer).toHaveProperty('message', expect.stringContaining('ECONNREFUSED'));
  });

  test('so it is for questions that leave together, of which the later hear of it', async () => {
    const { server, stop } = await startStub(right);
    await stop();
    const two = await Promise.all([ask(server), ask(server)]);
    expect(two).toMatchObject([{ failure: 'unreachable' }, { failure: 'unreachable' }]);
  });
});

describe('absence', () => {
  test.each([
    ['the SOA lives shorter', { ttl: 27, minimum: 60 }, 27],
    ['its MINIMUM is shorter', { ttl: 300, minimum: 60 }, 60],
  ])('is cached as long as the shorter of the two: %s', async (_what, times, negativeTtl) => {
    const { server } = await stub((incoming) => [
      reply(incoming, { rcode: NXDOMAIN, authorities: [soa('example.com', times)] }),
    ]);
    expect(await ask(server)).toMatchObject({
      kind: 'nxdomain',
      soa: { zone: 'example.com', negativeTtl },
    });
  });

  test('of a resolver needs no SOA', async () => {
    const { server } = await stub((incoming) => [reply(incoming, { flags: RA })], {
      kind: 'resolver',
    });
    expect(await ask(server)).toMatchObject({ kind: 'nodata', soa: null });
  });

  test('at the end of a CNAME shows the CNAME', async () => {
    const { server } = await stub((incoming) => [
      reply(incoming, {
        rcode: NXDOMAIN,
        answers: [{ type: 'CNAME', name: NAME, ttl: 5, data: 'Gone.example.net' }],
        authorities: [soa('example.net')],
      }),
    ]);
    expect(await ask(server)).toMatchObject({
      kind: 'records',
      rcode: 'NXDOMAIN',
      records: [{ type: 'CNAME', data: 'gone.example.net', ttl: 5 }],
    });
  });
});
