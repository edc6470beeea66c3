/** A refusal of the API: an HTTP status and the errors of the envelope. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  /** The error below it, as `error_chain` has it. */
  readonly below: { readonly code: number; readonly message: string } | null;

  constructor(
    status: number,
    code: number,
    message: string,
    below: { readonly code: number; readonly message: string } | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.below = below;
  }
}

/** Codes and texts as DNS clients' issue trackers quote them (read 2026-11); Cloudflare has no list of them. */
export const badHeader = () =>
  new ApiError(400, 6003, 'Invalid request headers', {
    code: 6111,
    message: 'Invalid format for Authorization header',
  });
export const badToken = () => new ApiError(403, 9109, 'Invalid access token');
export const notAllowed = () => new ApiError(403, 10000, 'Authentication error');
export const noRoute = () =>
  new ApiError(
    404,
    7003,
    'Could not route to the path, perhaps your object identifier is invalid?',
  );
export const tooFast = () =>
  new ApiError(429, 10429, 'Please wait and consider throttling your request speed');
export const noRecord = () => new ApiError(404, 81044, 'Record does not exist.');
export const hostTaken = () =>
  new ApiError(400, 81053, 'An A, AAAA, or CNAME record with that host already exists.');
export const cnameThere = () =>
  new ApiError(400, 81054, 'A CNAME record with that host already exists.');
export const identical = () => new ApiError(400, 81058, 'An identical record already exists.');
export const invalid = (message: string) =>
  new ApiError(400, 1004, 'DNS Validation Error', { code: 9000, message });
