import type { SmtpUser } from './aws/iam-user.ts';
import type { DnsObservation } from './dns/types.ts';
import type { ExpectedRecord, Seen } from './model/types.ts';
import type { Hosting } from './records/facts.ts';
import type { Footprint } from './records/footprint.ts';
import type {
  AddressIdentities,
  Caller,
  DefaultSet,
  Identity,
  RegionLook,
  SesAccount,
} from './ses/facts.ts';

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
