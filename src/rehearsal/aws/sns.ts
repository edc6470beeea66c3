import { randomUUID } from 'node:crypto';
import { AwsError } from './errors.ts';
import { page } from './page.ts';
import { type QueryOperation, queryOperation, queryService } from './query.ts';
import type { Service } from './service.ts';
import { flag, type Members, map, type Read, required, text } from './shape.ts';
import { queryCodes, queryWire } from './wire.ts';
import type { XmlValue } from './xml.ts';

interface Subscription {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly confirmed: boolean;
}

interface Topic {
  readonly arn: string;
  readonly attributes: Map<string, string>;
  readonly subscriptions: Subscription[];
}

export interface SnsStore {
  has(topicArn: string): boolean;
}

export interface SnsOptions {
  readonly region: string;
  readonly accountId: string;
}

/** SNS answers pages of 100. */
const pageSize = 100;
/** These confirm themselves; e-mail and HTTPS wait for the receiver. */
const confirmedAtOnce = new Set(['sqs', 'lambda', 'firehose']);
const protocols = new Set([
  ...confirmedAtOnce,
  'http',
  'https',
  'email',
  'email-json',
  'sms',
  'application',
]);
const settable = new Set([
  'Policy',
  'DisplayName',
  'DeliveryPolicy',
  'KmsMasterKeyId',
  'TracingConfig',
]);

function invalid(what: string): AwsError {
  return new AwsError('InvalidParameter', 400, `Invalid parameter: ${what}`);
}

function setAttribute(topic: Topic, name: string, value: string): void {
  if (!settable.has(name)) throw invalid('AttributeName');
  if (name === 'Policy') {
    try {
      JSON.parse(value);
    } catch (error) {
      if (error instanceof SyntaxError) throw invalid('Policy Error: null');
      throw error;
    }
  }
  topic.attributes.set(name, value);
}

/** SNS 2010-03-31: topics and subscriptions. Its access-denied error is AuthorizationError. */
export function createSns(options: SnsOptions): { service: Service; store: SnsStore } {
  const topics = new Map<string, Topic>();
  const arnOf = (name: string) => `arn:aws:sns:${options.region}:${options.accountId}:${name}`;
  const find = (arn: string): Topic => {
    const topic = topics.get(arn);
    if (!topic) throw new AwsError('NotFound', 404, 'Topic does not exist');
    return topic;
  };
  const create = (name: string): Topic => {
    const arn = arnOf(name);
    const topic = topics.get(arn) ?? {
      arn,
      attributes: new Map([
        ['TopicArn', arn],
        ['Owner', options.accountId],
        ['Policy', ownerPolicy(arn, options.accountId)],
        ['DisplayName', ''],
      ]),
      subscriptions: [],
    };
    topics.set(arn, topic);
    return topic;
  };
  const wire = queryWire('http://sns.amazonaws.com/doc/2010-03-31/', {
    ...queryCodes,
    accessDenied: 'AuthorizationError',
  });
  const service = queryService('sns', wire, [
    createTopic(create, arnOf),
    listTopics(topics, arnOf('*')),
    ...topicOperations(find, options.accountId),
  ]);
  return { service, store: { has: (arn) => topics.has(arn) } };
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

function createTopic(create: (name: string) => Topic, arnOf: (name: string) => string) {
  return queryOperation({
    name: 'CreateTopic',
    input: { Name: required(text()), Attributes: map() },
    action: 'sns:CreateTopic',
    invalid: 'InvalidParameter',
    resource: (input) => arnOf(input.Name),
    run(input) {
      if (!/^[\w-]{1,256}$/.test(input.Name)) throw invalid('Topic Name');
      const topic = create(input.Name);
      for (const [name, value] of Object.entries(input.Attributes ?? {})) {
        setAttribute(topic, name, value);
      }
      return { TopicArn: topic.arn };
    },
  });
}

function listTopics(topics: ReadonlyMap<string, Topic>, resource: string): QueryOperation {
  return queryOperation({
    name: 'ListTopics',
    input: { NextToken: text() },
    action: 'sns:ListTopics',
    invalid: 'InvalidParameter',
    resource: () => resource,
    run: (input) =>
      listed('Topics', [...topics.keys()], input.NextToken, (TopicArn) => ({ TopicArn })),
  });
}

function listed<T>(
  name: string,
  all: readonly T[],
  token: string | undefined,
  write: (item: T) => XmlValue,
): XmlValue {
  const found = page(all, pageSize, token);
  if (!found) throw invalid('NextToken');
  return { [name]: { member: found.items.map(write) }, NextToken: found.next };
}

/** An operation on one topic, judged on its ARN. */
function onTopic<S extends Members>(
  name: string,
  members: S,
  find: (arn: string) => Topic,
  run: (topic: Topic, input: Read<S>) => XmlValue,
): QueryOperation {
  const input = { TopicArn: required(text()) };
  return queryOperation({
    name,
    input: { ...members, ...input },
    action: `sns:${name}`,
    invalid: 'InvalidParameter',
    resource: (read) => String(read.TopicArn),
    run: (read) => run(find(String(read.TopicArn)), read),
  });
}

function topicOperations(
  find: (arn: string) => Topic,
  accountId: string,
): readonly QueryOperation[] {
  return [
    onTopic('GetTopicAttributes', {}, find, (topic) => {
      const confirmed = topic.subscriptions.filter((subscription) => subscription.confirmed).length;
      const counts: [string, string][] = [
        ['SubscriptionsConfirmed', String(confirmed)],
        ['SubscriptionsPending', String(topic.subscriptions.length - confirmed)],
      ];
      const entry = [...topic.attributes, ...counts].map(([key, value]) => ({ key, value }));
      return { Attributes: { entry } };
    }),
    onTopic(
      'SetTopicAttributes',
      { AttributeName: required(text()), AttributeValue: text() },
      find,
      (topic, input) => {
        setAttribute(topic, input.AttributeName, input.AttributeValue ?? '');
        return undefined;
      },
    ),
    onTopic(
      'Subscribe',
      { Protocol: required(text()), Endpoint: text(), ReturnSubscriptionArn: flag() },
      find,
      (topic, input) => {
        const subscription = subscribe(topic, input.Protocol, input.Endpoint ?? '');
        const shown = subscription.confirmed || input.ReturnSubscriptionArn === true;
        return { SubscriptionArn: shown ? subscription.arn : 'pending confirmation' };
      },
    ),
    onTopic('ListSubscriptionsByTopic', { NextToken: text() }, find, (topic, input) =>
      listed('Subscriptions', topic.subscriptions, input.NextToken, (subscription) => ({
        SubscriptionArn: subscription.confirmed ? subscription.arn : 'PendingConfirmation',
        Owner: accountId,
        Protocol: subscription.protocol,
        Endpoint: subscription.endpoint,
        TopicArn: topic.arn,
      })),
    ),
  ];
}

/** Subscribing the same endpoint again gives the same subscription. */
function subscribe(topic: Topic, protocol: string, endpoint: string): Subscription {
  if (!protocols.has(protocol)) {
    throw invalid(`Amazon SNS does not support this protocol string: ${protocol}`);
  }
  if (endpoint === '') throw invalid('Endpoint');
  if (protocol.startsWith('email') && !endpoint.includes('@')) throw invalid('Email address');
  if (protocol.startsWith('http') && !endpoint.startsWith(`${protocol}://`)) {
    throw invalid('Endpoint must match the specified protocol');
  }
  const known = topic.subscriptions.find(
    (candidate) => candidate.protocol === protocol && candidate.endpoint === endpoint,
  );
  if (known) return known;
  const confirmed = confirmedAtOnce.has(protocol);
  const subscription = { arn: `${topic.arn}:${randomUUID()}`, protocol, endpoint, confirmed };
  topic.subscriptions.push(subscription);
  return subscription;
}
