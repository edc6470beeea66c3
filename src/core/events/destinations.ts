import type { ConfigurationSet, EventDestination, EventTarget } from '../ses/configuration-set.ts';

/** Events that a team must not miss. */
export const NEEDED_TYPES = ['BOUNCE', 'COMPLAINT'] as const;

/** What a new destination publishes: all but opens and clicks, which change the message. */
export const USUAL_TYPES = [
  'SEND',
  'DELIVERY',
  'BOUNCE',
  'COMPLAINT',
  'REJECT',
  'DELIVERY_DELAY',
  'RENDERING_FAILURE',
] as const;

/** Kinds that bring the address and the cause, not only a count. */
const DETAILED: ReadonlySet<EventDestination['target']['kind']> = new Set([
  'sns',
  'event-bridge',
  'firehose',
]);

export function isDetailed({ target }: EventDestination): boolean {
  return DETAILED.has(target.kind);
}

/** Where a destination publishes to, in words and as the receipt keeps it. */
export function targetText(target: EventTarget): string {
  switch (target.kind) {
    case 'sns':
      return target.topicArn;
    case 'event-bridge':
      return target.busArn;
    case 'firehose':
      return target.streamArn;
    case 'cloud-watch':
      return 'AWS/SES';
    case 'pinpoint':
      return target.applicationArn;
    case 'other':
      return 'a kind of destination that this version does not know';
  }
}

/** Types of `NEEDED_TYPES` that a destination does not publish now; all of them when it is disabled. */
export function missingTypes({ enabled, types }: EventDestination): readonly string[] {
  return NEEDED_TYPES.filter((type) => !enabled || !types.includes(type));
}

/**
 * The destination that tells of bounces and complaints: one that publishes both, else the one that is nearest to it;
 * null: the set has none of a detailed kind.
 */
export function mainDestination(set: ConfigurationSet): EventDestination | null {
  const detailed = set.destinations.filter(isDetailed);
  const [best] = [...detailed].sort(
    (a, b) => missingTypes(a).length - missingTypes(b).length || rank(a) - rank(b),
  );
  return best ?? null;
}

/** Only what a queue can be put behind can be proven; SNS first. */
function rank({ target }: EventDestination): number {
  return ['sns', 'event-bridge', 'firehose'].indexOf(target.kind);
}

export interface NotificationTopics {
  /** ARNs of the identity's own topics, set with the API of 2010; null: none. */
  readonly bounce: string | null;
  readonly complaint: string | null;
  readonly delivery: string | null;
  /** Whether SES mails bounces and complaints to the sender. */
  readonly forwarding: boolean;
}

/** What one bounce would arrive as more than once, by where: ARNs, and names of destinations. */
export function arrivesTwice(
  set: ConfigurationSet,
  topics: NotificationTopics | null,
): readonly { readonly topicArn: string; readonly from: readonly string[] }[] {
  const publishers = new Map<string, string[]>();
  const add = (arn: string, from: string) =>
    publishers.set(arn, [...(publishers.get(arn) ?? []), from]);
  for (const destination of set.destinations) {
    const { target, name } = destination;
    if (target.kind === 'sns' && missingTypes(destination).length < NEEDED_TYPES.length)
      add(target.topicArn, `event destination ${name}`);
  }
  const own = new Set([topics?.bounce, topics?.complaint]);
  for (const arn of own) {
    if (typeof arn === 'string') add(arn, 'notification topic of the identity');
  }
  return [...publishers].flatMap(([topicArn, from]) =>
    from.length > 1 ? [{ topicArn, from }] : [],
  );
}
