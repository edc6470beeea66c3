import { page } from '../page.ts';
import { type QueryOperation, queryOperation } from '../query.ts';
import { flag, type Members, map, type Read, required, text } from '../shape.ts';
import type { XmlValue } from '../xml.ts';
import { askToConfirm } from './deliver.ts';
import { onTopic } from './operation.ts';
import type { TopicStore } from './store.ts';
import {
  invalid,
  type Subscription,
  setSubscriptionAttribute,
  subscribe,
  type Topic,
} from './topic.ts';

const pageSize = 100;
/** A confirmation link works for two days, and then the subscription is gone. */
const CONFIRMATION_MS = 48 * 3_600_000;

export function subscriptionOperations(store: TopicStore): readonly QueryOperation[] {
  return [
    subscribeOperation(store),
    confirmOperation(store),
    listOperation(store),
    ...oneSubscription(store),
  ];
}

function subscribeOperation(store: TopicStore): QueryOperation {
  return onTopic(
    store,
    'Subscribe',
    {
      Protocol: required(text()),
      Endpoint: text(),
      Attributes: map(),
      ReturnSubscriptionArn: flag(),
    },
    async (topic, input) => {
      dropExpired(topic, store.now());
      const known = topic.subscriptions.length;
      const subscription = subscribe(
        topic,
        {
          protocol: input.Protocol,
          endpoint: input.Endpoint ?? '',
          attributes: input.Attributes ?? {},
        },
        store.now(),
      );
      const isNew = topic.subscriptions.length > known;
      if (isNew || !subscription.confirmed) {
        await askToConfirm(topic, subscription, store.now(), store.receivers);
      }
      const shown = subscription.confirmed || input.ReturnSubscriptionArn === true;
      return { SubscriptionArn: shown ? subscription.arn : 'pending confirmation' };
    },
  );
}

function confirmOperation(store: TopicStore): QueryOperation {
  return onTopic(store, 'ConfirmSubscription', { Token: required(text()) }, (topic, input) => ({
    SubscriptionArn: confirm(topic, input.Token, store.now()).arn,
  }));
}

/** Throws InvalidParameter for a token that does not exist or is too old. */
export function confirm(topic: Topic, token: string, now: number): Subscription {
  dropExpired(topic, now);
  const found = topic.subscriptions.find((each) => each.token === token);
  if (found === undefined) throw invalid('Token');
  found.confirmed = true;
  return found;
}

function dropExpired(topic: Topic, now: number): void {
  topic.subscriptions = topic.subscriptions.filter(
    ({ confirmed, createdAt }) => confirmed || now - createdAt < CONFIRMATION_MS,
  );
}

function listOperation(store: TopicStore): QueryOperation {
  return onTopic(store, 'ListSubscriptionsByTopic', { NextToken: text() }, (topic, input) => {
    dropExpired(topic, store.now());
    const found = page(topic.subscriptions, pageSize, input.NextToken);
    if (!found) throw invalid('NextToken');
    return {
      Subscriptions: {
        member: found.items.map((each) => ({
          SubscriptionArn: each.confirmed ? each.arn : 'PendingConfirmation',
          Owner: store.accountId,
          Protocol: each.protocol,
          Endpoint: each.endpoint,
          TopicArn: topic.arn,
        })),
      },
      NextToken: found.next,
    };
  });
}

/** Operations on one subscription; IAM knows no resource for them (Service Authorization Reference, SNS). */
function oneSubscription(store: TopicStore): readonly QueryOperation[] {
  const on = <S extends Members>(
    name: string,
    members: S,
    run: (found: { topic: Topic; subscription: Subscription }, input: Read<S>) => XmlValue,
  ) =>
    queryOperation({
      name,
      input: { ...members, SubscriptionArn: required(text()) },
      action: `sns:${name}`,
      invalid: 'InvalidParameter',
      resource: () => '*',
      run: (read) => run(store.subscription(String(read.SubscriptionArn)), read),
    });
  return [
    on('GetSubscriptionAttributes', {}, ({ subscription }) => ({
      Attributes: {
        entry: [
          ['SubscriptionArn', subscription.arn],
          ['TopicArn', subscription.topicArn],
          ['Protocol', subscription.protocol],
          ['Endpoint', subscription.endpoint],
          ['Owner', store.accountId],
          ['PendingConfirmation', String(!subscription.confirmed)],
          ['ConfirmationWasAuthenticated', String(subscription.confirmed)],
          ['RawMessageDelivery', subscription.attributes.get('RawMessageDelivery') ?? 'false'],
          ...[...subscription.attributes].filter(([name]) => name !== 'RawMessageDelivery'),
        ].map(([key = '', value = '']) => ({ key, value })),
      },
    })),
    on(
      'SetSubscriptionAttributes',
      { AttributeName: required(text()), AttributeValue: text() },
      ({ subscription }, input) => {
        setSubscriptionAttribute(subscription, input.AttributeName, input.AttributeValue ?? '');
        return undefined;
      },
    ),
    on('Unsubscribe', {}, ({ topic, subscription }) => {
      topic.subscriptions = topic.subscriptions.filter((each) => each !== subscription);
      return undefined;
    }),
  ];
}
