import { expect, onTestFinished, test } from 'vitest';
import { createDns } from '../../../src/adapters/dns/client.ts';
import { shareAnswers } from '../../../src/adapters/dns/shared.ts';
import type { DnsAnswer, DnsServer } from '../../../src/core/dns/types.ts';
import type { Question } from '../../../src/ports/index.ts';
import { reply, soa, startStub } from './stub-server.ts';

const SERVER: DnsServer = {
  address: '192.0.2.53',
  port: 53,
  name: 'ns1.dns.example',
  kind: 'authoritative',
};
const NS: Question = { name: 'acme.example', type: 'NS' };
const SOA: Question = { name: 'acme.example', type: 'SOA' };

function records(ttl: number, count = 1): DnsAnswer {
  const record = { name: 'acme.example', type: 'NS', data: 'ns1.dns.example' };
  const set = Array.from({ length: count }, (_, n) => ({ ...record, ttl: ttl + n }));
  return { kind: 'records', server: SERVER, ms: 1, aa: true, rcode: 'NOERROR', records: set };
}
const NXDOMAIN: DnsAnswer = {
  kind: 'nxdomain',
  server: SERVER,
  ms: 1,
  aa: true,
  rcode: 'NXDOMAIN',
  soa: null,
};
const TIMEOUT: DnsAnswer = {
  kind: 'failed',
  failure: 'timeout',
  server: SERVER,
  ms: 5000,
  rcode: null,
  message: 'it did not answer',
};

/** Counts what is really asked; `pass` moves its clock by seconds. */
function shared(answerOf: (nth: number) => DnsAnswer | Error) {
  let now = 0;
  const asked: string[] = [];
  const ask = shareAnswers(
    async (server, { name, type, checkingDisabled }) => {
      asked.push(
        [server.address, server.port, type, name, ...(checkingDisabled ? ['CD'] : [])].join(' '),
      );
      const nth = asked.length;
      await Promise.resolve();
      const answer = answerOf(nth);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    () => now,
  );
  const pass = (seconds: number): void => {
    now += seconds * 1000;
  };
  return { ask, asked, pass };
}

test('who asks the same while the answer is on its way gets that one', async () => {
  const { ask, asked, pass } = shared(() => records(0));
  const early = ask(SERVER, NS);
  pass(3600);
  const answers = await Promise.all([early, ask(SERVER, NS), ask(SERVER, NS)]);
  expect(asked).toHaveLength(1);
  expect(new Set(answers).size).toBe(1);
});

test('the case of the name makes no other question', async () => {
  const { ask, asked } = shared(() => records(300));
  await Promise.all([ask(SERVER, NS), ask(SERVER, { ...NS, name: 'ACME.example' })]);
  expect(asked).toHaveLength(1);
});

test.each<[string, DnsServer, Question]>([
  ['name', SERVER, { ...NS, name: 'other.example' }],
  ['type', SERVER, SOA],
  ['address', { ...SERVER, address: '192.0.2.54' }, NS],
  ['port', { ...SERVER, port: 5353 }, NS],
  ['recursion', { ...SERVER, kind: 'resolver' }, NS],
  ['DNSSEC checking', SERVER, { ...NS, checkingDisabled: true }],
])('another %s is another question', async (_what, server, question) => {
  const { ask, asked } = shared(() => records(300));
  await Promise.all([ask(SERVER, NS), ask(server, question)]);
  expect(asked).toHaveLength(2);
});

test.each<[string, Question, DnsAnswer, number, number]>([
  ['records: their TTL', NS, records(20), 19, 21],
  ['several: the shortest TTL', NS, records(20, 3), 19, 21],
  ['a long TTL: a minute', NS, records(86_400), 59, 61],
  ['the SOA: a second, as its serial tells of a change', SOA, records(86_400), 0.9, 1.1],
  ['no such name: a second', NS, NXDOMAIN, 0.9, 1.1],
  ['a failure: not until the next look', NS, TIMEOUT, 0.9, 1.1],
])('is kept so long: %s', async (_what, question, answer, within, beyond) => {
  const { ask, asked, pass } = shared(() => answer);
  await ask(SERVER, question);
  pass(within);
  await ask(SERVER, question);
  expect(asked).toHaveLength(1);
  pass(beyond - within);
  await ask(SERVER, question);
  expect(asked).toHaveLength(2);
});

test('records with a TTL of 0 are not kept', async () => {
  const { ask, asked } = shared(() => records(0));
  await ask(SERVER, NS);
  await ask(SERVER, NS);
  expect(asked).toHaveLength(2);
});

test('the life of an answer begins when it is there, not when it was asked for', async () => {
  const { ask, asked, pass } = shared(() => records(20));
  const early = ask(SERVER, NS);
  pass(30);
  await early;
  pass(19);
  await ask(SERVER, NS);
  expect(asked).toHaveLength(1);
});

test('a broken look is told to all who shared it, and the next one asks again', async () => {
  const { ask, asked } = shared((nth) => (nth === 1 ? new Error('socket lost') : records(300)));
  const both = await Promise.allSettled([ask(SERVER, NS), ask(SERVER, NS)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await ask(SERVER, NS)).toMatchObject({ kind: 'records' });
  expect(asked).toHaveLength(2);
});

test('what is kept is bounded: the oldest gives way', async () => {
  const { ask, asked } = shared(() => records(300));
  const names = Array.from({ length: 2_001 }, (_, n) => `d${n}.example`);
  for (const name of names) await ask(SERVER, { ...NS, name });
  expect(asked).toHaveLength(2_001);
  await ask(SERVER, { ...NS, name: names.at(-1) ?? '' });
  expect(asked).toHaveLength(2_001);
  await ask(SERVER, { ...NS, name: names[0] ?? '' });
  expect(asked).toHaveLength(2_002);
});

test('domains of one zone ask for its NS set once', async () => {
  const stub = await startStub((incoming) => {
    const [question] = incoming.query.questions ?? [];
    const isZone = question?.type === 'NS' && question.name === 'acme.example';
    const host = { type: 'NS', name: 'acme.example', ttl: 60, data: 'ns1.dns.example' } as const;
    return [reply(incoming, isZone ? { answers: [host] } : { authorities: [soa('acme.example')] })];
  });
  onTestFinished(() => stub.stop());
  const dns = createDns({ resolvers: [], nameservers: [stub.server] });
  const names = ['a', 'b', 'c'].map((label) => `${label}.acme.example`);
  const found = await Promise.all(names.map((name) => dns.delegation(name)));
  for (const { zone, nameServers } of found)
    expect([zone, nameServers]).toEqual(['acme.example', ['ns1.dns.example']]);
  const asked = stub.seen.map(({ query }) => query.questions?.[0]);
  const ofZone = asked.filter((each) => each?.type === 'NS' && each.name === 'acme.example');
  expect(ofZone).toHaveLength(1);
});
