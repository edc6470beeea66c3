import { randomUUID } from 'node:crypto';
import { AwsError } from '../errors.ts';
import { readResourcePolicy } from '../resource-policy.ts';

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** What ConfirmSubscription takes; a token works for two days. */
  readonly token: string;
  /** World time. */
  readonly createdAt: number;
  readonly attributes: Map<string, string>;
  confirmed: boolean;
}

export interface Topic {
  readonly arn: string;
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  subscriptions: Subscription[];
}

/** These confirm themselves; e-mail and HTTPS wait for the receiver. */
const CONFIRMED_AT_ONCE = new Set(['sqs', 'lambda', 'firehose']);
const PROTOCOLS = new Set([
  ...CONFIRMED_AT_ONCE,
  'http',
  'https',
  'email',
  'email-json',
  'sms',
  'application',
]);
const TOPIC_ATTRIBUTES = new Set([
  'Policy',
  'DisplayName',
  'DeliveryPolicy',
  'KmsMasterKeyId',
  'SignatureVersion',
  'TracingConfig',
]);
const SUBSCRIPTION_ATTRIBUTES = new Set([
  'RawMessageDelivery',
  'FilterPolicy',
  'FilterPolicyScope',
  'RedrivePolicy',
  'DeliveryPolicy',
]);

export function invalid(what: string): AwsError {
  return new AwsError('InvalidParameter', 400, `Invalid parameter: ${what}`);
}

export function newTopic(arn: string, accountId: string): Topic {
  return {
    arn,
    attributes: new Map([
      ['TopicArn', arn],
      ['Owner', accountId],
      ['Policy', ownerPolicy(arn, accountId)],
      ['DisplayName', ''],
    ]),
    tags: new Map(),
    subscriptions: [],
  };
}

function ownerPolicy(arn: string, accountId: string): string {
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'SNS:Publish',
          'SNS:Subscribe',
          'SNS:GetTopicAttributes',
          'SNS:SetTopicAttributes',
        ],
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  });
}

export function setTopicAttribute(topic: Topic, name: string, value: string): void {
  if (!TOPIC_ATTRIBUTES.has(name)) throw invalid('AttributeName');
  if (name === 'Policy') checkPolicy(value);
  topic.attributes.set(name, value);
}

function checkPolicy(text: string): void {
  try {
    readResourcePolicy(text);
  } catch (error) {
    if (error instanceof AwsError) throw invalid('Policy Error: null');
    throw error;
  }
}

export function setSubscriptionAttribute(
  { attributes }: Subscription,
  name: string,
  value: string,
): void {
  if (!SUBSCRIPTION_ATTRIBUTES.has(name)) throw invalid('AttributeName');
  if (name === 'FilterPolicy' && value !== '') {
    try {
      JSON.parse(value);
    } catch (error) {
      if (error instanceof SyntaxError) throw invalid('FilterPolicy: failed to parse JSON.');
      throw error;
    }
  }
  attributes.set(name, value);
}

/** Subscribing the same endpoint again gives the same subscription. */
export function subscribe(
  topic: Topic,
  wanted: {
    readonly protocol: string;
    readonly endpoint: string;
    readonly attributes: Readonly<Record<string, string>>;
  },
  now: number,
): Subscription {
  const { protocol, endpoint } = wanted;
  checkEndpoint(protocol, endpoint);
  const known = topic.subscriptions.find(
    (candidate) => candidate.protocol === protocol && candidate.endpoint === endpoint,
  );
  if (known) return known;
  const subscription: Subscription = {
    arn: `${topic.arn}:${randomUUID()}`,
    topicArn: topic.arn,
    protocol,
    endpoint,
    token: `${randomUUID()}${randomUUID()}`.replaceAll('-', ''),
    createdAt: now,
    attributes: new Map(),
    confirmed: CONFIRMED_AT_ONCE.has(protocol),
  };
  for (const [name, value] of Object.entries(wanted.attributes)) {
    setSubscriptionAttribute(subscription, name, value);
  }
  topic.subscriptions.push(subscription);
  return subscription;
}

function checkEndpoint(protocol: string, endpoint: string): void {
  if (!PROTOCOLS.has(protocol)) {
    throw invalid(`Amazon SNS does not support this protocol string: ${protocol}`);
  }
  if (endpoint === '') throw invalid('Endpoint');
  if (protocol.startsWith('email') && !endpoint.includes('@')) throw invalid('Email address');
  if (protocol.startsWith('http') && !endpoint.startsWith(`${protocol}://`)) {
    throw invalid('Endpoint must match the specified protocol');
  }
}
