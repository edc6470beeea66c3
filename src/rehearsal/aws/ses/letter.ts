import addressparser from 'nodemailer/lib/addressparser';
import type { Inbox, Submission, WorldClock } from '../../contract.ts';
import { fieldValue, parseMessage } from '../../inbox/headers.ts';
import type { AccountState } from './account.ts';
import type { ConfigurationSets } from './configuration-sets.ts';
import type { Publishing } from './publishing.ts';
import type { Identity, IdentityStore } from './store.ts';
import type { SuppressionList } from './suppression.ts';

export interface SendingServiceOptions {
  readonly clock: WorldClock;
  readonly inbox: Inbox;
  readonly region: string;
  /** `arn:aws:ses:<region>:<account>:` */
  readonly arn: string;
  readonly identities: IdentityStore;
  readonly sets: ConfigurationSets;
  readonly account: AccountState;
  readonly suppression: SuppressionList;
  readonly publishing: Publishing;
}

/** A submission with what its header says. */
export interface Letter extends Submission {
  readonly headerFrom: string;
  readonly sender: Identity | null;
}

export function readLetter(options: SendingServiceOptions, submission: Submission): Letter {
  const message = parseMessage(submission.raw);
  const [author] = addressparser(fieldValue(message, 'From') ?? '', { flatten: true });
  const headerFrom = author?.address || submission.from;
  const sender = options.identities.covering(headerFrom);
  const configurationSet =
    submission.configurationSet ??
    fieldValue(message, 'X-SES-CONFIGURATION-SET') ??
    sender?.configurationSet ??
    null;
  return { ...submission, headerFrom, sender, configurationSet };
}
