import type { KeyOwner, SmtpUser } from './aws/iam-user.ts';
import type { SavedSettings } from './aws/saved-place.ts';
import type { DnsObservation } from './dns/types.ts';
import type { MetricAlarm } from './events/alarms.ts';
import type { NotificationTopics } from './events/destinations.ts';
import type { EventTopic, ProofQueue, TopicSubscription } from './events/facts.ts';
import type { ExpectedRecord, Seen } from './model/types.ts';
import type { Hosting, ZoneSets } from './records/facts.ts';
import type { Footprint } from './records/footprint.ts';
import type { ConfigurationSet } from './ses/configuration-set.ts';
import type {
  AddressIdentities,
  Caller,
  DefaultSet,
  Identity,
  RegionLook,
  SesAccount,
} from './ses/facts.ts';

/** What is read of the world, by source; src/observe/sources.ts has the one that reads each. */
export interface Sources {
  readonly caller: Caller;
  readonly account: SesAccount;
  /** null: SES answered that this identity does not exist. */
  readonly identity: Identity | null;
  /** Every other Region of SES in this partition. */
  readonly otherRegions: readonly RegionLook[];
  readonly addresses: AddressIdentities;
  /** The one chosen, else the one the identity has; null: neither. */
  readonly configurationSet: DefaultSet | null;
  readonly hosting: Hosting;
  /** What the domain does with mail today. A part that could not be read is marked in it. */
  readonly footprint: Footprint;
  /** The records that should be in DNS, from the identity or from tokens given by flag. */
  readonly records: readonly ExpectedRecord[];
  /** Every server's answers at the names of `records` and at the names probed for known mistakes. */
  readonly dns: readonly DnsObservation[];
  /** null: IAM answered that this user does not exist. */
  readonly smtpUser: SmtpUser | null;
  /**
   * Ids of access keys in the file or store that an interrupted run was about to write a key to; none where
   * there was no such run.
   */
  readonly keysInPlace: readonly string[];
  /** Who has the key that was saved last, where the user of the checklist does not exist; null: nobody, or not asked. */
  readonly keyOwner: KeyOwner | null;
  /** Where SMTP settings were saved last, and where this run is to save them. */
  readonly savedSettings: readonly SavedSettings[];
  /** What the Route 53 zones hold now at the names that this checklist wrote. */
  readonly writtenSets: readonly ZoneSets[];
  /** The set that events are published by, or will be; `set` null: it does not exist. */
  readonly eventSet: { readonly name: string; readonly set: ConfigurationSet | null };
  /** SNS topics that the event destinations name, or the one that a new destination would have. */
  readonly topics: readonly EventTopic[];
  /** By ARN of the topic. */
  readonly subscriptions: Readonly<Record<string, readonly TopicSubscription[]>>;
  /** Alarms on the bounce and complaint rate of the account. */
  readonly alarms: readonly MetricAlarm[];
  /** Where bounces go besides, set with SES's API of 2010. */
  readonly notificationTopics: NotificationTopics;
  /** Queues that proofs of this domain have left behind. */
  readonly proofQueues: readonly ProofQueue[];
}

export type SourceKey = keyof Sources;

/** One snapshot of the world. A source that this run did not read is `not-read`. */
export type World = { readonly domain: string; readonly region: string } & {
  readonly [K in SourceKey]: Seen<Sources[K]>;
};
