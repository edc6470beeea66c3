import type { Delegation } from '../../core/dns/types.ts';
import type { ExpectedRecord } from '../../core/model/types.ts';
import type { HostedZone } from '../../core/records/facts.ts';
import type { Identity } from '../../core/ses/facts.ts';

export interface Subject {
  readonly domain: string;
  readonly records: readonly ExpectedRecord[];
  /** null: not read, or there is none. */
  readonly identity: Identity | null;
  /** null: it could not be found out. */
  readonly delegation: Delegation | null;
  /** Public Route 53 zones that could hold the domain; asked for only where records are missing. */
  readonly zones: () => Promise<readonly HostedZone[]>;
}
