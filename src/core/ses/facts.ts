/** What SES, IAM, Route 53 and DNS told, in this project's words. Field names follow the AWS APIs. */

import type { Seen } from '../model/types.ts';
import type { ConfigurationSet } from './configuration-set.ts';

export interface Caller {
  readonly account: string;
  readonly arn: string;
}

export interface Identity {
  readonly name: string;
  readonly type: string;
  readonly verifiedForSending: boolean;
  readonly verificationStatus: string;
  readonly dkim: {
    readonly signingEnabled: boolean;
    readonly status: string;
    readonly tokens: readonly string[];
    /** The zone the DKIM CNAMEs point into; null when SES did not say. */
    readonly signingHostedZone: string | null;
    /** `AWS_SES` (Easy DKIM), `EXTERNAL` (BYODKIM) or `AWS_SES_<REGION>` (DEED). */
    readonly origin: string;
    readonly currentKeyLength: string | null;
    readonly nextKeyLength: string | null;
  };
  readonly mailFrom: {
    readonly domain: string | null;
    readonly status: string | null;
    readonly behaviorOnMxFailure: string;
  };
  readonly configurationSet: string | null;
  readonly verification: {
    readonly errorType: string | null;
    /** ISO 8601. */
    readonly lastChecked: string | null;
    readonly lastSuccess: string | null;
    readonly soaSerial: number | null;
  };
}

export interface SesAccount {
  readonly productionAccess: boolean;
  readonly sendingEnabled: boolean;
  /** HEALTHY, PROBATION or SHUTDOWN; a free string in the API. */
  readonly enforcement: string;
  readonly quota: {
    /** Recipients in 24 hours; -1 means unlimited. */
    readonly max24Hour: number;
    /** Recipients a second. */
    readonly maxRate: number;
    readonly sent24Hour: number;
  };
  readonly details: {
    readonly mailType: string | null;
    readonly websiteUrl: string | null;
    readonly contactLanguage: string | null;
    readonly contacts: readonly string[];
    /** PENDING, FAILED, GRANTED or DENIED; null when no review is known. */
    readonly review: string | null;
    readonly caseId: string | null;
  } | null;
  /** Pricing plan: NONE (a la carte), ESSENTIALS, PRO, ENTERPRISE; null when SES did not say. */
  readonly plan: { readonly current: string | null; readonly next: string | null } | null;
  /** Reasons for which SES puts addresses on the suppression list; empty: it suppresses nobody. */
  readonly suppressedReasons: readonly string[];
  /** GLOBAL: mail may leave from shared addresses in other Regions; null when SES did not say. */
  readonly sharedPool: string | null;
}

/** What SES in another Region says of an identity of this name; null: there is none. */
export interface RegionLook {
  readonly region: string;
  readonly identity: Seen<Identity | null>;
}

/** E-mail address identities of the domain (`someone@acme.example`), in this Region. */
export interface AddressIdentities {
  readonly identities: readonly Identity[];
  /** Names of those that were not looked into, as there are many. */
  readonly others: readonly string[];
}

/** The configuration set that mail goes through where the sender names none. */
export interface DefaultSet {
  readonly name: string;
  /** False: the identity names a set that is not there, and SES refuses what would go through it. */
  readonly exists: boolean;
  readonly sendingEnabled: boolean;
  /** null: it does not exist. */
  readonly set: ConfigurationSet | null;
}
