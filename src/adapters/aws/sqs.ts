import type { Sqs } from '../../ports/index.ts';
import { type Clients, call, callOrNull } from './clients.ts';

const sdk = () => import('@aws-sdk/client-sqs');

/** SQS gives ten messages at most, and waits for them 20 seconds at most (API reference, ReceiveMessage). */
const BATCH = 10;
const LONGEST_WAIT = 20;

export function sqsPort(clients: Clients): Sqs {
  return {
    queues: (prefix) =>
      call('sqs', 'ListQueues', async () => {
        const { ListQueuesCommand } = await sdk();
        const client = await clients.sqs();
        const all: string[] = [];
        let token: string | undefined;
        do {
          const command = new ListQueuesCommand({
            QueueNamePrefix: prefix,
            MaxResults: 1_000,
            NextToken: token,
          });
          const { QueueUrls = [], NextToken } = await client.send(command);
          all.push(...QueueUrls);
          token = NextToken;
        } while (token !== undefined);
        return all;
      }),
    tags: (url) =>
      call('sqs', 'ListQueueTags', async () => {
        const { ListQueueTagsCommand } = await sdk();
        const { Tags } = await (await clients.sqs()).send(
          new ListQueueTagsCommand({ QueueUrl: url }),
        );
        return Tags ?? {};
      }),
    create: ({ name, policy, retention, tags }) =>
      call('sqs', 'CreateQueue', async () => {
        const { CreateQueueCommand } = await sdk();
        const command = new CreateQueueCommand({
          QueueName: name,
          Attributes: { Policy: policy, MessageRetentionPeriod: String(retention) },
          tags: { ...tags },
        });
        return (await (await clients.sqs()).send(command)).QueueUrl ?? '';
      }),
    receive: (url, waitSeconds) =>
      call('sqs', 'ReceiveMessage', async () => {
        const { ReceiveMessageCommand } = await sdk();
        const command = new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: BATCH,
          WaitTimeSeconds: Math.min(Math.max(0, Math.floor(waitSeconds)), LONGEST_WAIT),
        });
        const { Messages = [] } = await (await clients.sqs()).send(command);
        return Messages.map(({ Body = '', ReceiptHandle = '' }) => ({
          body: Body,
          receipt: ReceiptHandle,
        }));
      }),
    remove: (url, receipt) =>
      call('sqs', 'DeleteMessage', async () => {
        const { DeleteMessageCommand } = await sdk();
        const command = new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receipt });
        await (await clients.sqs()).send(command);
      }),
    delete: async (url) => {
      await callOrNull('sqs', 'DeleteQueue', 'QueueDoesNotExist', async () => {
        const { DeleteQueueCommand } = await sdk();
        await (await clients.sqs()).send(new DeleteQueueCommand({ QueueUrl: url }));
      });
    },
  };
}
