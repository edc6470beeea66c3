import type { Secret } from '../../core/model/secret.ts';

/** The user in use and its key; null: there is none. */
export interface MakeSmtpCredsData {
  readonly user: string | null;
  readonly accessKeyId: string | null;
  readonly host: string;
  readonly port: number;
  readonly region: string;
  /** null: shown once, or not handed over. */
  readonly writtenTo: string | null;
  /** All files and stores that got the settings of this key, oldest first. */
  readonly places?: readonly string[];
  /** Only where it is shown, as nothing was named to take it. */
  readonly password?: Secret;
  /** At most two (IAM's quota of access keys); absent where AWS is not asked. */
  readonly keys?: readonly ReportedKey[];
}

export interface ReportedKey {
  readonly id: string;
  readonly active: boolean;
  readonly inUse: boolean;
  /** Whether this checklist saved its settings. */
  readonly saved: boolean;
  readonly created: string;
  /** null: never used, or not known. */
  readonly lastUse: unknown;
  readonly lastUseKnown: boolean;
}

declare module '../../core/model/types.ts' {
  interface ReportData {
    readonly 'make-smtp-creds': MakeSmtpCredsData;
  }
}
