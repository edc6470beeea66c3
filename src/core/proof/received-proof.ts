import type { Rewritten } from './envelope.ts';
import type { ReceiverVerdict } from './receiver.ts';

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
  /** Of the topmost field of that name, without brackets; null when there is none. */
  readonly messageId: string | null;
  /** Domain of the envelope sender, which SPF is about; null when the message does not tell. */
  readonly mailFrom: string | null;
  /** Who put another envelope sender in the place of the first one; null: nobody that is known. */
  readonly rewritten: Rewritten | null;
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

/** A DKIM signature of a received message and what came of verifying it. */
export interface Signature {
  /** d=, lower case. */
  readonly domain: string;
  readonly selector: string;
  readonly result: string;
  /** In mailauth's words, such as `no key` and `body hash did not verify`; null where it says nothing. */
  readonly why: string | null;
  readonly aligned: boolean;
  /** The Message-ID that it signs, without brackets; null where h= leaves it out. */
  readonly messageId: string | null;
  /** Tokens of ours in what it signs: in the header of that name and in the text. */
  readonly tokens: readonly string[];
  /** It covers only the beginning of the text (l=; RFC 6376, 8.2). */
  readonly partial: boolean;
  /** The header fields verify and the body is another one than was signed: a mailbox changed its copy. */
  readonly bodyChanged: boolean;
}
