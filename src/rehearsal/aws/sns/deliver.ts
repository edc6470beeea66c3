import { randomUUID } from 'node:crypto';
import type { Inbox } from '../../contract.ts';
import { deliverAsAws } from '../mail-of-aws.ts';
import {
  confirmationEnvelope,
  confirmationLink,
  type Notification,
  notificationEnvelope,
  type Signing,
} from './envelope.ts';
import { passes } from './filter-policy.ts';
import type { Subscription, Topic } from './topic.ts';

/** Where SNS delivers to. */
export interface Receivers {
  /** Made when it is first needed. */
  readonly signing: () => Promise<Signing>;
  /** False: there is no such queue, or its policy does not let SNS in. */
  readonly queue: (queueArn: string, body: string, topicArn: string) => boolean;
  readonly inbox: Inbox;
  /** POSTs a body; one that fails is lost, as after SNS's last try. */
  readonly post: (
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ) => Promise<void>;
  /** True where a fault loses what SNS should deliver. */
  readonly loses: () => boolean;
}

const SENDER = { name: 'AWS Notifications', address: 'no-reply@sns.amazonaws.com' };

/** Hands a message to each confirmed subscription whose filter policy passes it. */
export async function deliver(
  topic: Topic,
  notification: Notification,
  now: number,
  receivers: Receivers,
): Promise<void> {
  if (receivers.loses()) return;
  const wanted = topic.subscriptions.filter(
    ({ confirmed, attributes }) => confirmed && passes(attributes, notification.message),
  );
  await Promise.all(wanted.map((each) => deliverTo(topic, each, notification, now, receivers)));
}

async function deliverTo(
  topic: Topic,
  subscription: Subscription,
  notification: Notification,
  now: number,
  receivers: Receivers,
): Promise<void> {
  const raw = subscription.attributes.get('RawMessageDelivery') === 'true';
  const body = raw
    ? notification.message
    : JSON.stringify(
        notificationEnvelope(topic, subscription, notification, now, await receivers.signing()),
      );
  const { protocol, endpoint } = subscription;
  if (protocol === 'sqs') receivers.queue(endpoint, body, topic.arn);
  if (protocol === 'http' || protocol === 'https') {
    await receivers.post(endpoint, headersOf('Notification', subscription, raw), body);
  }
  if (protocol === 'email') {
    await mail(
      receivers,
      endpoint,
      notification.subject ?? 'AWS Notification Message',
      notification.message,
    );
  }
  if (protocol === 'email-json') await mail(receivers, endpoint, 'AWS Notification Message', body);
}

/** What a new subscription of a person or a web server gets: a link to confirm it. */
export async function askToConfirm(
  topic: Topic,
  subscription: Subscription,
  now: number,
  receivers: Receivers,
): Promise<void> {
  const { protocol, endpoint } = subscription;
  if (protocol === 'http' || protocol === 'https') {
    const body = confirmationEnvelope(topic, subscription, now, await receivers.signing());
    const headers = headersOf('SubscriptionConfirmation', subscription, false);
    await receivers.post(endpoint, headers, JSON.stringify(body));
  }
  if (protocol.startsWith('email')) {
    const link = confirmationLink(topic, subscription, await receivers.signing());
    await mail(
      receivers,
      endpoint,
      'AWS Notification - Subscription Confirmation',
      `You have chosen to subscribe to the topic:\r\n${topic.arn}\r\n\r\nTo confirm this subscription, open this link:\r\n${link}\r\n`,
    );
  }
}

function headersOf(
  type: string,
  subscription: Subscription,
  raw: boolean,
): Readonly<Record<string, string>> {
  return {
    'content-type': 'text/plain; charset=UTF-8',
    'x-amz-sns-message-type': type,
    'x-amz-sns-message-id': randomUUID(),
    'x-amz-sns-topic-arn': subscription.topicArn,
    ...(type === 'Notification' ? { 'x-amz-sns-subscription-arn': subscription.arn } : {}),
    ...(raw ? { 'x-amz-sns-rawdelivery': 'true' } : {}),
  };
}

function mail({ inbox }: Receivers, to: string, subject: string, text: string): Promise<void> {
  return deliverAsAws(inbox, { from: SENDER, to, subject, text });
}
