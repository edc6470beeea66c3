/**
 * The only doors to the outside. Adapters implement them with real parts; tests implement them strictly
 * (an unexpected call fails). A port throws `PortError` when it could not look or was refused; it never
 * returns "nothing there" for that.
 */

import type { Attempt, Proof } from './core/attempt.ts';
import type { Checklist } from './core/checklist.ts';
import type { ConfigurationSet } from './core/configuration-set.ts';
import type { Delegation, DnsAnswer, DnsServer, RecordType } from './core/dns/types.ts';
import type { MailAccount } from './core/inbox-url.ts';
import type { Refusal } from './core/refusal.ts';
import type { Secret } from './core/secret.ts';
import type { StoredSecret, StoreName } from './core/secret-store.ts';
import type { PortProbe } from './core/smtp-ports.ts';
import type { Style } from './core/style.ts';
import type { NotSeen, Seen } from './core/types.ts';
import type { AddressIdentity } from './core/verification.ts';
import type {
  Caller,
  HostedZone,
  Identity,
  RecordSet,
  RecordSetChange,
  SesAccount,
  SmtpUser,
} from './core/world.ts';

export type { Attempt, Proof };

export class PortError extends Error {
  readonly reason: Exclude<NotSeen, 'not-read'>;
  /** The service's own error name, e.g. `ConflictException`. */
  readonly errorName: string;
  /** What AWS refused and why; null when it is not a refusal. */
  readonly refusal: Refusal | null;
  /** True when the request may have taken effect although no answer came (a timeout after sending). */
  readonly ambiguous: boolean;
  /** True when the service does not hold any more what the request was made from. */
  readonly outdated: boolean;
  readonly service: 'aws' | 'cloudflare';

  constructor(
    message: string,
    options: {
      reason: PortError['reason'];
      errorName: string;
      refusal?: Refusal | null;
      ambiguous?: boolean;
      outdated?: boolean;
      service?: PortError['service'];
      cause?: unknown;
    },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PortError';
    this.reason = options.reason;
    this.errorName = options.errorName;
    this.refusal = options.refusal ?? null;
    this.ambiguous = options.ambiguous ?? false;
    this.outdated = options.outdated ?? false;
    this.service = options.service ?? 'aws';
  }
}

/** A failure to look, as the value that the world keeps. */
export function unseen(error: PortError): Extract<Seen<never>, { ok: false }> {
  const { reason: code, message, refusal, service } = error;
  return {
    ok: false,
    code,
    message,
    ...(refusal === null ? {} : { refusal }),
    ...(service === 'aws' ? {} : { service }),
  };
}

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

/** A message ready for the wire. */
export interface OutgoingMessage {
  readonly from: string;
  readonly to: readonly string[];
  /** RFC 5322 source, CRLF line ends. */
  readonly raw: Buffer;
  readonly configurationSet: string | null;
}

/** A message before it has a wire form; see core/message.ts. */
export interface MessageDraft {
  /** With a display name or without. */
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** With its angle brackets. */
  readonly messageId: string;
  readonly text: string;
  readonly html: string | null;
  readonly headers: Readonly<Record<string, string>>;
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
  createSecret(store: StoreName, name: string, value: Secret): Promise<void>;
  /** A new version of what is there. */
  replaceSecret(store: StoreName, name: string, value: Secret): Promise<void>;
  createAccessKey(user: string): Promise<{ readonly id: string; readonly secret: Secret }>;
  deleteAccessKey(user: string, keyId: string): Promise<void>;
  /** A key that is not active logs in nowhere, until it is activated again. */
  setAccessKeyActive(user: string, keyId: string, active: boolean): Promise<void>;
}

export interface Question {
  readonly name: string;
  readonly type: RecordType;
  /** CD=1: a validating resolver answers although DNSSEC fails (RFC 4035, 3.2.2). */
  readonly checkingDisabled?: boolean;
}

export interface Dns {
  /** One question to one server: UDP with EDNS, TCP after truncation, retry; never throws for a DNS failure. */
  ask(server: DnsServer, question: Question): Promise<DnsAnswer>;
  /** The zone that is really delegated for `domain`; throws PortError `unreachable` when that cannot be found out. */
  delegation(domain: string): Promise<Delegation>;
  /** Authoritative servers that the user named, to be asked in place of those found; null: none. */
  nameservers(): readonly DnsServer[] | null;
  /** The recursive resolvers in use, in order. */
  resolvers(): readonly DnsServer[];
  /** The user named them for this run, so their answers are wanted whatever the authoritative servers say. */
  readonly resolversAreNamed: boolean;
}

export interface SmtpEndpoint {
  readonly host: string;
  readonly port: number;
  /** `starttls` is required, not offered; `if-offered` is for the old provider's server only. */
  readonly tls: 'starttls' | 'implicit' | 'if-offered';
}

export interface SmtpLogin {
  readonly username: string;
  readonly password: Secret;
}

export interface Smtp {
  /** SES's endpoint of the Region; `port` null: the usual one. */
  endpoint(region: string, port?: number | null): SmtpEndpoint;
  /** Connection, greeting and TLS alone: nobody logs in, nothing is sent. Never throws for what it meets. */
  probe(endpoint: SmtpEndpoint): Promise<PortProbe>;
  /** STARTTLS and AUTH, nothing is sent. */
  login(endpoint: SmtpEndpoint, login: SmtpLogin): Promise<Attempt>;
  send(endpoint: SmtpEndpoint, login: SmtpLogin | null, message: OutgoingMessage): Promise<Attempt>;
  /** RFC 5322 source of a draft, CRLF line ends. */
  compose(draft: MessageDraft): Promise<Buffer>;
}

/** Logins that the environment holds; nothing of it is ever written or shown. */
export interface EnvLogins {
  /** `SES_MIGRATE_SMTP_USERNAME` and `SES_MIGRATE_SMTP_PASSWORD`; null when not set. */
  sesSmtp(): SmtpLogin | null;
  /** `SMTP_URL`, the old provider's server; null when not set, Failure when it is no such URL. */
  oldSmtp(): { readonly endpoint: SmtpEndpoint; readonly login: SmtpLogin | null } | null;
  /** `IMAP_PASSWORD`, for `--inbox`; null when not set. */
  imapPassword(): Secret | null;
}

/** A message of ours as it lies in a mailbox. */
export interface ArrivedMessage {
  readonly token: string;
  /** RFC 5322 source. */
  readonly raw: Buffer;
  /** As the server names it. */
  readonly folder: string;
  readonly place: 'inbox' | 'junk' | 'other';
  /** ISO 8601: when the server took it in. */
  readonly arrivedAt: string;
}

/** A mailbox that is only read: nothing in it is changed or marked as seen. */
export interface Mailbox {
  /**
   * What has come with one of these tokens since the look before. Connects anew where the connection is
   * lost; throws Failure `inbox/…` where that fails, too.
   */
  look(tokens: readonly string[]): Promise<readonly ArrivedMessage[]>;
  /** Until something may have come, at most this many milliseconds. */
  rest(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface Inbox {
  /** Verifies a received message (RFC 5322 source) with look-ups through the resolvers in use. */
  verify(raw: Buffer): Promise<Proof>;
  /**
   * Logs in. `since`: messages from that day on count; null: those that come from now on. The connection
   * ends when the signal aborts. Throws Failure `inbox/…`.
   */
  open(
    account: MailAccount,
    password: Secret,
    options: { readonly since: Date | null; readonly signal: AbortSignal },
  ): Promise<Mailbox>;
}

/** The checklist file. */
export interface Store {
  readonly path: string;
  /** null when the file does not exist; throws Failure for an unreadable or newer file. */
  load(): Promise<Checklist | null>;
  /**
   * Takes the lock, loads, lets `change` make the next state, writes it whole. Returns what was written.
   * The serial rises by one.
   */
  update(change: (current: Checklist | null) => Checklist): Promise<Checklist>;
}

/** What git makes of a file; `private`: ignored, outside of any repository, or there is no git. */
export type GitView = 'private' | 'tracked' | 'not-ignored' | 'unknown';

/** Files the user names: read, or written once with mode 0600. */
export interface Files {
  read(path: string): Promise<Buffer>;
  exists(path: string): Promise<boolean>;
  /** Throws Failure where writeSecret would: before anything that could not be undone. */
  checkWritable(path: string, options: { replace: boolean }): Promise<void>;
  /** Writes whole or not at all, 0600, fsynced; refuses a symlink and, unless `replace`, an existing file. */
  writeSecret(path: string, content: Secret, options: { replace: boolean }): Promise<void>;
  /** Whether git would take the file, there or not yet, into a commit. */
  gitView(path: string): Promise<GitView>;
  readStdin(): Promise<string>;
}

export interface Clock {
  now(): Date;
  /** Milliseconds; rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Runs with a signal that aborts at the first Ctrl-C or termination, so that the run can stop at a good
   * place; another one, a second later or more, ends the process at once.
   */
  interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly name: string;
  readonly description?: string;
}

/** Questions to a person. Each rejects with Failure `cancelled` on Ctrl-C, Ctrl-D and end of input. */
export interface Prompt {
  /** Whether a person can be asked, and which signal decided. */
  readonly interactive: boolean;
  readonly because: string;
  text(
    message: string,
    options?: { default?: string; validate?: (value: string) => string | true },
  ): Promise<string>;
  select<T extends string>(
    message: string,
    choices: readonly Choice<T>[],
    defaultValue?: T,
  ): Promise<T>;
  password(message: string): Promise<Secret>;
  /** The default is always "no". */
  confirm(message: string): Promise<boolean>;
}

/** stdout is the result, stderr the conversation. */
export interface Output {
  readonly stdout: Style;
  readonly stderr: Style;
  result(text: string): void;
  /** Tells a CI log to hide this value, before it is printed; nothing elsewhere. */
  mask(secret: Secret, stream: 'stdout' | 'stderr'): void;
  note(text: string): void;
  /** Whether progress is redrawn in place; elsewhere it is lines of a log. */
  readonly animated: boolean;
  /**
   * What is waited for. On a terminal it is redrawn in place, with `detail` and the lines `below`;
   * elsewhere a line when `state` changes, and at most every 30 s otherwise.
   */
  progress(state: string, detail?: string, below?: readonly string[]): void;
  endProgress(): void;
}

export interface Ports {
  readonly aws: Aws;
  /** null without CLOUDFLARE_API_TOKEN. */
  readonly cloudflare: Publisher | null;
  readonly dns: Dns;
  readonly smtp: Smtp;
  readonly env: EnvLogins;
  readonly inbox: Inbox;
  readonly store: Store;
  readonly files: Files;
  readonly clock: Clock;
  readonly prompt: Prompt;
  readonly output: Output;
}
