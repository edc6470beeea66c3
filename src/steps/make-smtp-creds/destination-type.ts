import type { Change } from '../../core/model/types.ts';
import type { SmtpSettings } from '../../core/smtp-credentials/settings.ts';
import type { SmtpLogin } from '../../ports/index.ts';

/** The login that a place holds after the hand-over, and the port that is written beside it. */
export interface HeldLogin extends SmtpLogin {
  readonly port: number;
}

/** Where the secret goes. */
export interface Destination {
  /** As receipts and reports name it; null: it is shown. */
  readonly writtenTo: string | null;
  /** The stream on which a CI log is told to hide the password: where it is shown, that one, so that it comes first. */
  readonly masksOn: 'stdout' | 'stderr';
  /**
   * What delivering will do there, as lines of a plan; throws Failure where it could not be done. Changes nothing.
   * Called for the plan, and again before a key is made.
   */
  check(settings: SmtpSettings): Promise<readonly Change[]>;
  /**
   * Once. The settings differ from those of the check by user name and password. Returns what the place holds then, read
   * again; null: nothing is kept there that could be read.
   */
  deliver(settings: SmtpSettings): Promise<HeldLogin | null>;
}
