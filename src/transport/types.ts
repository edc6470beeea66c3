import type { Attempt } from '../core/sending/attempt.ts';

/*
 * Written by shape, not from nodemailer's own types: whatever version of nodemailer the application
 * has fits, and this package depends on none.
 */

/** A message as nodemailer hands it to a transport. */
export interface CompiledMail {
  readonly data: object;
  readonly message: unknown;
}

/** What a transport of nodemailer says of a message that it sent. */
export interface TransportInfo {
  readonly envelope?: { readonly from: string | false; readonly to: string[] };
  readonly messageId?: string;
  /** The last reply of the server; the message id over the SES API. */
  readonly response?: string;
}

/** A transport of nodemailer: SMTP, SMTP pool, SES, or one of another package. */
export interface MailTransport {
  readonly name: string;
  send(mail: CompiledMail, callback: (error: Error | null, info?: TransportInfo) => void): unknown;
  verify?(callback: (error: Error | null, success?: true) => void): unknown;
  close?(): unknown;
  isIdle?(): boolean;
}

/** One way out. */
export interface Leg {
  /** As it is in results, traces and errors: `SMTP`, `SES`. */
  readonly name: string;
  /** What `nodemailer.createTransport(…)` returned, or a transport object itself. */
  readonly transport: MailTransport | { readonly transporter: MailTransport };
}

/** Which share of the recipients begins with the first fallback instead of the primary. */
export interface Split {
  /** 0 to 100; a function is asked for each message, so that a ramp needs no restart. */
  readonly percent: number | (() => number);
  /** Another seed deals other recipients; the same one always deals the same. */
  readonly seed?: string | undefined;
}

export interface MessageFacts {
  /** The Message-ID header, the same at every attempt. SES puts its own in place on delivery. */
  readonly messageId: string;
  readonly to: readonly string[];
}

export interface FallbackOptions {
  readonly primary: Leg;
  /** Asked in this order when the one before certainly did not take the message. */
  readonly fallback?: Leg | readonly Leg[] | undefined;
  readonly split?: Split | undefined;
  /**
   * How often one leg is asked while it says that it is too fast or too busy, with the pauses that
   * AWS recommends in between. Default 1: the next leg is quicker.
   */
  readonly tries?: number | undefined;
  /** Told of each attempt when it has ended. What it throws becomes a process warning. */
  readonly onAttempt?: ((attempt: Attempt, message: MessageFacts) => void) | undefined;
  /** A rehearsal: the first leg is not asked and counts as failed. Never read from the environment. */
  readonly failFirst?: boolean | undefined;
}

/** The result of `sendMail`: that of the leg that sent, and how it came to it. */
export interface SentInfo {
  readonly envelope: { readonly from: string | false; readonly to: string[] };
  readonly messageId: string;
  readonly response: string;
  /** Name of the leg that sent. */
  readonly provider: string;
  readonly attempts: readonly Attempt[];
  /** Over SMTP: recipients that the server took. */
  readonly accepted?: readonly unknown[];
  /** Over SMTP: recipients that it refused while it took others; they are not sent to again. */
  readonly rejected?: readonly unknown[];
}

/** No leg sent it. `message` reads `SMTP: … | SES: …`; `errors` are those of the legs. */
export interface DeliveryError extends AggregateError {
  readonly code: 'EDELIVERY';
  readonly attempts: readonly Attempt[];
  /** It may have been sent all the same: look before you send it again. */
  readonly ambiguous: boolean;
  /** It was not sent, and the same message may go through later. */
  readonly temporary: boolean;
}

/** A transport for `nodemailer.createTransport`. */
export interface FallbackTransport {
  readonly name: string;
  readonly version: string;
  send(mail: CompiledMail, callback: (error: Error | null, info?: SentInfo) => void): void;
  /** Verifies every leg; its error names each that failed. */
  verify(): Promise<true>;
  verify(callback: (error: Error | null, success?: true) => void): void;
  isIdle(): boolean;
  /** Closes the pooled connections of every leg. */
  close(): void;
}
