import { kindOfError } from '../../core/aws/error-names.ts';
import { readRefusal } from '../../core/aws/refusal.ts';
import { Failure } from '../../core/model/errors.ts';
import {
  type ApiError,
  describeApiError,
  NO_CONNECTION,
  PROXY_FAILED,
  UNREADABLE,
} from '../../core/sending/delivery-failure.ts';
import { PortError } from '../../ports/index.ts';
import { ProxyError } from '../proxy/error.ts';

/** Refused because something is there that was not there when it was checked, or the other way round. */
const OUTDATED = new Set(['InvalidChangeBatch', 'AlreadyExistsException']);

/** What an SDK call threw, as a PortError; anything that is no error of the service or the network passes, a cancelled question too. */
export function portError(error: unknown, service: string, operation: string): unknown {
  if (!(error instanceof Error) || error instanceof Failure || error instanceof PortError)
    return error;
  const thrown = refusedBatch(error) ?? describeApiError(error);
  const reason = reasonOf(thrown);
  if (reason === null) return error;
  return new PortError(messageOf(thrown, service, operation, reason), {
    reason,
    errorName: thrown.name,
    fix: error instanceof ProxyError ? error.fix : fixOfCode(thrown),
    refusal: reason === 'denied' ? readRefusal(thrown.message, service, operation) : null,
    ambiguous: reason === 'unreachable' && !NO_CONNECTION.has(thrown.code ?? ''),
    outdated: OUTDATED.has(thrown.name),
    cause: error,
  });
}

/**
 * Route 53 may refuse a batch with `<InvalidChangeBatch><Messages>` in place of an Error element (API reference,
 * ChangeResourceRecordSets, Errors); the SDK knows no name for that.
 */
function refusedBatch(error: Error): ApiError | null {
  const { Messages } = error as { Messages?: { Message?: unknown } };
  const said = [Messages?.Message].flat().filter((text) => typeof text === 'string');
  if (error.name !== 'Unknown' || said.length === 0) return null;
  return { ...describeApiError(error), name: 'InvalidChangeBatch', message: said.join('; ') };
}

function reasonOf({ name, code, status }: ApiError): PortError['reason'] | null {
  const kind = kindOfError(name);
  if (kind !== null) return kind;
  if (status === 429) return 'throttled';
  // An answer that cannot be read (a proxy's page, a body cut short) tells nothing either.
  if (name === UNREADABLE) return 'unreachable';
  if (status !== null && (status >= 500 || status < 300)) return 'unreachable';
  if (status !== null) return 'failed';
  if (code !== null || name === 'TimeoutError' || name === 'AbortError') return 'unreachable';
  return null;
}

function messageOf(
  { name, message, code }: ApiError,
  service: string,
  operation: string,
  reason: PortError['reason'],
): string {
  const call = `${service}:${operation}`;
  if (name === UNREADABLE) return `${call} returned no usable response: ${message}`;
  if (code === PROXY_FAILED) return `${call}: ${message}`;
  if (reason === 'unreachable')
    return `${call} returned no usable response: ${code ?? name}${message === '' ? '' : ` (${message})`}`;
  return `${call}: ${message === '' ? name : message}`;
}

/** Node's and OpenSSL's codes for a certificate that no known authority has signed. */
const UNKNOWN_AUTHORITY =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER_CERT(_LOCALLY)?|VERIFY_LEAF_SIGNATURE))$/;

/** What to do about a failure that has a cause of its own; null: what its kind says. */
function fixOfCode({ code, name }: ApiError): string | null {
  if (UNKNOWN_AUTHORITY.test(code ?? ''))
    return 'A proxy that inspects TLS, or a private endpoint, uses a certificate from a private authority: set AWS_CA_BUNDLE (or ca_bundle in the profile), or NODE_EXTRA_CA_CERTS for all connections, to the PEM file of that authority.';
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return 'Set the clock of this machine, or have the certificate renewed.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'Another server answers under this name: check the endpoint URL, DNS and the proxy.';
  return name === UNREADABLE
    ? 'Check the proxy or the endpoint that answers instead of AWS, then run the command again.'
    : null;
}
