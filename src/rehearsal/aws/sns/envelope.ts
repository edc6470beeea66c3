import { randomUUID, sign } from 'node:crypto';
import type { Certificate } from '../../smtp/certificate.ts';
import type { Subscription, Topic } from './topic.ts';

export interface Notification {
  readonly subject: string | null;
  readonly message: string;
}

export interface Signing {
  readonly certificate: Certificate;
  /** Where the certificate is served; AWS: `https://sns.<region>.amazonaws.com/SimpleNotificationService-….pem`. */
  readonly certificateUrl: string;
  /** Where GET requests of links are answered. */
  readonly endpoint: string;
}

type Fields = Readonly<Record<string, string>>;

/** Fields in the order in which SNS signs them (SNS Developer Guide, verifying the signatures; npm sns-validator). */
const SIGNED = [
  'Message',
  'MessageId',
  'Subject',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
];

/** A notification as HTTPS, e-mail-JSON and queues without raw delivery get it. */
export function notificationEnvelope(
  topic: Topic,
  subscription: Subscription,
  notification: Notification,
  now: number,
  signing: Signing,
): Fields {
  return signed(
    topic,
    {
      Type: 'Notification',
      MessageId: randomUUID(),
      TopicArn: topic.arn,
      ...(notification.subject === null ? {} : { Subject: notification.subject }),
      Message: notification.message,
      Timestamp: new Date(now).toISOString(),
    },
    signing,
    { UnsubscribeURL: link(signing, 'Unsubscribe', { SubscriptionArn: subscription.arn }) },
  );
}

export function confirmationEnvelope(
  topic: Topic,
  subscription: Subscription,
  now: number,
  signing: Signing,
): Fields {
  return signed(
    topic,
    {
      Type: 'SubscriptionConfirmation',
      MessageId: randomUUID(),
      Token: subscription.token,
      TopicArn: topic.arn,
      Message: `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
      SubscribeURL: confirmationLink(topic, subscription, signing),
      Timestamp: new Date(now).toISOString(),
    },
    signing,
    {},
  );
}

export function confirmationLink(
  topic: Topic,
  subscription: Subscription,
  signing: Signing,
): string {
  return link(signing, 'ConfirmSubscription', {
    TopicArn: topic.arn,
    Token: subscription.token,
  });
}

function link({ endpoint }: Signing, action: string, members: Fields): string {
  return `${endpoint}/?${new URLSearchParams({ Action: action, ...members })}`;
}

/** Version 1 is SHA-1, version 2 SHA-256; the topic's attribute chooses. */
function signed(topic: Topic, fields: Fields, signing: Signing, unsigned: Fields): Fields {
  const version = topic.attributes.get('SignatureVersion') === '2' ? '2' : '1';
  const text = SIGNED.flatMap((name) =>
    fields[name] === undefined ? [] : [`${name}\n${fields[name]}\n`],
  ).join('');
  const algorithm = version === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
  return {
    ...fields,
    SignatureVersion: version,
    Signature: sign(algorithm, Buffer.from(text), signing.certificate.key).toString('base64'),
    SigningCertURL: signing.certificateUrl,
    ...unsigned,
  };
}
