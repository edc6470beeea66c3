import type { ConfigurationSet, EventDestination } from '../../core/ses/configuration-set.ts';
import { type Block, identifier, imported, KEEP_TAGS, type Value } from '../hcl.ts';

const SET = 'aws_sesv2_configuration_set';
const DESTINATION = 'aws_sesv2_configuration_set_event_destination';

/** The configuration set with all it has in SES; one that is not there yet is created by its name alone. */
export function configurationSetBlocks(name: string, set: ConfigurationSet | null): Block[] {
  const label = identifier(name);
  if (set === null) {
    return [
      {
        head: `resource "${SET}" "${label}"`,
        comments: ['Not in SES yet: apply creates it, without event destinations.'],
        attributes: { configuration_set_name: name },
        blocks: [KEEP_TAGS],
      },
    ];
  }
  const unknown = set.destinations.filter(({ target }) => target.kind === 'other');
  const names = unknown.map((destination) => destination.name).join(', ');
  return [
    imported(SET, label, name),
    {
      head: `resource "${SET}" "${label}"`,
      comments:
        unknown.length === 0 ? [] : [`Omitted: event destinations of an unknown kind (${names}).`],
      attributes: { configuration_set_name: name },
      blocks: [...optionBlocks(set), KEEP_TAGS],
    },
    ...set.destinations.flatMap((destination) => destinationBlocks(destination, set.name)),
  ];
}

function optionBlocks({ delivery, tracking, vdm, ...set }: ConfigurationSet): Block[] {
  return [
    ...optional('delivery_options', {
      max_delivery_seconds: delivery.maxDeliverySeconds,
      sending_pool_name: delivery.sendingPool,
      tls_policy: delivery.tlsPolicy,
    }),
    ...optional('reputation_options', { reputation_metrics_enabled: set.reputationMetrics }),
    ...optional('sending_options', { sending_enabled: set.sendingEnabled }),
    ...optional('suppression_options', { suppressed_reasons: set.suppressedReasons }),
    ...(tracking === null
      ? []
      : optional('tracking_options', {
          custom_redirect_domain: tracking.domain,
          https_policy: tracking.httpsPolicy,
        })),
    ...vdmBlocks(vdm),
  ];
}

function vdmBlocks(vdm: ConfigurationSet['vdm']): Block[] {
  const blocks = [
    ...optional('dashboard_options', { engagement_metrics: vdm?.engagementMetrics ?? null }),
    ...optional('guardian_options', {
      optimized_shared_delivery: vdm?.optimizedSharedDelivery ?? null,
    }),
  ];
  return blocks.length === 0 ? [] : [{ head: 'vdm_options', attributes: {}, blocks }];
}

/** A block, unless nothing is known for it. */
function optional(head: string, attributes: Readonly<Record<string, Value | null>>): Block[] {
  const known = Object.values(attributes).some((value) => value !== null);
  return known ? [{ head, attributes }] : [];
}

function destinationBlocks(destination: EventDestination, set: string): Block[] {
  const target = targetBlock(destination);
  if (target === null) return [];
  const label = identifier(`${set}_${destination.name}`);
  return [
    imported(DESTINATION, label, `${set}|${destination.name}`),
    {
      head: `resource "${DESTINATION}" "${label}"`,
      attributes: {
        configuration_set_name: { expression: `${SET}.${identifier(set)}.configuration_set_name` },
        event_destination_name: destination.name,
      },
      blocks: [
        {
          head: 'event_destination',
          attributes: { enabled: destination.enabled, matching_event_types: destination.types },
          blocks: [target],
        },
      ],
    },
  ];
}

function targetBlock({ target }: EventDestination): Block | null {
  switch (target.kind) {
    case 'sns':
      return { head: 'sns_destination', attributes: { topic_arn: target.topicArn } };
    case 'event-bridge':
      return { head: 'event_bridge_destination', attributes: { event_bus_arn: target.busArn } };
    case 'firehose':
      return {
        head: 'kinesis_firehose_destination',
        attributes: { delivery_stream_arn: target.streamArn, iam_role_arn: target.roleArn },
      };
    case 'pinpoint':
      return {
        head: 'pinpoint_destination',
        attributes: { application_arn: target.applicationArn },
      };
    case 'cloud-watch':
      return {
        head: 'cloud_watch_destination',
        attributes: {},
        blocks: target.dimensions.map((dimension) => ({
          head: 'dimension_configuration',
          attributes: {
            default_dimension_value: dimension.defaultValue,
            dimension_name: dimension.name,
            dimension_value_source: dimension.source,
          },
        })),
      };
    case 'other':
      return null;
  }
}
