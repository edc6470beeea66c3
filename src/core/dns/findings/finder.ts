import type { Finding } from '../../model/types.ts';
import type { DnsCase, RecordCase } from '../case.ts';

/** Explains why one record is wrong or missing on authoritative servers; null when it is not this. */
export type Explanation = (record: RecordCase, all: DnsCase) => Finding | null;

/** Looks at the whole; gives no finding or several. */
export type Survey = (all: DnsCase) => Finding[];
