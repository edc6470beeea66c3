import type { Delegation, DnsObservation } from './dns/types.ts';
import type { Footprint } from './records/footprint.ts';
import type { ExpectedRecord, Seen } from './model/types.ts';

/** What SES, IAM, Route 53 and DNS told, in this project's words. Field names follow the AWS APIs. */

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
}

/** The APIs that records can be published through. */
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

export interface AccessKey {
  readonly id: string;
  readonly active: boolean;
  /** ISO 8601. */
  readonly created: string;
  /** null: IAM knows of none; its memory goes back to 2015-04-22, and it may tell a use hours later. */
  readonly lastUse: Seen<KeyUse | null>;
}

/** The newest call that was made, or the newest SMTP login, with an access key (IAM, AccessKeyLastUsed). */
export interface KeyUse {
  /** ISO 8601. */
  readonly at: string;
  /** `ses`, `iam`, … in IAM's words. */
  readonly service: string;
  readonly region: string;
}

export interface SmtpUser {
  readonly name: string;
  readonly arn: string;
  readonly keys: readonly AccessKey[];
  /** AWS's time of this look, ISO 8601: the age of a use is not a matter of the local clock. */
  readonly asOf: string;
  /** Inline policies by name; parsed JSON documents. */
  readonly policies: Readonly<Record<string, unknown>>;
  /** ARN of a managed policy. */
  readonly permissionsBoundary: string | null;
  readonly tags: Readonly<Record<string, string>>;
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

/** One snapshot of the world. A source that no step of this run asked for is `not-read`. */
export interface World {
  readonly domain: string;
  readonly region: string;
  readonly caller: Seen<Caller>;
  readonly account: Seen<SesAccount>;
  /** null: SES answered that this identity does not exist. */
  readonly identity: Seen<Identity | null>;
  /** Every other Region of SES in this partition. */
  readonly elsewhere: Seen<readonly RegionLook[]>;
  readonly addresses: Seen<AddressIdentities>;
  /** The one chosen, else the one the identity has; null: neither. */
  readonly configurationSet: Seen<DefaultSet | null>;
  readonly hosting: Seen<Hosting>;
  /** What the domain does with mail today. A part that could not be looked at says so itself. */
  readonly footprint: Seen<Footprint>;
  /** The records that should be in DNS, from the identity or from tokens given by flag. */
  readonly records: Seen<readonly ExpectedRecord[]>;
  /** Every server's answers at the names of `records` and at the names probed for known mistakes. */
  readonly dns: Seen<readonly DnsObservation[]>;
  /** null: IAM answered that this user does not exist. */
  readonly smtpUser: Seen<SmtpUser | null>;
  /**
   * Ids of access keys in the file or store that a run was about to hand a key over to when it ended; none where
   * there was no such run.
   */
  readonly keysInPlace: Seen<readonly string[]>;
}
export type Source =
  | 'caller'
  | 'account'
  | 'identity'
  | 'elsewhere'
  | 'addresses'
  | 'configurationSet'
  | 'hosting'
  | 'footprint'
  | 'dns'
  | 'smtpUser'
  | 'keysInPlace';
