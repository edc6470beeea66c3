/** What the laboratory's process and the test say to each other, as messages of Node's IPC channel. */

import type { Faults } from '../../../src/rehearsal/aws/options.ts';

export interface WorldOptions {
  /** The domain that moves to SES; its registry is one of TOP_LEVEL. */
  readonly domain: string;
  readonly region: string;
  /** Who hosts its zone: Route 53 in the account, or a registrar with two name servers. */
  readonly dns: 'route53' | 'manual';
  /** How many times faster AWS is than in a rehearsal at speed 1. */
  readonly speed: number;
  readonly faults: Partial<Faults>;
}

/** The laboratory is up. */
export interface Ready {
  /** Credentials and the authority to trust: what the environment of the binary needs. */
  readonly env: Readonly<Record<string, string>>;
}

export type CertificateFault =
  | 'none'
  | 'unknown-authority'
  | 'expired'
  | 'not-yet-valid'
  | 'other-name';

export type Request =
  /** Records of the domain at the registrar's servers (0, 1); SES sees those of the first. */
  | {
      readonly do: 'publish';
      readonly servers: readonly (0 | 1)[];
      readonly lines: readonly string[];
    }
  /** A call of the stand-in's control API. */
  | {
      readonly do: 'control';
      readonly method: string;
      readonly path: string;
      readonly body: string;
    }
  | { readonly do: 'present-certificate'; readonly fault: CertificateFault };

export interface Numbered {
  readonly id: number;
  readonly request: Request;
}

export type Message =
  | { readonly ready: Ready }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };
