import type { HostedZone, RecordSet, RecordSetChange } from '../core/records/facts.ts';

/** DNS zones held somewhere with an API: Route 53, Cloudflare. */
export interface Publisher {
  /** Every zone named exactly so that the credentials see, public and private. */
  hostedZones(name: string): Promise<readonly HostedZone[]>;
  /** Every set at these names. */
  recordSets(zoneId: string, names: readonly string[]): Promise<readonly RecordSet[]>;
  /**
   * All changes in one transaction, or none. Returns the id of a change that spreads to the name servers by
   * and by; null where nothing tells of that.
   */
  changeRecordSets(zoneId: string, changes: readonly RecordSetChange[]): Promise<string | null>;
  /** True when the change is on all name servers. */
  changeInSync(changeId: string): Promise<boolean>;
}
