import type { OtherRegion } from '../../core/domain-setup/other-regions.ts';
import type { Change, ExpectedRecord } from '../../core/model/types.ts';
import type { EntryField } from '../../dns-hosts/entry.ts';
import type { footprintData } from './footprint.ts';

export interface VerifyDomainData {
  readonly records: readonly (Pick<
    ExpectedRecord,
    'name' | 'type' | 'value' | 'purpose' | 'required'
  > & {
    /** The name within the zone. */
    readonly host: string;
    readonly priority: number | null;
    readonly published: boolean;
    /** As the fields of the DNS host's panel take it. */
    readonly entry: readonly EntryField[];
  })[];
  readonly changes: readonly Change[];
  readonly footprint: ReturnType<typeof footprintData>;
  /** null: not read. */
  readonly elsewhere: readonly OtherRegion[] | null;
  /** What is null is not known. */
  readonly dnsHost: {
    readonly zone: string;
    readonly nameServers: readonly string[];
    readonly publishes: string | null;
    readonly zoneId: string | null;
    readonly id: string | null;
    readonly name: string | null;
    readonly panel: string | null;
    readonly underscores: unknown;
    readonly checked: string | null;
    readonly source: string | null;
  };
}

declare module '../../core/model/types.ts' {
  interface ReportData {
    readonly 'verify-domain': VerifyDomainData;
  }
}
