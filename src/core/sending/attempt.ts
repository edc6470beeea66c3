import type { ReceiverVerdict } from '../proof/receiver.ts';

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

/** The response of an attempt that was passed over on purpose. */
export const NOT_ASKED = 'not asked: --fail-first';

/** A DKIM signature of a received message and what came of verifying it. */
export interface Signature {
  /** d=, lower case. */
  readonly domain: string;
  readonly selector: string;
  readonly result: string;
  /** In mailauth's words, such as `no key` and `body hash did not verify`; null where it says nothing. */
  readonly why: string | null;
  readonly aligned: boolean;
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
  /** Domain of the From address; null when it has none, or several. */
  readonly from: string | null;
  readonly signatures: readonly Signature[];
  /** Domain of the envelope sender, which SPF is about; null when the message does not tell. */
  readonly mailFrom: string | null;
  /** Address that the receiver took the message from; null when no Received header tells. */
  readonly ip: string | null;
  /** The DMARC policy that holds for the From domain; null: no record was found. */
  readonly policy: string | null;
  /** What the policy wants to be aligned strictly. */
  readonly strict: readonly ('dkim' | 'spf')[];
  /** What the receiver itself wrote into the message; null where nothing is its own. */
  readonly authenticationResults: ReceiverVerdict | null;
  /** What the receiver's spam filter wrote; null where it wrote nothing that is known. */
  readonly spam: { readonly spam: boolean; readonly header: string } | null;
}
