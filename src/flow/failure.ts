import { EXIT, Failure } from '../core/errors.ts';
import type { PortError } from '../ports.ts';

/** A refusal or a failure of a service, in words and with an exit code. */
export function failureOf(error: PortError): Failure {
  const code = {
    denied: EXIT.credentials,
    credentials: EXIT.credentials,
    unreachable: EXIT.unknown,
    throttled: EXIT.unknown,
    failed: EXIT.act,
  }[error.reason];
  const fix =
    error.reason === 'denied' && error.action !== null
      ? `Allow ${error.action} in the policy of the identity that runs this command, then run it again.`
      : 'Run the command again: it looks at what is there and goes on from it.';
  return new Failure(`aws/${error.reason}`, error.message, { exitCode: code, fix, cause: error });
}
