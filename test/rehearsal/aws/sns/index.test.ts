import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { refusal, startWorld } from '../world.ts';

const TopicArn = 'arn:aws:sns:eu-central-1:123456789012:events';

test('a topic is made once and holds its policy', async () => {
  await using world = await startWorld();
  const sns = world.sns();
  for (let time = 0; time < 2; time += 1) {
    const made = await sns.send(
      new CreateTopicCommand({ Name: 'events', Attributes: { DisplayName: 'Events' } }),
    );
    expect(made.TopicArn).toBe(TopicArn);
  }
  expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
  const Policy = '{"Version":"2012-10-17","Statement":[]}';
  const set = (AttributeName: string, AttributeValue: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
  await set('Policy', Policy);
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ TopicArn, DisplayName: 'Events', Policy });
  expect(await refusal(set('Policy', '{'))).toEqual({
    name: 'InvalidParameterException',
    status: 400,
    message: 'Invalid parameter: Policy Error: null',
  });
  expect((await refusal(set('Owner', 'x'))).message).toBe('Invalid parameter: AttributeName');
});

test('what is not there or not a name is refused', async () => {
  await using world = await startWorld();
  const sns = world.sns();
  expect(await refusal(sns.send(new GetTopicAttributesCommand({ TopicArn })))).toEqual({
    name: 'NotFoundException',
    status: 404,
    message: 'Topic does not exist',
  });
  expect(await refusal(sns.send(new CreateTopicCommand({ Name: 'a b' })))).toEqual({
    name: 'InvalidParameterException',
    status: 400,
    message: 'Invalid parameter: Topic Name',
  });
});

test('an e-mail subscription waits for its receiver, a queue does not', async () => {
  await using world = await startWorld();
  const sns = world.sns();
  await sns.send(new CreateTopicCommand({ Name: 'events' }));
  const subscribe = (Protocol: string, Endpoint: string) =>
    sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
  expect((await subscribe('email', 'ops@acme.example')).SubscriptionArn).toBe(
    'pending confirmation',
  );
  const queue = 'arn:aws:sqs:eu-central-1:123456789012:q';
  const { SubscriptionArn } = await subscribe('sqs', queue);
  expect(SubscriptionArn).toMatch(/^arn:aws:sns:eu-central-1:123456789012:events:[0-9a-f-]{36}$/);
  expect((await subscribe('sqs', queue)).SubscriptionArn).toBe(SubscriptionArn);
  expect((await refusal(subscribe('email', 'ops'))).message).toBe(
    'Invalid parameter: Email address',
  );
  const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions?.map(({ SubscriptionArn: arn, Protocol }) => [Protocol, arn])).toEqual([
    ['email', 'PendingConfirmation'],
    ['sqs', SubscriptionArn],
  ]);
});
