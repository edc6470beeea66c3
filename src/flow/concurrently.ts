/**
 * Takes the items in their order, at most `limit` of them at a time, and none after the signal aborts or a
 * `run` fails; what runs by then is waited for. An endless or very long source is read only as fast as it is
 * worked on, and closed at the end. Rejects with the first failure.
 */
export async function forEachConcurrently<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  signal: AbortSignal,
  run: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const source = iteratorOf(items);
  let index = 0;
  let hasFailed = false;
  const mayStart = () => !signal.aborted && !hasFailed;
  const worker = async (): Promise<void> => {
    try {
      while (mayStart()) {
        const next = await source.next();
        if (next.done === true || !mayStart()) return;
        index += 1;
        await run(next.value, index - 1);
      }
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: limit }, worker));
  await source.return?.();
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

function iteratorOf<T>(items: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}
