import { cloudflareFix, codeOf, type Failed, fixOf } from '../core/aws/could-not-look.ts';
import { refusalRemedy } from '../core/aws/refusal.ts';
import { Declined, EXIT, Failure } from '../core/model/errors.ts';
import type { Change } from '../core/model/types.ts';
import { type PortError, unseen } from '../ports/index.ts';

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
  const fix = refusal === null ? fixAfter(error) : refusalRemedy(refusal);
  return new Failure(code, error.message, { exitCode, fix, cause: error });
}

/** What to do after a change that failed: the next run checks what was done of it. */
function fixAfter(error: PortError): string {
  if (error.reason === 'credentials' || error.fix !== null) return fixOf(unseen(error));
  const own = error.service === 'cloudflare' ? cloudflareFix(error.reason) : null;
  return own ?? 'Run the command again: it checks what exists and continues from there.';
}

/** No usable credentials: nothing can be known, which is said once and not for each step. */
export function credentialsFailure(seen: Failed): Failure {
  return new Failure('aws/credentials', seen.message, {
    exitCode: EXIT.credentials,
    fix: fixOf(seen),
  });
}

/** A failure half-way, with what exists now because this run made it. */
export function afterChanges(failure: Failure, changes: readonly Change[]): Failure {
  if (changes.length === 0) return failure;
  const { code, message, exitCode, fixes } = failure;
  const lines = changes.map(({ op, what, to }) => `  ${op} ${what}${to === null ? '' : `: ${to}`}`);
  const remain = ['This run had already made these changes, which remain:', ...lines];
  // A "no" stays a "no": the walkthrough asks what else to do.
  if (failure instanceof Declined)
    return new Declined(['Cancelled. This plan was not applied.', ...remain].join('\n'));
  const said = [message, ...remain];
  return new Failure(code, said.join('\n'), { exitCode, fix: fixes, cause: failure });
}
