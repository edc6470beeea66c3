import type { Seen } from '../core/model/types.ts';
import type { AnyKey, Values } from './values.ts';

/** What one run has read of its domain and does not read again for a while. */
export interface Memo {
  /** What was read less than `freshMs` before `now`, else what `read` reads. */
  recall<K extends AnyKey>(key: K, fresh: Fresh, read: Read<K>): Promise<Seen<Values[K]>>;
}

interface Fresh {
  readonly now: Date;
  readonly freshMs: number;
}

type Read<K extends AnyKey> = () => Promise<Seen<Values[K]>>;

/** An empty one, for a new run. */
export function createMemo(): Memo {
  const entries = new Map<AnyKey, { readonly at: number; readonly seen: Seen<unknown> }>();
  return {
    async recall<K extends AnyKey>(key: K, { now, freshMs }: Fresh, read: Read<K>) {
      const known = entries.get(key);
      // Under each key is what its own source has read.
      if (known !== undefined && now.getTime() - known.at < freshMs)
        return known.seen as Seen<Values[K]>;
      const seen = await read();
      // What was not even tried is tried at the next look.
      if (seen.ok || seen.code !== 'not-read') entries.set(key, { at: now.getTime(), seen });
      return seen;
    },
  };
}
