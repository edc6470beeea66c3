/** The SDK's own list, without AccessDeniedException, which is about rights unless its message says otherwise. */
const ABOUT_TIME = new Set([
  'AuthFailure',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
]);

/** One link of the chain that a request goes along. */
type Middleware = <A, R>(next: (args: A) => Promise<R>) => (args: A) => Promise<R>;

/** The part of an SDK client that is alike in all of them. */
export interface Client {
  readonly middlewareStack: {
    add(middleware: Middleware, place: { step: 'initialize'; name: string }): void;
    addRelativeTo(
      middleware: Middleware,
      place: { relation: 'before'; toMiddleware: string; name: string },
    ): void;
  };
}

/**
 * Where the clocks of this machine and of AWS are four minutes apart, the SDK measures the difference again at each
 * error and takes each change of it, be it a millisecond, for a reason to try again (@aws-sdk/core,
 * AwsSdkSigV4Signer.errorHandler, 2026-11): what is not found, or denied, would be asked for as often as there are
 * attempts, with pauses that grow to seconds. Tried again for its clock is only what was refused for its time.
 */
export function retriedForTimeAlone<C extends Client>(client: C): C {
  client.middlewareStack.addRelativeTo(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error && !isAboutTime(error)) markSettled(error);
        throw error;
      }
    },
    { relation: 'before', toMiddleware: 'httpSigningMiddleware', name: 'retriedForTimeAlone' },
  );
  return client;
}

function isAboutTime({ name, message }: Error): boolean {
  // That is what a wrong secret key is answered.
  if (/does not match/.test(message)) return false;
  return ABOUT_TIME.has(name) || /^Signature (expired|not yet current)/.test(message);
}

function markSettled(error: Error & { $metadata?: { clockSkewCorrected?: boolean } }): void {
  if (error.$metadata !== undefined) error.$metadata.clockSkewCorrected = false;
}
