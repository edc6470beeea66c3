/** The APIs that records can be published through. */

import type { Delegation } from '../dns/types.ts';
import type { Seen } from '../model/types.ts';

export type DnsApi = 'route53' | 'cloudflare';

export interface HostedZone {
  readonly api: DnsApi;
  /** Without the `/hostedzone/` prefix. */
  readonly id: string;
  /** Without the trailing dot. */
  readonly name: string;
  readonly isPrivate: boolean;
  readonly nameServers: readonly string[];
}

/** A Route 53 record set. `values` are in presentation form as Route 53 holds them (TXT quoted). */
export interface RecordSet {
  readonly name: string;
  readonly type: string;
  readonly ttl: number | null;
  readonly values: readonly string[];
  /** Set for weighted, latency and other routing policies: such a set is never touched. */
  readonly setIdentifier: string | null;
  readonly isAlias: boolean;
  /** Cloudflare answers with addresses of its own in place of these records. */
  readonly isProxied?: boolean;
  /** Cloudflare's id of the record behind each of `values`, in their order. */
  readonly recordIds?: readonly string[];
}

export interface RecordSetChange {
  readonly action: 'CREATE' | 'UPSERT';
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  /** All of the set, kept ones too. */
  readonly values: readonly string[];
  /** The set that this was made from; null where there was none. */
  readonly before: RecordSet | null;
}

/** Who runs DNS for the domain, and what the API that records are published through holds of it. */
export interface Hosting {
  readonly delegation: Seen<Delegation>;
  /** Zones whose name holds the domain, longest name first: of Cloudflare where that is the place, else of Route 53. */
  readonly zones: Seen<readonly HostedZone[]>;
  /** Record sets of the zone that would be written, at the names we need and between them and the zone. */
  readonly recordSets: Seen<readonly RecordSet[]>;
  /** Zones below that one to which it hands names that we need. */
  readonly children: readonly ChildZone[];
}

/** A zone below the one that is written: NS records there hand the name to other servers (RFC 1034 section 4.2.1). */
export interface ChildZone {
  readonly name: string;
  readonly nameServers: readonly string[];
  /** The zone behind these name servers, where it is one of ours; null where it is not. */
  readonly zone: Seen<HostedZone | null>;
  /** Its record sets at the names we need. */
  readonly recordSets: Seen<readonly RecordSet[]>;
}

/** Some record sets of one zone. */
export interface ZoneSets {
  /** Id of the zone. */
  readonly zone: string;
  readonly sets: Seen<readonly RecordSet[]>;
}
