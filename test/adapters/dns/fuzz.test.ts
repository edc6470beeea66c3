import { AUTHORITATIVE_ANSWER } from 'dns-packet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDns } from '../../../src/adapters/dns/client.ts';
import { decodeReply, isReplyTo, isTruncated } from '../../../src/adapters/dns/wire.ts';
import { type Incoming, reply, type Stub, soa, startStub, txt } from './stub-server.ts';

/** Deterministic numbers in [0, 1) (mulberry32), so that a failure can be run again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function whole(incoming: Incoming): Buffer {
  const name = incoming.query.questions?.[0]?.name ?? '';
  return reply(incoming, {
    flags: AUTHORITATIVE_ANSWER,
    answers: [
      { type: 'CNAME', name, ttl: 60, data: 'b.example.com' },
      txt('b.example.com', 'v=spf1 -all'),
      {
        type: 'MX',
        name: 'b.example.com',
        ttl: 60,
        data: { preference: 10, exchange: 'mx.example.com' },
      },
    ],
    authorities: [soa('example.com')],
    additionals: [{ type: 'A', name: 'mx.example.com', ttl: 60, data: '127.0.0.1' }],
  });
}

/** Flips, overwrites, cuts or appends; `from` keeps the bytes before it. */
function mutate(packet: Buffer, from: number, next: () => number): Buffer {
  const copy = Buffer.from(packet);
  const times = 1 + Math.floor(next() * 8);
  for (let n = 0; n < times; n += 1) {
    copy[from + Math.floor(next() * (copy.length - from))] = Math.floor(next() * 256);
  }
  const how = next();
  if (how < 0.2) return copy.subarray(0, from + Math.floor(next() * (copy.length - from)));
  return how < 0.3 ? Buffer.concat([copy, Buffer.from([1, 2, 3])]) : copy;
}

let stub: Stub;
let seed = 1;
beforeAll(async () => {
  stub = await startStub((incoming) => {
    // Header id, flags and question stay mostly whole: the answer has to reach the decoder.
    const next = random(seed);
    const from = next() < 0.7 ? 4 : 0;
    const kept = next() < 0.8 ? 12 + (incoming.query.questions?.[0]?.name.length ?? 0) + 6 : from;
    return [mutate(whole(incoming), kept, next)];
  });
});
afterAll(() => stub.stop());

test('no mutated answer makes a question reject or hang', async () => {
  const dns = createDns({ resolvers: [], nameservers: null, timeoutMs: 60 });
  const kinds = new Set<string>();
  for (; seed <= 400; seed += 1) {
    const answer = await dns.ask(stub.server, { name: 'a.example.com', type: 'TXT' });
    kinds.add(answer.kind === 'failed' ? answer.failure : answer.kind);
  }
  // The mutations reach both sides of the decoder, else this test would prove nothing.
  expect([...kinds]).toEqual(expect.arrayContaining(['records', 'malformed']));
});

test('random bytes are decoded or thrown out, never anything else', () => {
  const next = random(7);
  const query = Buffer.from(
    '0001000000010000000000000161076578616d706c6503636f6d0000100001',
    'hex',
  );
  let read = 0;
  for (let n = 0; n < 5000; n += 1) {
    const bytes = Array.from({ length: 12 + Math.floor(next() * 200) }, () => next() * 256);
    const packet = Buffer.from(bytes);
    expect(isReplyTo(query, packet)).toBe(false);
    // Counts that could be true in every other packet, else nothing would get past them.
    if (n % 2 === 0) packet.fill(0, 4, 12).writeUInt8(Math.floor(next() * 2), 7);
    isTruncated(packet);
    try {
      const { answers } = decodeReply(packet);
      expect(answers.every((record) => typeof record.data === 'string')).toBe(true);
      read += 1;
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }
  expect(read).toBeGreaterThan(100);
});

test('a packet that counts more records than it holds is thrown out before it costs anything', () => {
  const packet = Buffer.alloc(200);
  packet.fill(0xff, 4, 12);
  expect(() => decodeReply(packet)).toThrow('counts more records');
});
