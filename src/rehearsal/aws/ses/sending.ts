import { randomUUID } from 'node:crypto';
import type { Principal, Refusal, SendingApi, Submission, WorldClock } from '../../contract.ts';
import { parseMessage } from '../../inbox/headers.ts';
import { deliver } from './deliver-letter.ts';
import { type Letter, readLetter, type SendingServiceOptions } from './letter.ts';
import { faultOfMessage } from './message-check.ts';
import { isVerified } from './store.ts';

const day = 24 * 3_600_000;
const simulator = /@simulator\.amazonses\.com$/i;

export interface SendingService extends SendingApi {
  /** Simple content needs another action than raw content, which `submit` asks for. */
  submitAs(action: string, submission: Submission): ReturnType<SendingApi['submit']>;
  /** Recipients in the last 24 hours; those of the mailbox simulator do not count. */
  sentLast24Hours(): number;
}

interface Sent {
  readonly at: number;
  readonly recipients: number;
  readonly counted: number;
}

/** SES's judgement of every message, over the API and SMTP alike. */
export function createSendingService(options: SendingServiceOptions): SendingService {
  const sent: Sent[] = [];
  const desk: SendingService = {
    submit: (submission) => desk.submitAs('ses:SendRawEmail', submission),
    async submitAs(action, submission) {
      const letter = readLetter(options, submission);
      const refusal =
        refuseMalformed(letter) ??
        refuseAccount(options, letter) ??
        refuseByIam(options, letter, action) ??
        refuseUnverified(options, letter) ??
        refuseMailFrom(letter) ??
        refuseByQuota(options, sent, letter);
      if (refusal) return { refusal };
      const counted = letter.recipients.filter((address) => !simulator.test(address)).length;
      sent.push({ at: options.clock.now(), recipients: letter.recipients.length, counted });
      const messageId = newMessageId(options.clock);
      await deliver(options, letter, messageId);
      return { messageId };
    },
    sentLast24Hours: () => countSince(sent, options.clock.now() - day, 'counted'),
  };
  return desk;
}

function refuseMalformed({ raw, recipients, via, from }: Letter): Refusal | null {
  // The envelope of SMTP is no author.
  const text = faultOfMessage(parseMessage(raw), recipients, via === 'api' ? from : '');
  return text === null ? null : { kind: 'malformed', text };
}

function refuseAccount({ account, sets }: SendingServiceOptions, letter: Letter): Refusal | null {
  if (account.standing === 'suspended') return { kind: 'suspended' };
  if (account.standing === 'paused') return { kind: 'paused' };
  const name = letter.configurationSet;
  if (name !== null && !sets.all.has(name)) return { kind: 'no-configuration-set', name };
  return null;
}

/**
 * IAM judges the sender's identity, the configuration set, and each recipient that is itself an
 * identity of the account (cloudposse/terraform-aws-ses#40).
 */
function refuseByIam(
  options: SendingServiceOptions,
  letter: Letter,
  action: string,
): Refusal | null {
  const { arn, identities } = options;
  const recipients = letter.recipients.flatMap((address) => {
    const identity = identities.covering(address);
    return identity ? [`${arn}identity/${identity.name}`] : [];
  });
  const resources = [
    `${arn}identity/${letter.sender?.name ?? letter.headerFrom}`,
    ...(letter.configurationSet === null
      ? []
      : [`${arn}configuration-set/${letter.configurationSet}`]),
    ...recipients,
  ];
  const context = {
    'ses:FromAddress': letter.headerFrom,
    'ses:Recipients': letter.recipients.join(','),
    'ses:FeedbackAddress': letter.from,
    'ses:ApiVersion': '2',
  };
  const principal: Principal = letter.principal;
  const resource = resources.find((candidate) => !principal.allows(action, candidate, context));
  return resource === undefined
    ? null
    : { kind: 'denied', action, resource, arn: letter.principal.arn };
}

/** The sender must be verified, in the header and in the envelope; in the sandbox the recipients too. */
function refuseUnverified(options: SendingServiceOptions, letter: Letter): Refusal | null {
  const { identities } = options;
  const senders = [letter.headerFrom, letter.from].filter((address) => address !== '');
  const receivers = options.account.production()
    ? []
    : letter.recipients.filter((address) => !simulator.test(address));
  const failed = [...new Set([...senders, ...receivers])].filter((address) => {
    const identity = identities.covering(address);
    return !identity || !isVerified(identities, identity);
  });
  return failed.length > 0 ? { kind: 'not-verified', identities: failed } : null;
}

function refuseMailFrom({ sender }: Letter): Refusal | null {
  const mailFrom = sender?.mailFrom;
  const rejects = mailFrom?.behavior === 'REJECT_MESSAGE' && mailFrom.watch.status !== 'SUCCESS';
  return rejects ? { kind: 'mail-from' } : null;
}

function countSince(sent: readonly Sent[], since: number, what: 'recipients' | 'counted'): number {
  return sent.filter(({ at }) => at > since).reduce((sum, message) => sum + message[what], 0);
}

/** Quotas count recipients, not messages; the simulator uses up the rate only. */
function refuseByQuota(
  { account, clock }: SendingServiceOptions,
  sent: readonly Sent[],
  letter: Letter,
): Refusal | null {
  const quota = account.quota();
  const now = clock.now();
  if (countSince(sent, now - 1000, 'recipients') >= quota.perSecond) return { kind: 'rate' };
  const counted = letter.recipients.filter((address) => !simulator.test(address)).length;
  if (countSince(sent, now - day, 'counted') + counted > quota.perDay) return { kind: 'quota' };
  return null;
}

/** `0100` and the time, a UUID, `000000`: the form of SES's ids. */
function newMessageId(clock: WorldClock): string {
  return `0100${clock.now().toString(16).padStart(12, '0')}-${randomUUID()}-000000`;
}
