/**
 * The only doors to the outside. Adapters implement them with real parts; tests implement them strictly
 * (an unexpected call fails). A port throws `PortError` when it could not look or was refused; it never
 * returns "nothing there" for that.
 */

import type { Aws, Publisher } from './aws.ts';
import type { Dns } from './dns.ts';
import type { Clock, Files, Output, Prompt, Store } from './local.ts';
import type { EnvLogins, Inbox, Smtp } from './mail.ts';

export type { Proof } from '../core/proof/received-proof.ts';
export type { Attempt } from '../core/sending/attempt.ts';
export type * from './aws.ts';
export type * from './dns.ts';
export * from './error.ts';
export type * from './local.ts';
export type * from './mail.ts';

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
