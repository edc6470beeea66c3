import type { Topic, TopicSubscription } from '../core/events/facts.ts';

export interface NewSubscription {
  readonly protocol: string;
  readonly endpoint: string;
  /** The bare message, not SNS's envelope; only for queues and web servers. */
  readonly raw: boolean;
}

/** SNS in one account and Region. */
export interface Sns {
  /** null when SNS says that the topic does not exist. */
  topic(arn: string): Promise<Topic | null>;
  subscriptions(topicArn: string): Promise<readonly TopicSubscription[]>;
  /** ARN of the topic of this name, which is created if it does not exist. */
  createTopic(name: string, tags: Readonly<Record<string, string>>): Promise<string>;
  /** `policy`: JSON text. */
  putPolicy(topicArn: string, policy: string): Promise<void>;
  /** ARN of the subscription, also while it waits for a confirmation. */
  subscribe(topicArn: string, subscription: NewSubscription): Promise<string>;
  /** Succeeds also where it is gone. */
  unsubscribe(subscriptionArn: string): Promise<void>;
}
