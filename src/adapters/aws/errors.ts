import { readRefusal } from '../../core/aws/refusal.ts';
import { Failure } from '../../core/model/errors.ts';
import {
  type ApiError,
  describeApiError,
  NO_CONNECTION,
} from '../../core/sending/delivery-failure.ts';
import { PortError } from '../../ports/index.ts';

/** AWS's words for "slow down": HTTP 429, and 400 on older services. */
const THROTTLED = new Set([
  'TooManyRequestsException',
  'ThrottlingException',
  'Throttling',
  'RequestLimitExceeded',
  'PriorRequestNotComplete',
]);
const CREDENTIALS = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'OptInRequired',
]);
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'NotAuthorized',
  'UnauthorizedOperation',
]);
/** Refused because something is there that was not there when it was looked at, or the other way round. */
const OUTDATED = new Set(['InvalidChangeBatch', 'AlreadyExistsException']);

/** What an SDK call threw, as a PortError; anything that is no error of the service or the network passes, a cancelled question too. */
export function portError(error: unknown, service: string, operation: string): unknown {
  if (!(error instanceof Error) || error instanceof Failure) return error;
  const thrown = refusedBatch(error) ?? describeApiError(error);
  const reason = reasonOf(thrown);
  if (reason === null) return error;
  return new PortError(messageOf(thrown, service, operation, reason), {
    reason,
    errorName: thrown.name,
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

function reasonOf({ name, code, status, message }: ApiError): PortError['reason'] | null {
  if (CREDENTIALS.has(name) || /could not load credentials/i.test(message)) return 'credentials';
  if (DENIED.has(name)) return 'denied';
  if (THROTTLED.has(name) || status === 429) return 'throttled';
  // A success that cannot be read (a proxy's page, a body cut short) tells nothing either.
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
  if (reason === 'credentials' && /could not load credentials/i.test(message)) {
    const profile = process.env.AWS_PROFILE;
    return `No AWS credentials were found${profile === undefined ? '' : ` for profile ${profile}`}.`;
  }
  if (reason === 'unreachable')
    return `${call} returned no usable response: ${code ?? name}${message === '' ? '' : ` (${message})`}`;
  return `${call}: ${message === '' ? name : message}`;
}
