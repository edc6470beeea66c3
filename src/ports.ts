/**
 * The only doors to the outside. Adapters implement them with real parts; tests implement them strictly
 * (an unexpected call fails). A port throws `PortError` when it could not look or was refused; it never
 * returns "nothing there" for that.
 */

import type { Aws, Publisher } from './ports/aws.ts';
import type { Dns } from './ports/dns.ts';
import type { Clock, Files, Output, Prompt, Store } from './ports/local.ts';
import type { EnvLogins, Inbox, Smtp } from './ports/mail.ts';

export type { Attempt, Proof } from './core/sending/attempt.ts';
export type * from './ports/aws.ts';
export type * from './ports/dns.ts';
export * from './ports/error.ts';
export type * from './ports/local.ts';
export type * from './ports/mail.ts';

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
