import { Failure } from '../../core/model/errors.ts';
import { type Secret, withoutSecrets } from '../../core/model/secret.ts';
import { printable } from '../../core/text/printable.ts';
import { PortError } from '../../ports/index.ts';
import { ProxyError } from '../proxy/error.ts';

/** The token itself: no such token, wrong form of the header, none (issue trackers of DNS clients, 2026-11). */
const BAD_TOKEN = new Set([1000, 6003, 6111, 9106]);
/** It is there already, something is beside it, or it is gone: not what was checked (the same source). */
const OUTDATED = new Set([81044, 81053, 81054, 81055, 81057, 81058]);
/** What the token needs for each call, as the dashboard names it. */
const PERMISSION: Readonly<Record<string, string>> = {
  'zones.list': 'Zone.Zone Read',
  'dns.records.list': 'Zone.DNS Read',
  'dns.records.batch': 'Zone.DNS Edit',
};

interface Thrown {
  readonly name: string;
  readonly status: number | null;
  readonly codes: readonly number[];
  readonly text: string;
}

/** What a call of the client threw, as a PortError; a bug passes. */
export function portError(error: unknown, method: string, token: Secret): unknown {
  if (!(error instanceof Error) || error instanceof Failure) return error;
  if (error instanceof PortError) return error;
  const thrown = describe(error, token);
  if (thrown === null) return error;
  const reason = reasonOf(thrown);
  const needs = reason === 'denied' ? ` This needs the permission ${PERMISSION[method]}.` : '';
  return new PortError(`Cloudflare ${method}: ${thrown.text}${needs}`, {
    reason,
    errorName: thrown.name,
    ambiguous: reason === 'unreachable' && proxyErrorIn(error) === null,
    outdated: thrown.codes.some((code) => OUTDATED.has(code)),
    service: 'cloudflare',
    fix: proxyErrorIn(error)?.fix ?? null,
    cause: error,
  });
}

/** fetch would refuse it as a header, and repeat it (RFC 9110, 5.5; tokens are ASCII without blanks). */
export function checkToken(token: Secret): void {
  if (/^[!-~]+$/.test(token.reveal())) return;
  throw new PortError(
    'CLOUDFLARE_API_TOKEN contains a character that no token has: a line break, a space, or a non-ASCII character.',
    { reason: 'credentials', errorName: 'BadToken', service: 'cloudflare' },
  );
}

/** A success that does not hold what it should. */
export function unusable(): PortError {
  return new PortError('Cloudflare returned a response that cannot be read.', {
    reason: 'unreachable',
    errorName: 'UnusableAnswer',
    service: 'cloudflare',
  });
}

/** null: not the client's error. */
function describe(error: Error, token: Secret): Thrown | null {
  // A body that is no JSON, such as the page of a proxy.
  if (error instanceof SyntaxError)
    return { name: error.name, status: null, codes: [], text: 'the response cannot be read' };
  if (!('status' in error)) return null;
  const status = typeof error.status === 'number' ? error.status : null;
  const entries = entriesOf('errors' in error ? error.errors : null);
  const said = entries.map(({ code, message }) => `${message} (${code})`).join('; ');
  return {
    name: error.constructor.name,
    status,
    codes: entries.map(({ code }) => code),
    text: printable(withoutSecrets(said === '' ? withoutBody(error, status) : said, [token])),
  };
}

function withoutBody(error: Error, status: number | null): string {
  if (status !== null) return `HTTP ${status}`;
  return `no answer: ${error.message}${error.cause instanceof Error ? ` (${reachedBy(error.cause)})` : ''}`;
}

/** A proxy that made no connection, wherever the client wrapped it. */
function proxyErrorIn(error: unknown): ProxyError | null {
  if (error instanceof ProxyError) return error;
  return error instanceof Error ? proxyErrorIn(error.cause) : null;
}

/** undici wraps the error of the socket in `fetch failed`. */
function reachedBy(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

interface Entry {
  readonly code: number;
  readonly message: string;
}

/** The envelope's errors, each with the chain below it. */
function entriesOf(errors: unknown): readonly Entry[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((each: unknown) => {
    if (typeof each !== 'object' || each === null) return [];
    const { code, message, error_chain } = each as Record<string, unknown>;
    const own = typeof code === 'number' ? [{ code, message: String(message ?? '') }] : [];
    return [...own, ...entriesOf(error_chain)];
  });
}

/**
 * Error 9109 is a token that Cloudflare does not know as well as one that may not do this; 10000 comes for a
 * missing permission.
 */
function reasonOf({ status, codes, text }: Thrown): PortError['reason'] {
  if (codes.some((code) => BAD_TOKEN.has(code)) || /invalid (access|api) token/i.test(text))
    return 'credentials';
  if (status === 401 || status === 403) return 'denied';
  if (status === 429) return 'throttled';
  if (status === null || status >= 500 || status === 408) return 'unreachable';
  return 'failed';
}
