import { EXIT, Failure } from '../model/errors.ts';
import { type Failed, fixOf } from './could-not-look.ts';

/** No change is made while the account is not known that a checklist was begun in: it may be another one. */
export function accountNotKnown(known: string, caller: Failed): Failure {
  const refused = caller.code === 'credentials' || caller.code === 'denied';
  return new Failure(
    'checklist/account-not-known',
    `This checklist is about account ${known}, but the account of these credentials could not be read, so nothing is changed: ${caller.message}`,
    { exitCode: refused ? EXIT.credentials : EXIT.unknown, fix: fixOf(caller) },
  );
}
