/**
 * What a failed try says about the message: refused for certain, or perhaps taken. Whether another
 * server may be asked, and when the same one again, hangs on nothing else.
 */

import { type Stage, stageOf } from './reply-text.ts';

export interface FailedTry {
  /** SMTP reply code or HTTP status; null when no reply came. */
  readonly code: number | null;
  readonly response: string;
  /** True when the message may have been taken although nobody said so. */
  readonly ambiguous: boolean;
  /** The SMTP command that was refused; absent where it is not known, and over the API. */
  readonly stage?: Stage | null;
}

/** The code of our own for a proxy that made no connection. */
export const PROXY_FAILED = 'ERR_PROXY';

/** Node's codes for a connection that was never made: not a byte of a request was sent. */
export const NO_CONNECTION: ReadonlySet<string> = new Set([
  PROXY_FAILED,
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Node's and OpenSSL's codes for a TLS handshake that failed: the request comes after it. */
const NO_HANDSHAKE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|ERR_SSL_)/;

/** The SDK's ways to fail before it sends: nobody to sign for, no Region, no connection in time (3.1169). */
const NOTHING_SENT =
  /could not load credentials|^Region is missing|did not establish a connection|without establishing a connection/i;

/** SES's own names for "not done" with a status above 499; a gateway's 502 or 504 has none of them. */
const NOT_DONE = new Set([
  'InternalServiceErrorException',
  'InternalFailure',
  'ConcurrentModificationException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
]);

/** What an SDK for JavaScript v3 error says beside its name. */
export interface ApiError {
  readonly name: string;
  readonly message: string;
  /** Node's code of a connection error. */
  readonly code: string | null;
  /** HTTP status; null when no reply came. */
  readonly status: number | null;
  /** Requests that the SDK made by itself before it gave up. */
  readonly attempts: number;
}

/** An answer that is not in the form of the API, such as a page of a proxy: the SDK throws what its parser said. */
export const UNREADABLE = 'UnreadableAnswer';

function isUnreadable({ name, message }: Error): boolean {
  return name === 'SyntaxError' || name === 'Unknown' || /Deserialization error:/.test(message);
}

export function describeApiError(error: Error): ApiError {
  const { code, $metadata } = error as {
    code?: unknown;
    $metadata?: { httpStatusCode?: unknown; attempts?: unknown };
  };
  const status = typeof $metadata?.httpStatusCode === 'number' ? $metadata.httpStatusCode : null;
  const told =
    status !== null && isUnreadable(error)
      ? {
          name: UNREADABLE,
          message:
            status === 407
              ? 'HTTP 407: the proxy requires a login, or refused the one that it was given'
              : `HTTP ${status}, but not from AWS: a proxy or load balancer answered`,
        }
      : { name: error.name, message: error.message.trim() };
  return {
    ...told,
    code: typeof code === 'string' ? code : null,
    status,
    attempts: typeof $metadata?.attempts === 'number' ? $metadata.attempts : 1,
  };
}

/** A failed SendEmail. The response is `Name: message`, so that one table of replies reads both ways. */
export function failedOverApi(error: Error): FailedTry {
  const thrown = describeApiError(error);
  const { name, message, status, attempts } = thrown;
  const words = message === '' || message === name ? name : `${name}: ${message}`;
  const hidden =
    attempts > 1
      ? ` (the SDK sent the request ${attempts} times and does not report how the first attempt ended: use maxAttempts: 1)`
      : '';
  return { code: status, response: `${words}${hidden}`, ambiguous: apiMayHaveTaken(thrown) };
}

/**
 * The SDK repeats a request after a time-out, so of several only the last is known. A success that
 * cannot be read (a proxy's page, a body cut short) tells nothing either.
 */
function apiMayHaveTaken({ name, message, code, status, attempts }: ApiError): boolean {
  if (attempts > 1) return true;
  if (status !== null) return status >= 500 ? !NOT_DONE.has(name) : status < 300;
  return !(
    NO_CONNECTION.has(code ?? '') ||
    NO_HANDSHAKE.test(code ?? '') ||
    NOTHING_SENT.test(message)
  );
}

/**
 * A failed try over SMTP, as nodemailer throws it. A reply of 400 and above refuses the message at
 * whatever stage it comes (RFC 5321, 4.2.1). Without one it counts whether the message was out: a
 * server drops what had no end (4.1.1.10) and may have taken what had one (4.5.3.2.6).
 */
export function failedOverSmtp(error: Error, messageOut: boolean): FailedTry {
  const { responseCode, response, command } = error as Partial<
    Record<'response' | 'command', string> & { responseCode: number }
  >;
  const refused = responseCode !== undefined && responseCode >= 400;
  const said = response ?? error.message;
  return {
    code: responseCode ?? null,
    // The reply alone would read as one to the message: "500 command not recognized".
    response: command === 'STARTTLS' ? said.replace(/^(\d{3})[ -]/, '$1 to STARTTLS: ') : said,
    ambiguous: messageOut && !refused,
    stage: stageOf(command),
  };
}
