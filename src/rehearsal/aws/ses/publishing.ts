import type { Scheduler, WorldClock } from '../../contract.ts';
import type { Metrics } from '../cloudwatch/metrics.ts';
import type { EventBus } from '../events/index.ts';
import type { SnsStore } from '../sns/store.ts';
import { sesAs } from './as-service.ts';
import type { ConfigurationSet, ConfigurationSets } from './configuration-sets.ts';
import { setArn } from './configuration-sets.ts';
import type { EventDestination } from './event-destination.ts';
import type { SentMessage, SesEvent } from './events.ts';
import { eventJson, eventsOf, notificationJson, SEND } from './events.ts';
import type { Fate } from './fate.ts';
import type { Notifications } from './notifications.ts';

export interface PublishingOptions {
  readonly clock: WorldClock;
  readonly scheduler: Scheduler;
  /** Milliseconds of world time from the sending of a message to its event. */
  readonly delay: number;
  readonly sets: ConfigurationSets;
  readonly notifications: Notifications;
  /** `arn:aws:ses:<region>:<account>:` */
  readonly arn: string;
  readonly accountId: string;
  readonly sns: SnsStore;
  readonly bus: Pick<EventBus, 'put'>;
  readonly metrics: Metrics;
  /** True where a fault loses what SES, or CloudWatch, should publish. */
  readonly loses: (hop: 'ses' | 'cloudwatch') => boolean;
}

export interface Publishing {
  /** Tells each destination of the set, and the identity's own topics, what became of a message. */
  sent(message: SentMessage, configurationSet: string | null, fates: readonly Fate[]): void;
}

const SUBJECT = 'Amazon SES Email Event Notification';
const NAMESPACE = 'AWS/SES';

export function createPublishing(options: PublishingOptions): Publishing {
  return {
    sent(message, setName, fates) {
      if (options.loses('ses')) return;
      const set = setName === null ? undefined : options.sets.all.get(setName);
      const publish = (event: SesEvent) => publishEvent(options, event, message, set);
      options.scheduler.later(options.delay, async () => {
        await publish(SEND);
        for (const fate of fates) {
          for (const event of eventsOf(fate, message, options.clock.now())) await publish(event);
        }
      });
    },
  };
}

async function publishEvent(
  options: PublishingOptions,
  event: SesEvent,
  message: SentMessage,
  set: ConfigurationSet | undefined,
): Promise<void> {
  countInAccount(options, event, set);
  if (set !== undefined) await publishForSet(options, event, message, set);
  await notifyIdentity(options, event, message);
}

/** Metrics that every account has; those of a set only where it asks for them. */
function countInAccount(
  { metrics }: PublishingOptions,
  { type }: SesEvent,
  set: ConfigurationSet | undefined,
): void {
  metrics.record(NAMESPACE, type, {}, 1);
  const reputation = set?.options.ReputationOptions;
  if (set !== undefined && Object(reputation).ReputationMetricsEnabled === true) {
    metrics.record(NAMESPACE, type, { 'ses:configuration-set': set.name }, 1);
  }
}

async function publishForSet(
  options: PublishingOptions,
  event: SesEvent,
  message: SentMessage,
  set: ConfigurationSet,
): Promise<void> {
  const sourceArn = setArn(options.arn, set.name);
  const json = eventJson(event, message);
  for (const destination of set.destinations.values()) {
    const isWanted = destination.MatchingEventTypes?.includes(event.matching) ?? false;
    if (destination.Enabled !== true || !isWanted) continue;
    const topic = destination.SnsDestination?.TopicArn;
    if (topic !== undefined) {
      // A topic that does not let SES in loses the event; SES says nothing of it.
      await options.sns.publish(
        topic,
        { subject: SUBJECT, message: JSON.stringify(json) },
        sesAs(options.accountId, sourceArn),
      );
    }
    if (destination.EventBridgeDestination !== undefined) {
      const { detailType } = event;
      options.bus.put({ source: 'aws.ses', detailType, resources: [sourceArn], detail: json });
    }
    countInDestination(options, event, message, destination);
  }
}

function countInDestination(
  { metrics, loses }: PublishingOptions,
  { type }: SesEvent,
  { tags }: SentMessage,
  { CloudWatchDestination: target }: EventDestination,
): void {
  if (target === undefined || loses('cloudwatch')) return;
  const dimensions = target.DimensionConfigurations.map(
    ({ DimensionName: name, DimensionValueSource: from, DefaultDimensionValue: none }) => [
      name,
      (from === 'MESSAGE_TAG' ? tags[name]?.[0] : undefined) ?? none,
    ],
  );
  metrics.record(NAMESPACE, type, Object.fromEntries(dimensions), 1);
}

async function notifyIdentity(
  { notifications, sns, ...options }: PublishingOptions,
  event: SesEvent,
  message: SentMessage,
): Promise<void> {
  if (event.type === 'Send') return;
  const name = message.sourceArn.slice(message.sourceArn.indexOf('identity/') + 'identity/'.length);
  const { topics, headersIn } = notifications.of(name);
  const topic = topics[event.type];
  if (topic === undefined) return;
  const json = notificationJson(event, message, headersIn.has(event.type));
  const notification = { subject: SUBJECT, message: JSON.stringify(json) };
  await sns.publish(topic, notification, sesAs(options.accountId, message.sourceArn));
}
