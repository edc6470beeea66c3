import type { EventType } from '@aws-sdk/client-sesv2';
import type { EventDestination, EventTarget } from '../../core/ses/configuration-set.ts';
import type { Ses } from '../../ports/index.ts';
import { type Clients, call } from './clients.ts';

const sdk = () => import('@aws-sdk/client-sesv2');

type EventSettings = Pick<
  Ses,
  | 'createConfigurationSet'
  | 'putReputationMetrics'
  | 'putSuppressionReasons'
  | 'createEventDestination'
  | 'updateEventDestination'
  | 'notificationTopics'
>;

/** What SES publishes of the mail through a configuration set, and what an identity had before there were sets. */
export function eventSettingsPart(clients: Clients): EventSettings {
  return {
    createConfigurationSet: ({ name, tlsPolicy, suppressedReasons, tags }) =>
      call('ses', 'CreateConfigurationSet', async () => {
        const { CreateConfigurationSetCommand } = await sdk();
        const command = new CreateConfigurationSetCommand({
          ConfigurationSetName: name,
          DeliveryOptions: { TlsPolicy: tlsPolicy },
          ReputationOptions: { ReputationMetricsEnabled: true },
          SendingOptions: { SendingEnabled: true },
          SuppressionOptions: { SuppressedReasons: [...suppressedReasons] },
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        });
        await (await clients.sesv2()).send(command);
      }),
    putReputationMetrics: (set) =>
      call('ses', 'PutConfigurationSetReputationOptions', async () => {
        const { PutConfigurationSetReputationOptionsCommand } = await sdk();
        const command = new PutConfigurationSetReputationOptionsCommand({
          ConfigurationSetName: set,
          ReputationMetricsEnabled: true,
        });
        await (await clients.sesv2()).send(command);
      }),
    putSuppressionReasons: (set, reasons) =>
      call('ses', 'PutConfigurationSetSuppressionOptions', async () => {
        const { PutConfigurationSetSuppressionOptionsCommand } = await sdk();
        const command = new PutConfigurationSetSuppressionOptionsCommand({
          ConfigurationSetName: set,
          SuppressedReasons: [...reasons],
        });
        await (await clients.sesv2()).send(command);
      }),
    createEventDestination: (set, destination) =>
      call('ses', 'CreateConfigurationSetEventDestination', async () => {
        const { CreateConfigurationSetEventDestinationCommand } = await sdk();
        const command = new CreateConfigurationSetEventDestinationCommand({
          ConfigurationSetName: set,
          EventDestinationName: destination.name,
          EventDestination: definitionOf(destination),
        });
        await (await clients.sesv2()).send(command);
      }),
    updateEventDestination: (set, destination) =>
      call('ses', 'UpdateConfigurationSetEventDestination', async () => {
        const { UpdateConfigurationSetEventDestinationCommand } = await sdk();
        const command = new UpdateConfigurationSetEventDestinationCommand({
          ConfigurationSetName: set,
          EventDestinationName: destination.name,
          EventDestination: definitionOf(destination),
        });
        await (await clients.sesv2()).send(command);
      }),
    notificationTopics: (identity) =>
      call('ses', 'GetIdentityNotificationAttributes', async () => {
        // Only the API of 2010 knows the topics of an identity.
        const { GetIdentityNotificationAttributesCommand } = await import('@aws-sdk/client-ses');
        const command = new GetIdentityNotificationAttributesCommand({ Identities: [identity] });
        const found = (await (await clients.sesv1()).send(command)).NotificationAttributes ?? {};
        const own = found[identity];
        return {
          bounce: own?.BounceTopic ?? null,
          complaint: own?.ComplaintTopic ?? null,
          delivery: own?.DeliveryTopic ?? null,
          forwarding: own?.ForwardingEnabled ?? true,
        };
      }),
  };
}

function definitionOf({ enabled, types, target }: EventDestination) {
  return {
    Enabled: enabled,
    // SES named them so itself, or they are among `USUAL_TYPES`.
    MatchingEventTypes: types as EventType[],
    ...targetOf(target),
  };
}

/** Throws for a kind that this tool does not know: it is never written. */
function targetOf(target: EventTarget) {
  switch (target.kind) {
    case 'sns':
      return { SnsDestination: { TopicArn: target.topicArn } };
    case 'event-bridge':
      return { EventBridgeDestination: { EventBusArn: target.busArn } };
    case 'firehose':
      return {
        KinesisFirehoseDestination: {
          IamRoleArn: target.roleArn,
          DeliveryStreamArn: target.streamArn,
        },
      };
    case 'cloud-watch':
      return {
        CloudWatchDestination: {
          DimensionConfigurations: target.dimensions.map(({ name, source, defaultValue }) => ({
            DimensionName: name,
            DimensionValueSource: source as 'MESSAGE_TAG',
            DefaultDimensionValue: defaultValue,
          })),
        },
      };
    default:
      throw new Error(`an event destination of the kind ${target.kind} is not written here`);
  }
}
