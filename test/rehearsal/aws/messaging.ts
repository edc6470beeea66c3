import {
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { TestWorld } from './world.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-central-1';

/** The statement that SES needs in a topic's policy; what a test changes about it, it gives. */
export function topicPolicy(
  topicArn: string,
  change: { readonly account?: string; readonly source?: string; readonly principal?: string } = {},
): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: change.principal ?? 'ses.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: topicArn,
        Condition: {
          StringEquals: {
            'AWS:SourceAccount': change.account ?? ACCOUNT,
            'AWS:SourceArn':
              change.source ?? `arn:aws:ses:${REGION}:${ACCOUNT}:configuration-set/main`,
          },
        },
      },
    ],
  });
}

export async function createTopic(world: TestWorld, policy?: (arn: string) => string) {
  const sns = world.sns();
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'events' }));
  if (policy !== undefined) {
    await sns.send(
      new SetTopicAttributesCommand({
        TopicArn,
        AttributeName: 'Policy',
        AttributeValue: policy(TopicArn),
      }),
    );
  }
  return { sns, TopicArn };
}

export interface TestQueue {
  readonly sqs: SQSClient;
  readonly url: string;
  readonly arn: string;
  /** Bodies of the messages that are there within a second. */
  bodies(): Promise<string[]>;
}

/** A queue whose policy lets `service` in for `sourceArn`. */
export async function createQueue(
  world: TestWorld,
  service: string,
  sourceArn: string,
): Promise<TestQueue> {
  const sqs = new SQSClient(world.config());
  const name = 'proof';
  const arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sqs:SendMessage',
        Resource: arn,
        Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
      },
    ],
  };
  const { QueueUrl: url = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { Policy: JSON.stringify(policy) } }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  return {
    sqs,
    url,
    arn: Attributes?.QueueArn ?? '',
    async bodies() {
      const found: string[] = [];
      for (;;) {
        const { Messages } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: url,
            MaxNumberOfMessages: 10,
            WaitTimeSeconds: found.length === 0 ? 1 : 0,
          }),
        );
        if (Messages === undefined) return found;
        found.push(...Messages.map(({ Body }) => Body ?? ''));
      }
    },
  };
}

export async function subscribeQueue(
  world: TestWorld,
  TopicArn: string,
  queue: TestQueue,
  Attributes: Record<string, string> = {},
): Promise<string> {
  const { SubscriptionArn = '' } = await world
    .sns()
    .send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn, Attributes }));
  return SubscriptionArn;
}
