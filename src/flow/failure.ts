import { cloudflareFix, codeOf } from '../core/aws/could-not-look.ts';
import { refusalRemedy } from '../core/aws/refusal.ts';
import { EXIT, Failure } from '../core/model/errors.ts';
import type { PortError } from '../ports/index.ts';

/** A refusal or a failure of a service, in words and with an exit code. */
export function failureOf(error: PortError): Failure {
  const exitCode = {
    denied: EXIT.credentials,
    credentials: EXIT.credentials,
    unreachable: EXIT.unknown,
    throttled: EXIT.unknown,
    failed: EXIT.act,
  }[error.reason];
  const code = codeOf(error.service, error.reason);
  const { refusal } = error;
  if (refusal === null) {
    const own = error.service === 'cloudflare' ? cloudflareFix(error.reason) : null;
    const fix = own ?? 'Run the command again: it looks at what is there and goes on from it.';
    return new Failure(code, error.message, { exitCode, fix, cause: error });
  }
  return new Failure(code, error.message, { exitCode, fix: refusalRemedy(refusal), cause: error });
}
