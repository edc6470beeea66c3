import type { Stage } from './reply-text.ts';

/** One try to hand a message to a server, reported the same way for SMTP and the API. */
export interface Attempt {
  readonly via: string;
  readonly host: string;
  readonly port: number;
  readonly ok: boolean;
  /** SMTP reply code or HTTP status; null when no reply came. */
  readonly code: number | null;
  readonly response: string;
  readonly ms: number;
  /** The provider's message id, when it took the message. */
  readonly messageId: string | null;
  /** True when the message may have been taken although no answer came. */
  readonly ambiguous: boolean;
  /** The SMTP command that was refused; absent where nothing was, or where it is not known. */
  readonly stage?: Stage | null;
}

/** The response of an attempt that was passed over on purpose. */
export const NOT_ASKED = 'not tried: --fail-first';
