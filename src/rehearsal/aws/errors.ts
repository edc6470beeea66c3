/** An answer of AWS that is not a success, in the service's own code, HTTP status and words. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

export function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', 400, message);
}

export function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', 404, message);
}

/** SES v2 says 400, not 409 (API model, errors of sesv2 2019-09-27). */
export function alreadyExists(message: string): AwsError {
  return new AwsError('AlreadyExistsException', 400, message);
}

/** The body could not be read as the types of the operation. */
export function unreadable(message: string): AwsError {
  return new AwsError('SerializationException', 400, message);
}

/** The one sentence in which AWS names every member that breaks a constraint. */
export function constraintMessage(problems: readonly string[]): string {
  const noun = problems.length === 1 ? 'error' : 'errors';
  return `${problems.length} validation ${noun} detected: ${problems.join('; ')}`;
}
