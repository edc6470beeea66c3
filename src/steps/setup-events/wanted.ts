import type { Checklist } from '../../core/checklist.ts';
import { type AlarmLevel, unwatchedLevels } from '../../core/events/alarms.ts';
import {
  mainDestination,
  missingTypes,
  NEEDED_TYPES,
  USUAL_TYPES,
} from '../../core/events/destinations.ts';
import {
  DESTINATION_NAME,
  defaultBusArn,
  defaultTopicName,
  nameOf,
  type Place,
  setArn,
  topicArn,
} from '../../core/events/names.ts';
import { judgeTopicPolicy } from '../../core/events/topic-policy.ts';
import type { ConfigurationSet, EventDestination } from '../../core/ses/configuration-set.ts';
import type { World } from '../../core/world.ts';
import type { SetupEventsOptions, Subscriber } from './inputs.ts';

/** One thing that is not yet as it has to be, or as a flag asks for. */
export type Wanted =
  | { readonly kind: 'set'; readonly name: string }
  | { readonly kind: 'default-set'; readonly name: string; readonly from: string | null }
  | { readonly kind: 'reputation'; readonly set: string }
  | { readonly kind: 'suppression'; readonly set: string }
  | { readonly kind: 'topic'; readonly name: string; readonly arn: string }
  | { readonly kind: 'topic-policy'; readonly arn: string }
  | { readonly kind: 'destination'; readonly set: string; readonly destination: EventDestination }
  | {
      readonly kind: 'change-destination';
      readonly set: string;
      readonly from: EventDestination;
      readonly to: EventDestination;
    }
  | { readonly kind: 'subscription'; readonly topicArn: string; readonly subscriber: Subscriber }
  | { readonly kind: 'alarm'; readonly level: AlarmLevel; readonly topicArn: string };

/** Everything that the plan and the judgement work with, once it could be read. */
export interface Setting {
  readonly place: Place;
  readonly setName: string;
  /** null: it does not exist. */
  readonly set: ConfigurationSet | null;
  /** What tells of bounces and complaints; null: nothing yet. */
  readonly main: EventDestination | null;
  /** ARN of the topic that is used, or will be; null: events go elsewhere. */
  readonly topicArn: string | null;
}

/** null where the account, the identity or the set could not be read, or where there is no identity. */
export function settingOf(world: World, checklist: Checklist): Setting | null {
  const { caller, identity, eventSet, domain, region } = world;
  if (!caller.ok || !eventSet.ok || !identity.ok || identity.value === null) return null;
  const place = { region, account: caller.value.account };
  const { name: setName, set } = eventSet.value;
  const main = set === null ? null : mainDestination(set);
  const { eventsTopic } = checklist.choices;
  const used = main?.target.kind === 'sns' ? main.target.topicArn : null;
  const chosen = eventsTopic ?? (main === null ? defaultTopicName(domain) : null);
  return {
    place,
    setName,
    set,
    main,
    topicArn: chosen === null ? used : topicArn(chosen, place),
  };
}

/** What is missing whatever the flags: without it a bounce does not come back. */
export function missingSettings(
  world: World,
  { place, setName, set, main, topicArn: arn }: Setting,
): readonly Wanted[] {
  const attached = world.identity.ok ? (world.identity.value?.configurationSet ?? null) : null;
  return [
    ...(set === null ? [{ kind: 'set', name: setName } as const] : []),
    ...(set === null ? [] : missingOptions(set, world)),
    ...(arn === null ? [] : missingTopic(world, arn, setName, place)),
    ...missingDestination(main, set, arn, setName),
    ...(attached === setName
      ? []
      : [{ kind: 'default-set', name: setName, from: attached } as const]),
  ];
}

function missingOptions(set: ConfigurationSet, { account }: World): readonly Wanted[] {
  const fromAccount = account.ok ? account.value.suppressedReasons : null;
  const reasons = set.suppressedReasons ?? fromAccount;
  return [
    ...(set.reputationMetrics ? [] : [{ kind: 'reputation', set: set.name } as const]),
    ...(reasons !== null && reasons.length === 0
      ? [{ kind: 'suppression', set: set.name } as const]
      : []),
  ];
}

function missingTopic(world: World, arn: string, setName: string, place: Place): readonly Wanted[] {
  if (!world.topics.ok) return [];
  const found = world.topics.value.find((each) => each.arn === arn);
  const source = { topicArn: arn, account: place.account, setArn: setArn(setName, place) };
  const verdict = judgeTopicPolicy(found?.topic?.policy ?? null, source);
  return [
    ...(found?.topic == null ? [{ kind: 'topic', name: nameOf(arn), arn } as const] : []),
    ...(verdict.kind === 'missing' ? [{ kind: 'topic-policy', arn } as const] : []),
  ];
}

function missingDestination(
  main: EventDestination | null,
  set: ConfigurationSet | null,
  topic: string | null,
  setName: string,
): readonly Wanted[] {
  const atTopic = set?.destinations.find(
    ({ target }) => target.kind === 'sns' && target.topicArn === topic,
  );
  const used = atTopic ?? (topic === null ? main : null);
  if (used !== null && used !== undefined) {
    const missing = missingTypes(used);
    if (missing.length === 0) return [];
    const types = [...used.types, ...NEEDED_TYPES.filter((type) => !used.types.includes(type))];
    const to = { ...used, enabled: true, types };
    return [{ kind: 'change-destination', set: setName, from: used, to }];
  }
  if (topic === null) return [];
  const name = freeName(DESTINATION_NAME.sns, set);
  const target = { kind: 'sns', topicArn: topic } as const;
  const destination = { name, enabled: true, types: USUAL_TYPES, target };
  return [{ kind: 'destination', set: setName, destination }];
}

/** Names are unique in a set. */
function freeName(name: string, set: ConfigurationSet | null): string {
  const taken = new Set(set?.destinations.map((each) => each.name));
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** What the flags of this run ask for beyond it. */
export function requestedSettings(
  world: World,
  setting: Setting,
  options: SetupEventsOptions,
): readonly Wanted[] {
  return [
    ...requestedDestinations(setting, options),
    ...requestedSubscriptions(world, setting, options),
    ...(options.alarms === true ? requestedAlarms(world, setting) : []),
  ];
}

function requestedDestinations(
  { set, setName, place }: Setting,
  { eventbridge, cloudwatch }: SetupEventsOptions,
): readonly Wanted[] {
  const has = (kind: string) => set?.destinations.some(({ target }) => target.kind === kind);
  const add = (target: EventDestination['target'], name: string): Wanted => ({
    kind: 'destination',
    set: setName,
    destination: { name: freeName(name, set), enabled: true, types: USUAL_TYPES, target },
  });
  // One dimension of one value: each combination of values is a metric that costs.
  const dimension = { name: 'ses:configuration-set', source: 'MESSAGE_TAG', defaultValue: setName };
  return [
    ...(eventbridge === true && !has('event-bridge')
      ? [
          add(
            { kind: 'event-bridge', busArn: defaultBusArn(place) },
            DESTINATION_NAME['event-bridge'],
          ),
        ]
      : []),
    ...(cloudwatch === true && !has('cloud-watch')
      ? [add({ kind: 'cloud-watch', dimensions: [dimension] }, DESTINATION_NAME['cloud-watch'])]
      : []),
  ];
}

function requestedSubscriptions(
  world: World,
  { topicArn: topic }: Setting,
  { subscribe = [] }: SetupEventsOptions,
): readonly Wanted[] {
  if (topic === null) return [];
  const known = world.subscriptions.ok ? (world.subscriptions.value[topic] ?? []) : [];
  return subscribe
    .filter(
      ({ protocol, endpoint }) =>
        !known.some((each) => each.protocol === protocol && each.endpoint === endpoint),
    )
    .map((subscriber) => ({ kind: 'subscription', topicArn: topic, subscriber }));
}

/** The levels of the rates that nothing watches yet. */
function requestedAlarms(world: World, { topicArn: topic }: Setting): readonly Wanted[] {
  if (topic === null) return [];
  const levels = unwatchedLevels(world.alarms.ok ? world.alarms.value : []);
  return levels.map((level) => ({ kind: 'alarm', level, topicArn: topic }));
}
