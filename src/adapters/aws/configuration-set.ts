import type {
  GetConfigurationSetResponse,
  EventDestination as SdkDestination,
} from '@aws-sdk/client-sesv2';
import type {
  ConfigurationSet,
  EventDestination,
  EventTarget,
} from '../../core/ses/configuration-set.ts';
import type { Ses } from '../../ports/index.ts';
import { type Clients, callOrNull } from './clients.ts';

const sdk = () => import('@aws-sdk/client-sesv2');

/** Reads one configuration set whole: its options, and in a second call its event destinations. */
export function configurationSetPart(clients: Clients): Pick<Ses, 'configurationSet'> {
  return {
    async configurationSet(name) {
      const set = await callOrNull('ses', 'GetConfigurationSet', 'NotFoundException', async () => {
        const { GetConfigurationSetCommand } = await sdk();
        const command = new GetConfigurationSetCommand({ ConfigurationSetName: name });
        return (await clients.sesv2()).send(command);
      });
      if (set === null) return null;
      // The set may go between the two calls.
      const found = await callOrNull(
        'ses',
        'GetConfigurationSetEventDestinations',
        'NotFoundException',
        async () => {
          const { GetConfigurationSetEventDestinationsCommand } = await sdk();
          const command = new GetConfigurationSetEventDestinationsCommand({
            ConfigurationSetName: name,
          });
          return (await clients.sesv2()).send(command);
        },
      );
      return found === null ? null : toSet(name, set, found.EventDestinations ?? []);
    },
  };
}

function toSet(
  name: string,
  response: GetConfigurationSetResponse,
  destinations: readonly SdkDestination[],
): ConfigurationSet {
  const { DeliveryOptions: delivery, TrackingOptions: tracking, VdmOptions: vdm } = response;
  return {
    name,
    delivery: {
      tlsPolicy: delivery?.TlsPolicy ?? null,
      sendingPool: delivery?.SendingPoolName ?? null,
      maxDeliverySeconds: delivery?.MaxDeliverySeconds ?? null,
    },
    reputationMetrics: response.ReputationOptions?.ReputationMetricsEnabled ?? false,
    sendingEnabled: response.SendingOptions?.SendingEnabled ?? true,
    suppressedReasons: response.SuppressionOptions?.SuppressedReasons ?? null,
    tracking:
      tracking?.CustomRedirectDomain === undefined
        ? null
        : { domain: tracking.CustomRedirectDomain, httpsPolicy: tracking.HttpsPolicy ?? null },
    vdm:
      vdm === undefined
        ? null
        : {
            engagementMetrics: vdm.DashboardOptions?.EngagementMetrics ?? null,
            optimizedSharedDelivery: vdm.GuardianOptions?.OptimizedSharedDelivery ?? null,
          },
    destinations: destinations.map(toDestination),
  };
}

function toDestination(found: SdkDestination): EventDestination {
  return {
    name: found.Name ?? '',
    enabled: found.Enabled ?? false,
    types: found.MatchingEventTypes ?? [],
    target: toTarget(found),
  };
}

function toTarget(found: SdkDestination): EventTarget {
  const { SnsDestination: sns, EventBridgeDestination: bridge } = found;
  const { CloudWatchDestination: watch, KinesisFirehoseDestination: firehose } = found;
  if (sns?.TopicArn !== undefined) return { kind: 'sns', topicArn: sns.TopicArn };
  if (bridge?.EventBusArn !== undefined)
    return { kind: 'event-bridge', busArn: bridge.EventBusArn };
  if (watch !== undefined) {
    const dimensions = (watch.DimensionConfigurations ?? []).map((each) => ({
      name: each.DimensionName ?? '',
      source: each.DimensionValueSource ?? '',
      defaultValue: each.DefaultDimensionValue ?? '',
    }));
    return { kind: 'cloud-watch', dimensions };
  }
  if (firehose !== undefined) {
    const { DeliveryStreamArn: streamArn = '', IamRoleArn: roleArn = '' } = firehose;
    return { kind: 'firehose', streamArn, roleArn };
  }
  const application = found.PinpointDestination?.ApplicationArn;
  return application === undefined
    ? { kind: 'other' }
    : { kind: 'pinpoint', applicationArn: application };
}
