import type { Finding } from '../../core/model/types.ts';
import type { SesAccount } from '../../core/ses/facts.ts';
import type { ProductionRequest } from '../../core/ses/production-request.ts';

/** The review as SES tells it; null where the account could not be read. */
export interface RequestProductionData {
  readonly review: string | null;
  readonly caseId: string | null;
  readonly sandbox: boolean | null;
  readonly quota: SesAccount['quota'] | null;
  /** What is about to be sent, with what a reviewer may object to. */
  readonly draft: (ProductionRequest & { readonly advice: readonly Finding[] }) | null;
}

declare module '../../core/model/types.ts' {
  interface ReportData {
    readonly 'request-production': RequestProductionData;
  }
}
