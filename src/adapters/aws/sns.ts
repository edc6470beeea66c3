import type { Sns } from '../../ports/index.ts';
import { type Clients, call, callOrNull } from './clients.ts';

const sdk = () => import('@aws-sdk/client-sns');

/** What SNS says in place of an ARN while a subscription waits for its confirmation. */
const PENDING = 'PendingConfirmation';
/** Of a subscription that was removed a short time ago. */
const DELETED = 'Deleted';

export function snsPort(clients: Clients): Sns {
  return {
    topic: async (arn) => {
      const found = await callOrNull('sns', 'GetTopicAttributes', 'NotFoundException', async () => {
        const { GetTopicAttributesCommand } = await sdk();
        return (await clients.sns()).send(new GetTopicAttributesCommand({ TopicArn: arn }));
      });
      if (found === null) return null;
      const { Policy: policy, KmsMasterKeyId: kmsKey } = found.Attributes ?? {};
      return { arn, policy: policy ?? null, kmsKey: kmsKey || null };
    },
    subscriptions: (topicArn) =>
      call('sns', 'ListSubscriptionsByTopic', async () => {
        const { ListSubscriptionsByTopicCommand } = await sdk();
        const client = await clients.sns();
        const all = [];
        let token: string | undefined;
        do {
          const command = new ListSubscriptionsByTopicCommand({
            TopicArn: topicArn,
            NextToken: token,
          });
          const { Subscriptions = [], NextToken } = await client.send(command);
          all.push(...Subscriptions);
          token = NextToken;
        } while (token !== undefined);
        return all
          .filter(({ SubscriptionArn: arn }) => arn !== DELETED)
          .map(({ SubscriptionArn: arn = PENDING, Protocol = '', Endpoint = '' }) => ({
            arn: arn === PENDING ? null : arn,
            protocol: Protocol,
            endpoint: Endpoint,
          }));
      }),
    createTopic: (name, tags) =>
      call('sns', 'CreateTopic', async () => {
        const { CreateTopicCommand } = await sdk();
        const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
        const made = await (await clients.sns()).send(new CreateTopicCommand({ Name: name, Tags }));
        return made.TopicArn ?? '';
      }),
    putPolicy: (topicArn, policy) =>
      call('sns', 'SetTopicAttributes', async () => {
        const { SetTopicAttributesCommand } = await sdk();
        const command = new SetTopicAttributesCommand({
          TopicArn: topicArn,
          AttributeName: 'Policy',
          AttributeValue: policy,
        });
        await (await clients.sns()).send(command);
      }),
    subscribe: (topicArn, { protocol, endpoint, raw }) =>
      call('sns', 'Subscribe', async () => {
        const { SubscribeCommand } = await sdk();
        const command = new SubscribeCommand({
          TopicArn: topicArn,
          Protocol: protocol,
          Endpoint: endpoint,
          ReturnSubscriptionArn: true,
          ...(raw ? { Attributes: { RawMessageDelivery: 'true' } } : {}),
        });
        return (await (await clients.sns()).send(command)).SubscriptionArn ?? '';
      }),
    unsubscribe: async (arn) => {
      await callOrNull('sns', 'Unsubscribe', 'NotFoundException', async () => {
        const { UnsubscribeCommand } = await sdk();
        await (await clients.sns()).send(new UnsubscribeCommand({ SubscriptionArn: arn }));
      });
    },
  };
}
