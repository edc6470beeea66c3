import { AwsError } from '../errors.ts';
import { queryCompatibleWire, type RpcOperation, rpcOperation, rpcService } from '../json-rpc.ts';
import { isQuery, queryService } from '../query.ts';
import type { Service } from '../service.ts';
import { list, type Members, map, number, type Read, required, text } from '../shape.ts';
import { queryCodes, queryWire } from '../wire.ts';
import type { XmlValue } from '../xml.ts';
import { fromForm, inXml } from './query-form.ts';
import { type Message, md5, type Queue, type QueueStore } from './queue.ts';

/** Names of errors in JSON, where they differ from those of the query protocol (SQS API model, awsQueryError). */
const NAMES: Readonly<Record<string, string>> = {
  'AWS.SimpleQueueService.NonExistentQueue': 'com.amazonaws.sqs#QueueDoesNotExist',
  'AWS.SimpleQueueService.QueueDeletedRecently': 'com.amazonaws.sqs#QueueDeletedRecently',
  QueueAlreadyExists: 'com.amazonaws.sqs#QueueNameExists',
};
const NAMESPACE = 'http://queue.amazonaws.com/doc/2012-11-05/';

/** SQS 2012-11-05, in JSON 1.0 and in the query protocol. */
export function createSqs(store: QueueStore): Service {
  const operations = [...queueOperations(store), ...messageOperations(store)];
  const json = rpcService('sqs', 'AmazonSQS', operations, queryCompatibleWire(NAMES));
  const query = queryService(
    'sqs',
    queryWire(NAMESPACE, { ...queryCodes, accessDenied: 'AccessDenied' }),
    operations.map(({ name, run }) => ({
      name,
      run: async (input, call) => inXml(name, await run(fromForm(input), call)),
    })),
  );
  return { ...json, inProtocolOf: (request) => (isQuery(request) ? query : null) };
}

/** An operation on one queue, judged on its ARN. */
function onQueue<S extends Members>(
  store: QueueStore,
  name: string,
  members: S,
  run: (queue: Queue, input: Read<S>) => XmlValue | Promise<XmlValue>,
): RpcOperation {
  return rpcOperation({
    name,
    input: { ...members, QueueUrl: required(text()) },
    action: `sqs:${name}`,
    resource: (read) => {
      const url = String(read.QueueUrl);
      return store.arnOf(url.slice(url.lastIndexOf('/') + 1));
    },
    run: (read) => run(store.byUrl(String(read.QueueUrl)), read),
  });
}

function queueOperations(store: QueueStore): readonly RpcOperation[] {
  return [
    rpcOperation({
      name: 'CreateQueue',
      input: { QueueName: required(text()), Attributes: map(), tags: map() },
      action: 'sqs:CreateQueue',
      resource: (input) => store.arnOf(input.QueueName),
      run(input) {
        if (!/^[\w-]{1,80}$/.test(input.QueueName)) {
          throw new AwsError(
            'InvalidParameterValue',
            400,
            'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
          );
        }
        return {
          QueueUrl: store.create(input.QueueName, input.Attributes ?? {}, input.tags ?? {}).url,
        };
      },
    }),
    rpcOperation({
      name: 'GetQueueUrl',
      input: { QueueName: required(text()) },
      action: 'sqs:GetQueueUrl',
      resource: (input) => store.arnOf(input.QueueName),
      run: (input) => ({ QueueUrl: store.byName(input.QueueName).url }),
    }),
    rpcOperation({
      name: 'ListQueues',
      input: { QueueNamePrefix: text(), MaxResults: number(), NextToken: text() },
      action: 'sqs:ListQueues',
      resource: () => '*',
      run(input) {
        const prefix = input.QueueNamePrefix ?? '';
        const urls = store.all().flatMap(({ name, url }) => (name.startsWith(prefix) ? [url] : []));
        return urls.length === 0 ? {} : { QueueUrls: urls };
      },
    }),
    onQueue(store, 'GetQueueAttributes', { AttributeNames: list(text()) }, (queue, input) => ({
      Attributes: attributesOf(queue, input.AttributeNames ?? []),
    })),
    onQueue(store, 'SetQueueAttributes', { Attributes: required(map()) }, (queue, input) => {
      for (const [name, value] of Object.entries(input.Attributes))
        queue.attributes.set(name, value);
      return {};
    }),
    onQueue(store, 'ListQueueTags', {}, ({ tags }) =>
      tags.size === 0 ? {} : { Tags: Object.fromEntries(tags) },
    ),
    onQueue(store, 'TagQueue', { Tags: required(map()) }, ({ tags }, input) => {
      for (const [name, value] of Object.entries(input.Tags)) tags.set(name, value);
      return {};
    }),
    onQueue(store, 'DeleteQueue', {}, (queue) => {
      store.delete(queue);
      return {};
    }),
  ];
}

function attributesOf(queue: Queue, wanted: readonly string[]): Readonly<Record<string, string>> {
  const all = {
    QueueArn: queue.arn,
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    ApproximateNumberOfMessages: String(queue.messages.length),
    ...Object.fromEntries(queue.attributes),
  };
  if (wanted.includes('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}

function messageOperations(store: QueueStore): readonly RpcOperation[] {
  return [
    onQueue(store, 'SendMessage', { MessageBody: required(text({ min: 1 })) }, (queue, input) => {
      const { id, body } = store.put(queue, input.MessageBody);
      return { MessageId: id, MD5OfMessageBody: md5(body) };
    }),
    onQueue(
      store,
      'ReceiveMessage',
      {
        MaxNumberOfMessages: number(),
        VisibilityTimeout: number(),
        WaitTimeSeconds: number(),
        AttributeNames: list(text()),
        MessageSystemAttributeNames: list(text()),
      },
      async (queue, input) => {
        const most = input.MaxNumberOfMessages ?? 1;
        if (most < 1 || most > 10) {
          throw new AwsError(
            'InvalidParameterValue',
            400,
            `Value ${most} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
          );
        }
        const attribute = (name: string) => Number(queue.attributes.get(name));
        const hidden = input.VisibilityTimeout ?? attribute('VisibilityTimeout');
        const wait = input.WaitTimeSeconds ?? attribute('ReceiveMessageWaitTimeSeconds');
        const taken = await takeWithin(store, queue, { most, hidden, wait });
        // Without messages the member is absent.
        return taken.length === 0 ? {} : { Messages: taken.map(written) };
      },
    ),
    onQueue(store, 'DeleteMessage', { ReceiptHandle: required(text()) }, (queue, input) => {
      queue.messages = queue.messages.filter(({ receipt }) => receipt !== input.ReceiptHandle);
      return {};
    }),
  ];
}

/** Long polling: what is there now, or what comes within `wait` seconds of real time. */
async function takeWithin(
  store: QueueStore,
  queue: Queue,
  { most, hidden, wait }: { most: number; hidden: number; wait: number },
): Promise<readonly Message[]> {
  const now = store.take(queue, most, hidden);
  if (now.length > 0 || wait <= 0) return now;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      queue.waiting.delete(done);
      resolve();
    };
    const timer = setTimeout(done, wait * 1000);
    timer.unref();
    queue.waiting.add(done);
  });
  return store.take(queue, most, hidden);
}

function written(message: Message): XmlValue {
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: md5(message.body),
    Body: message.body,
    Attributes: {
      SentTimestamp: String(message.sentAt),
      ApproximateReceiveCount: String(message.received),
    },
  };
}
