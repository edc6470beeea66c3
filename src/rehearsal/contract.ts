/**
 * What the rooms of the rehearsal know of each other. Nothing here or beside it imports from outside
 * `src/rehearsal`: the rehearsal is written from AWS's own shapes, so that it cannot share our mistakes.
 */

/** Time inside the rehearsal: real time plus what `POST /clock` added. Milliseconds since the epoch. */
export interface WorldClock {
  now(): number;
  advance(ms: number): void;
}

/** How long things take inside the rehearsal, in milliseconds of world time, already divided by `--speed`. */
export interface Timings {
  /** Until each authoritative server shows a change; one entry a server. */
  readonly authoritativeLag: readonly number[];
  /** Until Route 53 says INSYNC. */
  readonly inSync: number;
  /** How often SES looks for DKIM and MAIL FROM records. */
  readonly sesLook: number;
  /** Until AWS decides a request for production access. */
  readonly review: number;
  /** Until SMTP accepts a new access key. */
  readonly newKey: number;
  /** Until IAM shows that an access key was used. */
  readonly lastUse: number;
  /** Until SES publishes what became of a message. */
  readonly event: number;
}

/** Does things later, in real time; what is still to come at the end of the world is dropped. */
export interface Scheduler {
  later(ms: number, run: () => Promise<void>): void;
  close(): void;
}

export interface ZoneSet {
  /** Lower case, no trailing dot. */
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  /** Presentation form without quotes: `10 host` for MX, the joined text for TXT, a name for CNAME and NS. */
  readonly values: readonly string[];
}

/** Where the domain's zone lives: in the AWS account, at Cloudflare, or at a host with a panel. */
export type DnsMode = 'route53' | 'cloudflare' | 'manual';

/** The records of the rehearsed Internet, as each authoritative server shows them over time. */
export interface DnsData {
  readonly serverCount: number;
  /** What the panel holds now (before it has spread). */
  held(name: string, type: string): ZoneSet | null;
  heldAll(): readonly ZoneSet[];
  /** Replaces the set; no values removes it. Spreads after the lags of `Timings.authoritativeLag`. */
  put(set: ZoneSet): void;
  /** What authoritative server `server` (0-based) shows now at this name; every type. */
  shown(server: number, name: string): readonly ZoneSet[];
}

/** The person and key behind an access key id, for signatures and for SMTP AUTH. */
export interface Principal {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | null;
  readonly expired: boolean;
  readonly active: boolean;
  /** World time from which SMTP accepts the key. */
  readonly smtpFrom: number;
  readonly arn: string;
  readonly account: string;
  /** Notes that the key was used for a service (`ses`): IAM tells it by and by. */
  used(service: string): void;
  /** Whether IAM allows `action` (`ses:SendRawEmail`) on `resource`, given condition values. */
  allows(action: string, resource: string, context?: Readonly<Record<string, string>>): boolean;
}

/** A message as SES got it, over the API or SMTP. */
export interface Submission {
  readonly via: 'api' | 'smtp';
  readonly principal: Principal;
  /** Envelope sender address (bare). */
  readonly from: string;
  readonly recipients: readonly string[];
  /** RFC 5322 source, CRLF. */
  readonly raw: Buffer;
  readonly configurationSet: string | null;
  /** Message tags; a name has one value here. */
  readonly tags: Readonly<Record<string, string>>;
}

export type Refusal =
  | { readonly kind: 'not-verified'; readonly identities: readonly string[] }
  /** The form is wrong; `text` in SES's words. */
  | { readonly kind: 'malformed'; readonly text: string }
  | { readonly kind: 'rate' }
  | { readonly kind: 'quota' }
  | {
      readonly kind: 'denied';
      readonly action: string;
      readonly resource: string;
      readonly arn: string;
    }
  | { readonly kind: 'suspended' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'mail-from' }
  | { readonly kind: 'no-configuration-set'; readonly name: string };

/** SES's one judgement of a message; each wire puts it into its own words. */
export interface SendingApi {
  submit(submission: Submission): Promise<{ messageId: string } | { refusal: Refusal }>;
}

/** A message SES has taken, on its way to the receiver. */
export interface Outbound {
  readonly messageId: string;
  readonly from: string;
  readonly recipients: readonly string[];
  readonly raw: Buffer;
  /** Domain of the envelope sender in use: the custom MAIL FROM domain, or SES's own. */
  readonly mailFromDomain: string;
  /** null: the identity does not sign. */
  readonly dkim: {
    readonly domain: string;
    readonly selector: string;
    readonly privateKey: string;
  } | null;
}

/** A message that another server than SES hands to the receiver. */
export interface Inbound {
  readonly raw: Buffer;
  /** Envelope sender address (bare). */
  readonly from: string;
  readonly recipients: readonly string[];
  readonly dkim: {
    readonly domain: string;
    readonly selector: string;
    readonly privateKey: string;
  };
  /** Name and address of the server. */
  readonly host: string;
  readonly ip: string;
}

/** A message as SES hands it to the mail server of its recipients. */
export interface SignedMessage {
  /** Envelope sender, an address of the MAIL FROM domain. */
  readonly returnPath: string;
  readonly recipients: readonly string[];
  /** With SES's own header fields and signatures. */
  readonly raw: Buffer;
}

/**
 * What stands before the rehearsal where it plays AWS under its real names and ports, as in the laboratory of
 * the tests.
 */
export interface Front {
  /** Of the SMTP endpoints. */
  readonly certificate: { readonly key: string; readonly cert: string };
  /** Delivers to the recipients' mail servers; the inbox keeps its copy all the same. */
  deliver(message: SignedMessage): Promise<void>;
}

/** The receiver: signs as SES does, stamps Received and Authentication-Results, keeps the message. */
export interface Inbox {
  deliver(message: Outbound): Promise<void>;
  /** Takes a message of another server than SES as it is. */
  receive(message: Inbound): Promise<{ readonly id: string }>;
  messages(): readonly ReceivedMessage[];
}

export interface ReceivedMessage {
  readonly id: string;
  readonly at: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** The whole source as received. */
  readonly raw: string;
}

/** One call of AWS or Cloudflare seen, for `GET /requests`. */
export interface SeenRequest {
  readonly at: string;
  readonly service: string;
  /** That the request was signed for; null: it was not signed. */
  readonly region: string | null;
  readonly operation: string;
  readonly status: number;
}

/** Where an event of a message can get lost: SES publishes nothing, or the service that should pass it on does not. */
export const LOST_HOPS = ['ses', 'sns', 'eventbridge', 'cloudwatch'] as const;
export type LostHop = (typeof LOST_HOPS)[number];

/** What AWS lets an account do: send, not send until a review is over, or not send at all. */
export const STANDINGS = ['healthy', 'paused', 'suspended'] as const;
export type Standing = (typeof STANDINGS)[number];
