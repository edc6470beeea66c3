import type { Delegation } from '../core/dns/types.ts';
import type { ExpectedRecord } from '../core/model/types.ts';
import type { Sources } from '../core/world.ts';

/** What only other sources need: no step names it, and it is no part of `World`. */
export interface InternalSources {
  readonly delegation: Delegation;
  /** `records`, and the DMARC record that an inherited policy makes unnecessary. */
  readonly recordsToLookUp: readonly ExpectedRecord[];
}

/** The value of each source, by key. */
export type Values = Sources & InternalSources;
export type AnyKey = keyof Values;
