import type { SmtpUser } from '../core/aws/iam-user.ts';
import type { StoreName } from '../core/aws/secret-stores.ts';
import type { Secret } from '../core/model/secret.ts';
import type { HostedZone, RecordSet, RecordSetChange } from '../core/records/facts.ts';
import type { Attempt } from '../core/sending/attempt.ts';
import type { AddressIdentity } from '../core/ses/address-verification.ts';
import type { ConfigurationSet } from '../core/ses/configuration-set.ts';
import type { Caller, Identity, SesAccount } from '../core/ses/facts.ts';
import type { StoredSecret } from '../core/smtp-credentials/secret-store.ts';
import type { OutgoingMessage } from './mail.ts';

export interface CreateIdentity {
  readonly domain: string;
  readonly keyLength: 1024 | 2048;
  readonly configurationSet: string | null;
}

/** An IAM action and the ARN, or `*`, that it would be judged on. */
export interface Wish {
  readonly action: string;
  readonly resource: string;
}

export interface Verdict extends Wish {
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** False where the simulator lacks what the real judgement will have. */
  readonly certain: boolean;
}

/** What IAM may be told of a user as it is made; the boundary is the ARN of a managed policy. */
export type NewUser = Pick<SmtpUser, 'permissionsBoundary' | 'tags'>;

export type CreateAddress = Pick<AddressIdentity, 'address' | 'configurationSet' | 'tags'>;

export interface AccountDetails {
  readonly mailType: 'TRANSACTIONAL' | 'MARKETING';
  readonly websiteUrl: string;
  readonly contactLanguage: 'EN' | 'JA';
  readonly useCase: string;
  readonly contacts: readonly string[];
}

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

/** SES, IAM, STS, Route 53 and the stores of secrets in one account and Region. */
export interface Aws extends Publisher {
  caller(): Promise<Caller>;
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
  /** Starts Easy DKIM anew with this key length: new tokens, status PENDING. */
  startEasyDkim(domain: string, keyLength: 1024 | 2048): Promise<void>;
  /** Starts the search for a replicated key anew; `origin` is `AWS_SES_<PARENT_REGION>`. */
  startReplicaDkim(domain: string, origin: string): Promise<void>;
  putConfigurationSet(domain: string, name: string): Promise<void>;
  /** null when SES says that there is no such identity. */
  addressIdentity(address: string): Promise<AddressIdentity | null>;
  /** SES sends a verification mail to the address. */
  createAddress(request: CreateAddress): Promise<void>;
  deleteAddress(address: string): Promise<void>;
  /** With its event destinations; null when SES says that it does not exist. */
  configurationSet(name: string): Promise<ConfigurationSet | null>;
  putAccountDetails(details: AccountDetails): Promise<void>;
  /** One attempt over the API; a refusal is told in the attempt, not thrown. */
  sendEmail(message: OutgoingMessage): Promise<Attempt>;
  /** What IAM's simulator says of the caller's own policies; throws where it may not be asked. */
  simulate(caller: Caller, wishes: readonly Wish[]): Promise<readonly Verdict[]>;
  /** null when IAM says that the user does not exist. */
  smtpUser(name: string): Promise<SmtpUser | null>;
  /** Whose key it is, in this account; null when IAM says that there is no such key. */
  keyOwner(keyId: string): Promise<{ readonly user: string; readonly active: boolean } | null>;
  createUser(name: string, user?: NewUser): Promise<void>;
  putUserPolicy(user: string, policyName: string, document: unknown): Promise<void>;
  /** What stands under the name in that store; null when the service says that there is nothing. */
  findSecret(store: StoreName, name: string): Promise<StoredSecret | null>;
  /** What it holds now; null when the service says that there is nothing. */
  readSecret(store: StoreName, name: string): Promise<Secret | null>;
  createSecret(store: StoreName, name: string, value: Secret): Promise<void>;
  /** A new version of what is there. */
  replaceSecret(store: StoreName, name: string, value: Secret): Promise<void>;
  createAccessKey(user: string): Promise<{ readonly id: string; readonly secret: Secret }>;
  deleteAccessKey(user: string, keyId: string): Promise<void>;
  /** A key that is not active logs in nowhere, until it is activated again. */
  setAccessKeyActive(user: string, keyId: string, active: boolean): Promise<void>;
}
