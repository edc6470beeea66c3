import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { refusal, sendForm, startWorld } from './world.ts';

test('a message is received once while it is hidden, and is gone when it is deleted', async () => {
  await using world = await startWorld();
  const sqs = new SQSClient(world.config());
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'q', tags: { run: 'k3v9' } }),
  );
  expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ run: 'k3v9' });
  const receive = () => sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 30 }));
  // Without messages the member is absent, as the real service answers.
  expect((await receive()).Messages).toBeUndefined();
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'zażółć ✉' }));
  // The SDK checks MD5OfBody itself.
  expect((await receive()).Messages?.[0]?.Body).toBe('zażółć ✉');
  expect((await receive()).Messages).toBeUndefined();
  world.advance(30_001);
  const again = (await receive()).Messages?.[0];
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
  world.advance(30_001);
  expect((await receive()).Messages).toBeUndefined();
});

test('a long poll ends when a message comes', async () => {
  await using world = await startWorld();
  const sqs = new SQSClient(world.config());
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
  const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'here' }));
  expect((await waiting).Messages?.[0]?.Body).toBe('here');
});

test('messages are kept for the retention period', async () => {
  await using world = await startWorld();
  const sqs = new SQSClient(world.config());
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'q', Attributes: { MessageRetentionPeriod: '60' } }),
  );
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'old' }));
  world.advance(60_000);
  expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined();
});

test('names of queues: once with the same attributes, and not within a minute of a deletion', async () => {
  await using world = await startWorld();
  const sqs = new SQSClient(world.config());
  const create = (VisibilityTimeout: string) =>
    sqs.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { VisibilityTimeout } }));
  const { QueueUrl } = await create('10');
  expect((await create('10')).QueueUrl).toBe(QueueUrl);
  expect((await refusal(create('20'))).name).toBe('QueueNameExists');
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  expect((await refusal(sqs.send(new GetQueueUrlCommand({ QueueName: 'q' })))).name).toBe(
    'QueueDoesNotExist',
  );
  expect((await refusal(create('10'))).name).toBe('QueueDeletedRecently');
  world.advance(60_000);
  expect((await create('10')).QueueUrl).toBe(QueueUrl);
});

test('queues are listed by prefix; attributes can be set', async () => {
  await using world = await startWorld();
  const sqs = new SQSClient(world.config());
  const list = async (QueueNamePrefix: string) =>
    (await sqs.send(new ListQueuesCommand({ QueueNamePrefix }))).QueueUrls;
  expect(await list('a')).toBeUndefined();
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'ab' }));
  expect(await list('a')).toEqual([QueueUrl]);
  expect(await list('b')).toBeUndefined();
  await sqs.send(
    new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '5' } }),
  );
  expect((await refusal(sqs.send(new CreateQueueCommand({ QueueName: 'a b' })))).name).toBe(
    'InvalidParameterValue',
  );
});

test('an old client speaks the query protocol', async () => {
  await using world = await startWorld();
  const call = async (form: Record<string, string>) => {
    const response = await sendForm(world, 'sqs', { Version: '2012-11-05', ...form });
    return { status: response.status, body: await response.text() };
  };
  const made = await call({
    Action: 'CreateQueue',
    QueueName: 'q',
    'Attribute.1.Name': 'VisibilityTimeout',
    'Attribute.1.Value': '7',
    'Tag.1.Key': 'run',
    'Tag.1.Value': 'k3v9',
  });
  const QueueUrl = /<QueueUrl>([^<]+)/.exec(made.body)?.[1] ?? '';
  expect(made.status).toBe(200);
  await call({ Action: 'SendMessage', QueueUrl, MessageBody: 'a & b' });
  const received = await call({ Action: 'ReceiveMessage', QueueUrl, MaxNumberOfMessages: '10' });
  expect(received.body).toContain('<Message><MessageId>');
  expect(received.body).toContain('<Body>a &amp; b</Body>');
  const attributes = await call({
    Action: 'GetQueueAttributes',
    QueueUrl,
    'AttributeName.1': 'VisibilityTimeout',
  });
  expect(attributes.body).toContain(
    '<Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute>',
  );
  const tags = await call({ Action: 'ListQueueTags', QueueUrl });
  expect(tags.body).toContain('<Tag><Key>run</Key><Value>k3v9</Value></Tag>');
  const gone = await call({ Action: 'GetQueueUrl', QueueName: 'none' });
  expect(gone).toMatchObject({ status: 400 });
  expect(gone.body).toContain('<Code>AWS.SimpleQueueService.NonExistentQueue</Code>');
});
