import { AwsError } from '../errors.ts';
import { type QueryOperation, queryOperation } from '../query.ts';
import { flag, list, oneOf, required, text } from '../shape.ts';
import type { SnsStore } from '../sns/store.ts';
import { sesAs } from './as-service.ts';
import type { IdentityStore } from './store.ts';

const TYPES = ['Bounce', 'Complaint', 'Delivery'] as const;
type NotificationType = (typeof TYPES)[number];

/** What an identity's owner set up with the API of 2010. */
interface Settings {
  readonly topics: Partial<Record<NotificationType, string>>;
  readonly headersIn: Set<string>;
  forwarding: boolean;
}

export interface Notifications {
  of(identity: string): Settings;
}

export function createNotifications(): Notifications {
  const all = new Map<string, Settings>();
  return {
    of(identity) {
      const known = all.get(identity) ?? { topics: {}, headersIn: new Set(), forwarding: true };
      all.set(identity, known);
      return known;
    },
  };
}

export interface NotificationOptions {
  readonly notifications: Notifications;
  readonly identities: IdentityStore;
  readonly sns: SnsStore;
  readonly arn: string;
  readonly accountId: string;
}

/** SES 2010-12-01, which alone knows topics of an identity. */
export function notificationOperations(options: NotificationOptions): readonly QueryOperation[] {
  const one = { Identity: required(text()) };
  const resource = ({ Identity }: { readonly Identity: string }) =>
    `${options.arn}identity/${Identity}`;
  const settings = (identity: string): Settings => {
    if (options.identities.find(identity) === null) {
      const message = `Identity <${identity}> does not exist.`;
      throw new AwsError('InvalidParameterValue', 400, message);
    }
    return options.notifications.of(identity);
  };
  const operation = { invalid: 'ValidationError' } as const;
  return [
    getAttributes(options),
    queryOperation({
      ...operation,
      name: 'SetIdentityNotificationTopic',
      action: 'ses:SetIdentityNotificationTopic',
      input: { ...one, NotificationType: required(oneOf(TYPES)), SnsTopic: text() },
      resource,
      async run(input) {
        const { topics } = settings(input.Identity);
        const type = input.NotificationType;
        const topic = input.SnsTopic;
        if (topic === undefined) delete topics[type];
        else {
          await welcome(options, input.Identity, type, topic);
          topics[type] = topic;
        }
        return {};
      },
    }),
    queryOperation({
      ...operation,
      name: 'SetIdentityFeedbackForwardingEnabled',
      action: 'ses:SetIdentityFeedbackForwardingEnabled',
      input: { ...one, ForwardingEnabled: required(flag()) },
      resource,
      run(input) {
        const held = settings(input.Identity);
        const { Bounce, Complaint } = held.topics;
        if (!input.ForwardingEnabled && (Bounce === undefined || Complaint === undefined)) {
          const message = `Identity <${input.Identity}> must have SNS topics for bounces and complaints before feedback forwarding is disabled.`;
          throw new AwsError('InvalidParameterValue', 400, message);
        }
        held.forwarding = input.ForwardingEnabled;
        return {};
      },
    }),
  ];
}

function getAttributes({ notifications, identities }: NotificationOptions): QueryOperation {
  return queryOperation({
    name: 'GetIdentityNotificationAttributes',
    action: 'ses:GetIdentityNotificationAttributes',
    invalid: 'ValidationError',
    input: { Identities: required(list(text())) },
    resource: () => '*',
    run(input) {
      const entry = input.Identities.flatMap((identity) => {
        if (identities.find(identity) === null) return [];
        const { topics, headersIn, forwarding } = notifications.of(identity);
        const value = {
          BounceTopic: topics.Bounce,
          ComplaintTopic: topics.Complaint,
          DeliveryTopic: topics.Delivery,
          ForwardingEnabled: forwarding,
          HeadersInBounceNotificationsEnabled: headersIn.has('Bounce'),
          HeadersInComplaintNotificationsEnabled: headersIn.has('Complaint'),
          HeadersInDeliveryNotificationsEnabled: headersIn.has('Delivery'),
        };
        return [{ key: identity, value }];
      });
      return { NotificationAttributes: { entry } };
    },
  });
}

/** SES publishes to the topic as it is set; a topic that does not take it is refused. */
async function welcome(
  { sns, arn, accountId }: NotificationOptions,
  identity: string,
  type: string,
  topic: string,
): Promise<void> {
  const message = JSON.stringify({
    notificationType: 'AmazonSnsSubscriptionSucceeded',
    message: `You have successfully subscribed your Amazon SNS topic '${topic}' to receive '${type}' notifications from Amazon SES for identity '${identity}'.`,
  });
  const isTaken = await sns.publish(
    topic,
    { subject: null, message },
    sesAs(accountId, `${arn}identity/${identity}`),
  );
  if (isTaken) return;
  throw new AwsError(
    'InvalidParameterValue',
    400,
    'An invalid or out-of-range value was supplied for the input parameter.',
  );
}
