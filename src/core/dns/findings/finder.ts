import type { Fix } from '../../model/remedy.ts';
import type { Observation } from '../../model/types.ts';
import type { DnsCase, RecordCase } from '../case.ts';

/** A finding as it is written here; `findAll` makes the remedies of its `fix`. */
export type Draft = Observation & { readonly fix: Fix };

/** Explains why one record is wrong or missing on authoritative servers; null when it is not this. */
export type Explanation = (record: RecordCase, all: DnsCase) => Draft | null;

/** Looks at the whole; gives no finding or several. */
export type Survey = (all: DnsCase) => Draft[];
