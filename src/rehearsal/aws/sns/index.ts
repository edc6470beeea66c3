import { page } from '../page.ts';
import { type QueryOperation, queryOperation, queryService } from '../query.ts';
import type { Service } from '../service.ts';
import { list, type Members, map, type Read, required, struct, text } from '../shape.ts';
import { queryCodes, queryWire } from '../wire.ts';
import type { XmlValue } from '../xml.ts';
import { deliver } from './deliver.ts';
import { onTopic } from './operation.ts';
import { createTopicStore, type TopicStore, type TopicStoreOptions } from './store.ts';
import { subscriptionOperations } from './subscriptions.ts';
import { invalid, setTopicAttribute, type Topic } from './topic.ts';

/** SNS answers pages of 100. */
const pageSize = 100;

/** SNS 2010-03-31: topics and subscriptions. Its access-denied error is AuthorizationError. */
export function createSns(options: TopicStoreOptions): { service: Service; store: TopicStore } {
  const store = createTopicStore(options);
  const wire = queryWire('http://sns.amazonaws.com/doc/2010-03-31/', {
    ...queryCodes,
    accessDenied: 'AuthorizationError',
  });
  const service = queryService('sns', wire, [
    createTopic(store),
    listTopics(store),
    ...topicOperations(store),
    ...tagOperations(store),
    ...subscriptionOperations(store),
  ]);
  return { service, store };
}

const tagList = list(struct({ Key: required(text()), Value: text() }));

function createTopic(store: TopicStore): QueryOperation {
  return queryOperation({
    name: 'CreateTopic',
    input: { Name: required(text()), Attributes: map(), Tags: tagList },
    action: 'sns:CreateTopic',
    invalid: 'InvalidParameter',
    resource: (input) => store.arnOf(input.Name),
    run(input) {
      if (!/^[\w-]{1,256}$/.test(input.Name)) throw invalid('Topic Name');
      const isNew = !store.has(store.arnOf(input.Name));
      const topic = store.create(input.Name);
      for (const [name, value] of Object.entries(input.Attributes ?? {})) {
        // The same name with other attributes is refused (SNS API, CreateTopic).
        if (!isNew && topic.attributes.get(name) !== value) {
          throw invalid('Attributes Reason: Topic already exists with different attributes');
        }
        setTopicAttribute(topic, name, value);
      }
      for (const { Key, Value } of input.Tags ?? []) topic.tags.set(Key, Value ?? '');
      return { TopicArn: topic.arn };
    },
  });
}

function listTopics(store: TopicStore): QueryOperation {
  return queryOperation({
    name: 'ListTopics',
    input: { NextToken: text() },
    action: 'sns:ListTopics',
    invalid: 'InvalidParameter',
    resource: () => store.arnOf('*'),
    run(input) {
      const found = page(store.all(), pageSize, input.NextToken);
      if (!found) throw invalid('NextToken');
      return {
        Topics: { member: found.items.map(({ arn }) => ({ TopicArn: arn })) },
        NextToken: found.next,
      };
    },
  });
}

function topicOperations(store: TopicStore): readonly QueryOperation[] {
  return [
    onTopic(store, 'GetTopicAttributes', {}, ({ attributes, subscriptions }) => {
      const confirmed = subscriptions.filter((subscription) => subscription.confirmed).length;
      const counts: [string, string][] = [
        ['SubscriptionsConfirmed', String(confirmed)],
        ['SubscriptionsPending', String(subscriptions.length - confirmed)],
        ['SubscriptionsDeleted', '0'],
      ];
      const entry = [...attributes, ...counts].map(([key, value]) => ({ key, value }));
      return { Attributes: { entry } };
    }),
    onTopic(
      store,
      'SetTopicAttributes',
      { AttributeName: required(text()), AttributeValue: text() },
      (topic, input) => {
        setTopicAttribute(topic, input.AttributeName, input.AttributeValue ?? '');
        return undefined;
      },
    ),
    // Deleting what is not there succeeds (SNS API, DeleteTopic).
    queryOperation({
      name: 'DeleteTopic',
      input: { TopicArn: required(text()) },
      action: 'sns:DeleteTopic',
      invalid: 'InvalidParameter',
      resource: (input) => input.TopicArn,
      run(input) {
        store.delete(input.TopicArn);
        return undefined;
      },
    }),
    onTopic(
      store,
      'Publish',
      { Message: required(text({ min: 1 })), Subject: text({ max: 100 }) },
      async (topic, input) => {
        const notification = { subject: input.Subject ?? null, message: input.Message };
        await deliver(topic, notification, store.now(), store.receivers);
        return { MessageId: crypto.randomUUID() };
      },
    ),
  ];
}

function tagOperations(store: TopicStore): readonly QueryOperation[] {
  const tagged = <S extends Members>(
    name: string,
    members: S,
    run: (topic: Topic, input: Read<S>) => XmlValue,
  ) =>
    queryOperation({
      name,
      input: { ...members, ResourceArn: required(text()) },
      action: `sns:${name}`,
      invalid: 'InvalidParameter',
      resource: (read) => String(read.ResourceArn),
      run: (read) => run(store.find(String(read.ResourceArn)), read),
    });
  return [
    tagged('ListTagsForResource', {}, ({ tags }) => ({
      Tags: { member: [...tags].map(([Key, Value]) => ({ Key, Value })) },
    })),
    tagged('TagResource', { Tags: required(tagList) }, ({ tags }, input) => {
      for (const { Key, Value } of input.Tags) tags.set(Key, Value ?? '');
      return {};
    }),
    tagged('UntagResource', { TagKeys: required(list(text())) }, ({ tags }, input) => {
      for (const key of input.TagKeys) tags.delete(key);
      return {};
    }),
  ];
}
