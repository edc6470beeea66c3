import type { NotificationTopics } from '../core/events/destinations.ts';
import type { Attempt } from '../core/sending/attempt.ts';
import type { AddressIdentity } from '../core/ses/address-verification.ts';
import type { ConfigurationSet, EventDestination } from '../core/ses/configuration-set.ts';
import type { Identity, SesAccount } from '../core/ses/facts.ts';
import type { OutgoingMessage } from './mail.ts';

export interface CreateIdentity {
  readonly domain: string;
  readonly keyLength: 1024 | 2048;
  readonly configurationSet: string | null;
}

export type CreateAddress = Pick<AddressIdentity, 'address' | 'configurationSet' | 'tags'>;

export interface AccountDetails {
  readonly mailType: 'TRANSACTIONAL' | 'MARKETING';
  readonly websiteUrl: string;
  readonly contactLanguage: 'EN' | 'JA';
  readonly useCase: string;
  readonly contacts: readonly string[];
}

export interface NewConfigurationSet {
  readonly name: string;
  readonly tlsPolicy: 'REQUIRE' | 'OPTIONAL';
  readonly suppressedReasons: readonly ('BOUNCE' | 'COMPLAINT')[];
  readonly tags: Readonly<Record<string, string>>;
}

/** SES in one account and Region. */
export interface Ses {
  account(): Promise<SesAccount>;
  /** null when SES says that the identity does not exist. */
  identity(name: string): Promise<Identity | null>;
  /** As `identity`, in another Region; gives up after seconds. */
  identityIn(region: string, name: string): Promise<Identity | null>;
  /** Names of the e-mail address identities of this domain, in the order of SES. */
  addressIdentities(domain: string): Promise<readonly string[]>;
  createIdentity(request: CreateIdentity): Promise<void>;
  /** Sets the MAIL FROM domain and keeps the given behaviour on MX failure. */
  putMailFrom(domain: string, mailFrom: string, behaviorOnMxFailure: string): Promise<void>;
  putDkimSigningEnabled(domain: string, enabled: boolean): Promise<void>;
  /** Starts Easy DKIM again with this key length: new tokens, status PENDING. */
  startEasyDkim(domain: string, keyLength: 1024 | 2048): Promise<void>;
  /** Starts the search for a replicated key again; `origin` is `AWS_SES_<PARENT_REGION>`. */
  startReplicaDkim(domain: string, origin: string): Promise<void>;
  putConfigurationSet(domain: string, name: string): Promise<void>;
  /** null when SES says that there is no such identity. */
  addressIdentity(address: string): Promise<AddressIdentity | null>;
  /** SES sends a verification mail to the address. */
  createAddress(request: CreateAddress): Promise<void>;
  deleteAddress(address: string): Promise<void>;
  /** With its event destinations; null when SES says that it does not exist. */
  configurationSet(name: string): Promise<ConfigurationSet | null>;
  /** With reputation metrics on. */
  createConfigurationSet(set: NewConfigurationSet): Promise<void>;
  putReputationMetrics(set: string): Promise<void>;
  putSuppressionReasons(
    set: string,
    reasons: NewConfigurationSet['suppressedReasons'],
  ): Promise<void>;
  /** SES publishes a text to the topic at once, and refuses one that does not take it. */
  createEventDestination(set: string, destination: EventDestination): Promise<void>;
  updateEventDestination(set: string, destination: EventDestination): Promise<void>;
  notificationTopics(identity: string): Promise<NotificationTopics>;
  putAccountDetails(details: AccountDetails): Promise<void>;
  /** One attempt over the API; a refusal is told in the attempt, not thrown. */
  sendEmail(message: OutgoingMessage): Promise<Attempt>;
}
