import type { Change } from '../../core/model/types.ts';
import type { SmtpSettings } from '../../core/smtp-credentials/settings.ts';

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
  /** Once. The settings differ from those of the check by user name and password. */
  deliver(settings: SmtpSettings): Promise<void>;
}
