import { fieldValue, parseMessage } from '../../inbox/headers.ts';
import type { Fate } from './fate.ts';

/** A message that SES has taken, as its events describe it. */
export interface SentMessage {
  readonly messageId: string;
  /** World time at which SES took it. */
  readonly at: number;
  /** The From field, or the envelope sender where there is none. */
  readonly source: string;
  /** ARN of the identity that sent it. */
  readonly sourceArn: string;
  readonly accountId: string;
  readonly callerIdentity: string;
  readonly recipients: readonly string[];
  /** RFC 5322 source. */
  readonly raw: Buffer;
  /** Message tags; `ses:…` are SES's own. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

type Block = Readonly<Record<string, unknown>>;

export interface SesEvent {
  readonly type: 'Send' | 'Delivery' | 'Bounce' | 'Complaint';
  /** The name that an event destination matches. */
  readonly matching: 'SEND' | 'DELIVERY' | 'BOUNCE' | 'COMPLAINT';
  readonly detailType: string;
  readonly block: Block;
}

const REPORTER = 'dsn; a8-31.smtp-out.amazonses.com';
/** What the events tell of a header at most; beyond it they say that it is cut. */
const LONGEST_HEADER = 10 * 1024;

export const SEND: SesEvent = {
  type: 'Send',
  matching: 'SEND',
  detailType: 'Email Sent',
  block: {},
};

/** The events of one fate, in the order in which they happen. */
export function eventsOf(fate: Fate, message: SentMessage, now: number): readonly SesEvent[] {
  if (fate.kind === 'bounced') return [bounce(fate, message, now)];
  if (fate.kind === 'complained') return [complaint(fate.recipients, message, now, true)];
  const delivered = delivery(fate.recipients, message, now);
  if (!fate.complains) return [delivered];
  return [delivered, complaint(fate.recipients, message, now, false)];
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function delivery(recipients: readonly string[], { at }: SentMessage, now: number): SesEvent {
  return {
    type: 'Delivery',
    matching: 'DELIVERY',
    detailType: 'Email Delivered',
    block: {
      timestamp: iso(now),
      processingTimeMillis: now - at,
      recipients,
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'a8-31.smtp-out.amazonses.com',
    },
  };
}

function bounce(
  fate: Extract<Fate, { kind: 'bounced' }>,
  { messageId }: SentMessage,
  now: number,
): SesEvent {
  return {
    type: 'Bounce',
    matching: 'BOUNCE',
    detailType: 'Email Bounced',
    block: {
      bounceType: 'Permanent',
      bounceSubType: fate.subType,
      bouncedRecipients: fate.recipients.map((emailAddress) => ({
        emailAddress,
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: fate.diagnostic,
      })),
      timestamp: iso(now),
      feedbackId: messageId.replace(/^0100/, '0101'),
      ...(fate.hasReport ? { reportingMTA: REPORTER } : {}),
    },
  };
}

function complaint(
  recipients: readonly string[],
  { messageId, at }: SentMessage,
  now: number,
  isListed: boolean,
): SesEvent {
  return {
    type: 'Complaint',
    matching: 'COMPLAINT',
    detailType: 'Email Complaint Received',
    block: {
      complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
      timestamp: iso(now),
      feedbackId: messageId.replace(/^0100/, '0102'),
      complaintSubType: isListed ? 'OnAccountSuppressionList' : null,
      // A report of a receiver is there only where something was delivered.
      ...(isListed
        ? {}
        : {
            userAgent: 'Amazon SES Mailbox Simulator',
            complaintFeedbackType: 'abuse',
            arrivalDate: iso(at),
          }),
    },
  };
}

/** The event as a configuration set publishes it: SNS `Message`, EventBridge `detail`. */
export function eventJson(event: SesEvent, message: SentMessage): Block {
  return {
    eventType: event.type,
    [event.type.toLowerCase()]: event.block,
    mail: { ...mail(message), ...headers(message), tags: message.tags },
  };
}

/** The notification of an identity's own topic, as before there were configuration sets. */
export function notificationJson(
  event: SesEvent,
  message: SentMessage,
  withHeaders: boolean,
): Block {
  return {
    notificationType: event.type,
    [event.type.toLowerCase()]: event.block,
    mail: {
      ...mail(message),
      sourceIp: '127.0.0.1',
      callerIdentity: message.callerIdentity,
      ...(withHeaders ? headers(message) : {}),
    },
  };
}

function mail(message: SentMessage): Block {
  return {
    timestamp: iso(message.at),
    source: message.source,
    sourceArn: message.sourceArn,
    sendingAccountId: message.accountId,
    messageId: message.messageId,
    destination: message.recipients,
  };
}

function headers({ raw, messageId }: SentMessage): Block {
  const header = parseMessage(raw);
  const all = header.fields.flatMap((field) => {
    const [name = '', value = ''] = field.toString().split(/:(.*)/s);
    return name === '' ? [] : [{ name, value: value.trim() }];
  });
  const value = (name: string) => fieldValue(header, name);
  const subject = value('Subject');
  return {
    headersTruncated: JSON.stringify(all).length > LONGEST_HEADER,
    headers: all,
    commonHeaders: {
      ...(value('From') === null ? {} : { from: [value('From')] }),
      ...(value('To') === null ? {} : { to: (value('To') ?? '').split(/,\s*/) }),
      messageId,
      ...(subject === null ? {} : { subject }),
    },
  };
}
