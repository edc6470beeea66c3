/** One try to hand a message to a server, told the same way for SMTP and the API. */
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
}

/** What a received message proves, verified on the message itself. */
export interface Proof {
  readonly dkim: string;
  readonly spf: string;
  readonly dmarc: string;
  /** Which of `dkim` and `spf` passes in alignment with the From domain. */
  readonly alignedBy: readonly ('dkim' | 'spf')[];
  /** ISO 8601 of the newest Received header; null when there is none. */
  readonly receivedAt: string | null;
}
