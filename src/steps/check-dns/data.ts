import type { DomainView, FleetData } from '../../core/dns/view.ts';

/** Of several domains one by one, or of a fleet as a whole. */
export type CheckDnsData = { readonly domains: readonly DomainView[] } | FleetData;

declare module '../../core/model/types.ts' {
  interface ReportData {
    readonly 'check-dns': CheckDnsData;
  }
}
