import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { forEachConcurrently } from '../../src/flow/concurrently.ts';

const { signal } = new AbortController();

/** Numbers from 0, endless where no end is given; tells how far it was read, and whether it was closed. */
function source(end = Number.POSITIVE_INFINITY) {
  const seen = { read: 0, closed: false };
  async function* numbers() {
    try {
      for (; seen.read < end; seen.read += 1) yield seen.read;
    } finally {
      seen.closed = true;
    }
  }
  return { seen, numbers: numbers() };
}

test.each<[string, () => Iterable<number> | AsyncIterable<number>]>([
  ['an array', () => [0, 1, 2, 3, 4]],
  ['a set', () => new Set([0, 1, 2, 3, 4])],
  ['what comes by itself', () => source(5).numbers],
])('each item of %s once, in order, at most two at a time', async (_what, items) => {
  const started: [number, number][] = [];
  let running = 0;
  let most = 0;
  await forEachConcurrently(items(), 2, signal, async (item, index) => {
    started.push([item, index]);
    running += 1;
    most = Math.max(most, running);
    await setImmediate();
    running -= 1;
  });
  expect(started).toEqual([0, 1, 2, 3, 4].map((each) => [each, each]));
  expect(most).toBe(2);
});

test('nothing of nothing', async () => {
  await forEachConcurrently([], 3, signal, () => Promise.reject(new Error('called')));
});

test('an endless source is read no faster than it is worked on, and closed at Ctrl-C', async () => {
  const { seen, numbers } = source();
  const abort = new AbortController();
  const done: number[] = [];
  await forEachConcurrently(numbers, 2, abort.signal, async (item) => {
    await setImmediate();
    done.push(item);
    if (item === 4) abort.abort();
  });
  expect(done.length).toBeLessThan(8);
  expect(seen.read).toBeLessThan(8);
  expect(seen.closed).toBe(true);
});

test('after a failure none is started, what runs is waited for, and the source is closed', async () => {
  const { seen, numbers } = source();
  const ended: number[] = [];
  const run = forEachConcurrently(numbers, 2, signal, async (item) => {
    if (item === 1) throw new Error('no');
    await setImmediate();
    await setImmediate();
    ended.push(item);
  });
  await expect(run).rejects.toThrow('no');
  expect(ended).toEqual([0]);
  expect(seen).toMatchObject({ closed: true });
});

test('a source that breaks ends it with its own error', async () => {
  async function* broken() {
    yield 1;
    throw new Error('unreadable');
  }
  await expect(forEachConcurrently(broken(), 3, signal, async () => undefined)).rejects.toThrow(
    'unreadable',
  );
});
