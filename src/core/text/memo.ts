/** Gives what `make` gave for the same key before, or calls it: for pure functions whose input comes again. */
export type Memo<T> = (key: string, make: () => T) => T;

/** Keeps so many values; when it is full, all are forgotten. What `make` throws is not kept. */
export function createMemo<T>(capacity: number): Memo<T> {
  const kept = new Map<string, T>();
  return (key, make) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const value = make();
    if (kept.size >= capacity) kept.clear();
    kept.set(key, value);
    return value;
  };
}
