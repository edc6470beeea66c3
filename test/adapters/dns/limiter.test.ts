import { afterEach, describe, expect, test } from 'vitest';
import { createDns, type DnsOptions } from '../../../src/adapters/dns/client.ts';
import { createLimiter, type Timer } from '../../../src/adapters/dns/limiter.ts';
import { reply, type Script, type Stub, startStub, txt } from './stub-server.ts';

/** A clock that stands still until told; who sleeps is woken in order of time. */
function handClock() {
  let now = 0;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const timer: Timer = {
    now: () => now,
    sleep: (ms) => new Promise<void>((wake) => sleepers.push({ at: now + ms, wake })),
  };
  const pass = async (ms: number): Promise<void> => {
    now += ms;
    for (const { at, wake } of sleepers) if (at <= now) wake();
    await settle();
  };
  return { timer, pass };
}

/** Lets everything run that waits for nothing but its turn. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Tasks that end when told; `started` holds their numbers in order. */
function tasks() {
  const started: number[] = [];
  const ends = new Map<number, (error?: Error) => void>();
  const task = (number: number) => () =>
    new Promise<number>((resolve, reject) => {
      started.push(number);
      ends.set(number, (error) => (error === undefined ? resolve(number) : reject(error)));
    });
  return { started, task, end: (number: number, error?: Error) => ends.get(number)?.(error) };
}

describe('tasks at a time', () => {
  test('no more than the limit, first come first served', async () => {
    const limit = createLimiter(2);
    const { started, task, end } = tasks();
    const results = [1, 2, 3, 4].map((number) => limit(task(number)));
    await settle();
    expect(started).toEqual([1, 2]);
    end(2);
    await settle();
    expect(started).toEqual([1, 2, 3]);
    end(1);
    await settle();
    expect(started).toEqual([1, 2, 3, 4]);
    end(3);
    end(4);
    expect(await Promise.all(results)).toEqual([1, 2, 3, 4]);
  });

  test('one that fails gives its place to the next, and only its caller hears of it', async () => {
    const limit = createLimiter(1);
    const { started, task, end } = tasks();
    const first = limit(task(1));
    const second = limit(task(2));
    await settle();
    end(1, new Error('lost'));
    await expect(first).rejects.toThrow('lost');
    await settle();
    expect(started).toEqual([1, 2]);
    end(2);
    expect(await second).toBe(2);
  });

  test('the limit holds after the line was empty', async () => {
    const limit = createLimiter(1);
    await limit(async () => undefined);
    await Promise.all([1, 2, 3].map((number) => limit(async () => number)));
    const { started, task } = tasks();
    for (const number of [1, 2]) void limit(task(number));
    await settle();
    expect(started).toEqual([1]);
  });
});

describe('starts a second', () => {
  const RATE = { perSecond: 10, burst: 3 };
  /** Starts so many tasks that end at once; the numbers of those that ran. */
  function start(count: number, limit: ReturnType<typeof createLimiter>): number[] {
    const ran: number[] = [];
    for (let number = 1; number <= count; number += 1) void limit(async () => ran.push(number));
    return ran;
  }

  test('a burst at once, then one at each interval, in order', async () => {
    const { timer, pass } = handClock();
    const ran = start(6, createLimiter(64, RATE, timer));
    await settle();
    expect(ran).toEqual([1, 2, 3]);
    await pass(99);
    expect(ran).toEqual([1, 2, 3]);
    await pass(1);
    expect(ran).toEqual([1, 2, 3, 4]);
    await pass(200);
    expect(ran).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('the bucket fills again while nobody asks, and never above the burst', async () => {
    const { timer, pass } = handClock();
    const limit = createLimiter(64, RATE, timer);
    start(3, limit);
    await pass(60_000);
    const ran = start(5, limit);
    await settle();
    expect(ran).toEqual([1, 2, 3]);
  });

  test('a slow server holds back by the tasks in flight as well', async () => {
    const { timer, pass } = handClock();
    const limit = createLimiter(2, { perSecond: 1000, burst: 100 }, timer);
    const { started, task } = tasks();
    for (const number of [1, 2, 3]) void limit(task(number));
    await pass(10_000);
    expect(started).toEqual([1, 2]);
  });
});

describe('who is asked politely', () => {
  const QUESTION = { name: 'a.example', type: 'TXT' } as const;
  const right: Script = (incoming) => [reply(incoming, { answers: [txt('a.example', 'x')] })];
  const stubs: Stub[] = [];
  afterEach(async () => {
    await Promise.all(stubs.splice(0).map((stub) => stub.stop()));
  });

  const stub = async (kind: 'resolver' | 'authoritative'): Promise<Stub> => {
    const started = await startStub(right, { kind });
    stubs.push(started);
    return started;
  };

  /** Asks both servers at once; how many questions `slow` has seen when `fast` has answered all. */
  async function race(
    options: Partial<DnsOptions>,
    slow: Stub,
    fast: Stub,
    questions: number,
  ): Promise<number> {
    const dns = createDns({ resolvers: [], nameservers: null, ...options });
    const askAll = ({ server }: Stub) =>
      Promise.all(Array.from({ length: questions }, () => dns.ask(server, QUESTION)));
    const polite = askAll(slow);
    await askAll(fast);
    const seen = slow.seen.length;
    expect((await polite).filter(({ kind }) => kind === 'records')).toHaveLength(questions);
    return seen;
  }

  test('name servers that were found, not those that were named', async () => {
    const found = await stub('authoritative');
    const named = await stub('authoritative');
    const seen = await race({ nameservers: [named.server] }, found, named, 140);
    expect(seen).toBeLessThan(140);
  });

  test('resolvers of the system or by default, not those that were named', async () => {
    const byDefault = await stub('resolver');
    const named = await stub('resolver');
    const polite = { politeResolvers: true, resolvers: [byDefault.server] };
    const seen = await race({ ...polite, nameservers: [named.server] }, byDefault, named, 60);
    expect(seen).toBeLessThan(60);
  });

  test('a resolver that was named is asked as fast as it answers', async () => {
    const found = await stub('resolver');
    const named = await stub('resolver');
    const seen = await race({ resolvers: [named.server] }, found, named, 60);
    expect(seen).toBeLessThan(60);
  });
});
