import type { Purpose, Status } from '../model/types.ts';
import type { SesView } from '../ses/ses-view.ts';

/** One server's answer held against one expected record. */
export type ViewStatus = 'match' | 'missing' | 'wrong' | 'unknown';

/**
 * A record over all servers. `propagating`: every authoritative server has it, a resolver still serves
 * what it cached, so only time is needed.
 */
export type RecordStatus = ViewStatus | 'propagating';

export interface ServerView {
  /** Name of the server. */
  readonly server: string;
  readonly kind: 'authoritative' | 'resolver';
  readonly status: ViewStatus;
  /** false: left alone on purpose, as it would remember what is not right yet; its status is `unknown`. */
  readonly asked: boolean;
  /** What is there, with control characters escaped. */
  readonly values: readonly string[];
  /** Seconds this answer, or this absence, may still be cached. */
  readonly ttl: number | null;
  readonly rcode: string | null;
  /** Whether the answer was authority (AA); null: there was none. */
  readonly aa: boolean | null;
  readonly ms: number;
  /** Seconds until this resolver, which lags behind, asks again at the latest; else null. */
  readonly etaSeconds: number | null;
}

/** A row of the propagation matrix, `data.domains[].records[]` in JSON. */
export interface RecordView {
  readonly name: string;
  readonly type: 'CNAME' | 'MX' | 'TXT';
  readonly purpose: Purpose;
  readonly expected: string;
  readonly required: boolean;
  readonly status: RecordStatus;
  /** Seconds until the last lagging cache must ask again; null when nothing lags or it did not say. */
  readonly etaSeconds: number | null;
  readonly views: readonly ServerView[];
}

/** One domain, `data.domains[]` in JSON. */
export interface DomainView {
  readonly domain: string;
  /** Every required record is right on every server that answered. */
  readonly propagated: boolean;
  readonly records: readonly RecordView[];
  /** SPF records of the domain itself, for information: SES needs none. null: not read, or no answer. */
  readonly apexSpf: readonly string[] | null;
  /** null: SES was not asked, or does not know the domain. */
  readonly ses: SesView | null;
}

/** One reason why domains are not done, and how many have it. */
interface Cause {
  /** Code of the finding; the summary of the domain where there is none. */
  readonly code: string;
  readonly domains: number;
  /** The first ones. */
  readonly examples: readonly string[];
}

/** `data` of many domains: the fleet as a whole. */
export interface FleetData {
  readonly checked: number;
  readonly statuses: Readonly<Partial<Record<Status, number>>>;
  /** Most frequent first. */
  readonly causes: readonly Cause[];
}
