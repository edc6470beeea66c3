import type { ExportedEvents } from '../../core/domain-setup/export-source.ts';
import type { MetricAlarm } from '../../core/events/alarms.ts';
import type { Topic, TopicSubscription } from '../../core/events/facts.ts';
import { nameOf, PROOF_PREFIX } from '../../core/events/names.ts';
import { type Block, identifier, ignoring, imported, KEEP_TAGS } from '../hcl.ts';

const TOPIC = 'aws_sns_topic';
const POLICY = 'aws_sns_topic_policy';
const SUBSCRIPTION = 'aws_sns_topic_subscription';
const ALARM = 'aws_cloudwatch_metric_alarm';

/** Seconds: CloudWatch evaluates the rates of SES hourly at most, as the alarms of this tool do. */
const PERIOD = 3_600;

/** Topics with their policies and subscriptions, and the alarms. Only what is there: what is missing is not named yet. */
export function topicBlocks({ topics, subscriptions, alarms }: ExportedEvents): Block[] {
  const there = topics.ok ? topics.value.flatMap(({ topic }) => topic ?? []) : [];
  const bySubscription = subscriptions.ok ? subscriptions.value : {};
  return [
    ...there.flatMap((topic) => [
      ...oneTopic(topic),
      ...(bySubscription[topic.arn] ?? []).flatMap((each, index) =>
        oneSubscription(each, topic, index + 1),
      ),
    ]),
    ...(alarms.ok ? alarms.value.flatMap(oneAlarm) : []),
  ];
}

function oneTopic({ arn, policy, kmsKey }: Topic): Block[] {
  const label = identifier(nameOf(arn));
  const topic = [
    imported(TOPIC, label, arn),
    {
      head: `resource "${TOPIC}" "${label}"`,
      attributes: { name: nameOf(arn), kms_master_key_id: kmsKey },
      blocks: [KEEP_TAGS],
    },
  ];
  if (policy === null) return topic;
  return [
    ...topic,
    imported(POLICY, label, arn),
    {
      head: `resource "${POLICY}" "${label}"`,
      attributes: { arn: { expression: `${TOPIC}.${label}.arn` }, policy },
    },
  ];
}

/** The queue of a proof is there for a moment only. */
function oneSubscription(
  { arn, protocol, endpoint }: TopicSubscription,
  topic: Topic,
  number: number,
): Block[] {
  if (nameOf(endpoint).startsWith(PROOF_PREFIX)) return [];
  const label = `${identifier(nameOf(topic.arn))}_${number}`;
  const comments = [
    ...(arn === null
      ? ['Not confirmed yet, so that it cannot be imported: apply subscribes it again.']
      : []),
    ...(protocol === 'email' || protocol === 'email-json'
      ? ['Terraform cannot confirm it: a person opens the link that SNS mails.']
      : []),
  ];
  return [
    ...(arn === null ? [] : [imported(SUBSCRIPTION, label, arn)]),
    {
      head: `resource "${SUBSCRIPTION}" "${label}"`,
      comments,
      attributes: {
        topic_arn: { expression: `${TOPIC}.${identifier(nameOf(topic.arn))}.arn` },
        protocol,
        endpoint,
      },
    },
  ];
}

function oneAlarm({ name, metric, threshold, comparison, ...alarm }: MetricAlarm): Block[] {
  const label = identifier(name);
  return [
    imported(ALARM, label, name),
    {
      head: `resource "${ALARM}" "${label}"`,
      comments: ['Statistic and periods were not read: Terraform leaves them as they are.'],
      attributes: {
        alarm_name: name,
        namespace: 'AWS/SES',
        metric_name: metric,
        comparison_operator: comparison,
        threshold,
        statistic: 'Average',
        period: PERIOD,
        evaluation_periods: 1,
        treat_missing_data: alarm.missingData,
        actions_enabled: alarm.isEnabled,
        alarm_actions: alarm.actions,
      },
      blocks: [
        ignoring([
          'tags',
          'tags_all',
          'statistic',
          'period',
          'evaluation_periods',
          'datapoints_to_alarm',
        ]),
      ],
    },
  ];
}
