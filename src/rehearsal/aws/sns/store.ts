import type { WorldClock } from '../../contract.ts';
import { AwsError } from '../errors.ts';
import { letsIn } from '../resource-policy.ts';
import { deliver, type Receivers } from './deliver.ts';
import type { Notification } from './envelope.ts';
import { newTopic, type Subscription, type Topic } from './topic.ts';

/** A service that publishes on behalf of the account. */
export interface Publisher {
  /** `ses.amazonaws.com` */
  readonly principal: string;
  /** `AWS:SourceArn` and `AWS:SourceAccount`. */
  readonly context: Readonly<Record<string, string>>;
}

export interface SnsStore {
  has(topicArn: string): boolean;
  /** False: the topic is not there, or its policy or its key does not let the service in. */
  publish(topicArn: string, notification: Notification, publisher: Publisher): Promise<boolean>;
}

export interface TopicStore extends SnsStore {
  readonly arnOf: (name: string) => string;
  readonly accountId: string;
  readonly now: () => number;
  readonly receivers: Receivers;
  all(): readonly Topic[];
  /** Throws NotFound. */
  find(arn: string): Topic;
  /** The topic of this name, made if it is not there. */
  create(name: string): Topic;
  delete(arn: string): void;
  /** The subscription and its topic; throws NotFound. */
  subscription(arn: string): { readonly topic: Topic; readonly subscription: Subscription };
}

export interface TopicStoreOptions {
  readonly clock: WorldClock;
  readonly region: string;
  readonly accountId: string;
  readonly receivers: Receivers;
}

/**
 * A key of AWS's own for SNS cannot be used by another service, so its messages are lost (SNS Developer Guide,
 * key management, "Enable compatibility between event sources and encrypted topics").
 */
const AWS_OWN_KEY = /(?:^|\/)alias\/aws\/sns$/;

export function createTopicStore(options: TopicStoreOptions): TopicStore {
  const { clock, accountId, receivers } = options;
  const topics = new Map<string, Topic>();
  const arnOf = (name: string) => `arn:aws:sns:${options.region}:${accountId}:${name}`;
  const find = (arn: string): Topic => {
    const topic = topics.get(arn);
    if (!topic) throw new AwsError('NotFound', 404, 'Topic does not exist');
    return topic;
  };
  return {
    arnOf,
    accountId,
    now: () => clock.now(),
    receivers,
    all: () => [...topics.values()],
    has: (arn) => topics.has(arn),
    find,
    create(name) {
      const arn = arnOf(name);
      const topic = topics.get(arn) ?? newTopic(arn, accountId);
      topics.set(arn, topic);
      return topic;
    },
    delete: (arn) => void topics.delete(arn),
    subscription(arn) {
      for (const topic of topics.values()) {
        const subscription = topic.subscriptions.find((each) => each.arn === arn);
        if (subscription) return { topic, subscription };
      }
      throw new AwsError('NotFound', 404, 'Subscription does not exist');
    },
    async publish(arn, notification, { principal, context }) {
      const topic = topics.get(arn);
      if (topic === undefined) return false;
      const call = { principal, action: 'sns:Publish', resource: arn, context };
      if (!letsIn(topic.attributes.get('Policy'), call)) return false;
      if (AWS_OWN_KEY.test(topic.attributes.get('KmsMasterKeyId') ?? '')) return false;
      await deliver(topic, notification, clock.now(), receivers);
      return true;
    },
  };
}
