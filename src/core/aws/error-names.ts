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
  // SNS, by its code and as the SDK names it.
  'AuthorizationError',
  'AuthorizationErrorException',
  'NotAuthorized',
  'UnauthorizedOperation',
]);

/** What the name of an AWS error says whatever the service; null: it depends on the service. */
export function kindOfError(name: string): 'credentials' | 'denied' | 'throttled' | null {
  if (CREDENTIALS.has(name)) return 'credentials';
  if (DENIED.has(name)) return 'denied';
  return THROTTLED.has(name) ? 'throttled' : null;
}
