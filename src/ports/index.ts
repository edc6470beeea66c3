/**
 * The only ways to the outside, one interface a service. Adapters implement them with real parts; tests
 * implement them strictly (an unexpected call fails). A port throws `PortError` when it could not read or was
 * refused; it never returns "nothing there" for that.
 */

import type { CloudWatch } from './cloudwatch.ts';
import type { Dns } from './dns.ts';
import type { EventBridge } from './event-bridge.ts';
import type { Iam } from './iam.ts';
import type { Clock, Files, Output, Prompt, Store } from './local.ts';
import type { EnvLogins, Inbox, Smtp } from './mail.ts';
import type { Publisher } from './publisher.ts';
import type { SecretStores } from './secrets.ts';
import type { Ses } from './ses.ts';
import type { Simulator } from './simulator.ts';
import type { Sns } from './sns.ts';
import type { Sqs } from './sqs.ts';
import type { Sts } from './sts.ts';

export type { Proof } from '../core/proof/received-proof.ts';
export type { Attempt } from '../core/sending/attempt.ts';
export type * from './cloudwatch.ts';
export type * from './dns.ts';
export * from './error.ts';
export type * from './event-bridge.ts';
export type * from './iam.ts';
export type * from './local.ts';
export type * from './mail.ts';
export type * from './publisher.ts';
export type * from './secrets.ts';
export type * from './ses.ts';
export type * from './simulator.ts';
export type * from './sns.ts';
export type * from './sqs.ts';
export type * from './sts.ts';

/** The services of AWS in one account and Region. */
export interface AwsPorts {
  readonly sts: Sts;
  readonly ses: Ses;
  readonly iam: Iam;
  readonly simulator: Simulator;
  readonly route53: Publisher;
  readonly secrets: SecretStores;
  readonly sns: Sns;
  readonly sqs: Sqs;
  readonly cloudWatch: CloudWatch;
  readonly eventBridge: EventBridge;
}

export interface Ports extends AwsPorts {
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
