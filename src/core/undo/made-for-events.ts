import { receiptsOf } from '../checklist.ts';
import type { ReceiptOf } from '../checklist-receipts.ts';
import { ALARM_LEVELS, alarmAt } from '../events/alarms.ts';
import { targetText } from '../events/destinations.ts';
import { nameOf, topicArn } from '../events/names.ts';
import { hasStatement } from '../events/topic-policy.ts';
import type { Remedy } from '../model/remedy.ts';
import type { ConfigurationSet } from '../ses/configuration-set.ts';
import { inRegion, inThisRegion, type Phased, type Resource, type Setting } from './resource.ts';

/** null: it is gone; undefined: this run read another set, or could not read. */
function setIn(
  { world: { eventSet } }: Setting,
  name: string,
): ConfigurationSet | null | undefined {
  return eventSet.ok && eventSet.value.name === name ? eventSet.value.set : undefined;
}

/** null: it is gone; undefined: this run did not look for it, or could not. */
function topicIn({ world: { topics } }: Setting, arn: string) {
  return topics.ok ? topics.value.find((each) => each.arn === arn)?.topic : undefined;
}

function stateOf(found: unknown): Resource['state'] {
  if (found === undefined) return 'unknown';
  return found === null ? 'gone' : 'there';
}

/** A checklist can come with a pull request: a topic of another account or Region is not of this migration. */
function isOfThisPlace(arn: string, { account, world }: Setting): boolean {
  return account !== null && arn === topicArn(nameOf(arn), { account, region: world.region });
}

/** Whether the topic goes as a whole, and what is in it with it. */
function isTopicMade({ checklist }: Setting, arn: string): boolean {
  return receiptsOf(checklist, 'setup-events', 'created-topic').some(
    ({ facts }) => facts.arn === arn,
  );
}

/** SES refuses mail through a set that is gone, so that this comes after the default set was set back. */
export function setMade(
  receipt: ReceiptOf<'created-configuration-set'>,
  setting: Setting,
): readonly Phased[] {
  const { name } = receipt.facts;
  const state = stateOf(setIn(setting, name));
  const undo = inRegion(
    setting,
    'sesv2',
    `Delete the configuration set ${name} with the event destinations that are left in it. SES refuses mail that names it after that.`,
    ...['delete-configuration-set', '--configuration-set-name', name],
  );
  const about = { ...inThisRegion(setting, receipt), kind: 'configuration set', name };
  return [{ ...about, phase: 'sets', state, undo: state === 'gone' ? null : undo }];
}

/** Of a set that this checklist created, the options go with it. */
export function setChanged(
  receipt: ReceiptOf<'changed-configuration-set'>,
  setting: Setting,
): readonly Phased[] {
  const { name, option } = receipt.facts;
  const isReputation = option === 'reputation metrics';
  const set = setIn(setting, name);
  const holds = isReputation
    ? set?.reputationMetrics === true
    : (set?.suppressedReasons ?? []).length > 0;
  const state = set == null ? stateOf(set) : holds ? 'there' : 'changed';
  const isOurs = receiptsOf(setting.checklist, 'setup-events', 'created-configuration-set').some(
    ({ facts }) => facts.name === name,
  );
  const undo: Remedy = isReputation
    ? inRegion(
        setting,
        'sesv2',
        `Turn reputation metrics of ${name} off, as they were.`,
        ...['put-configuration-set-reputation-options', '--configuration-set-name', name],
        '--no-reputation-metrics-enabled',
      )
    : {
        say: `Nothing was suppressed for mail through ${name} before. Leave it as it is: without suppression SES sends again to addresses that bounced or complained.`,
      };
  const about = { ...inThisRegion(setting, receipt), kind: option, name: `of ${name}` };
  const settled = isOurs || state === 'gone' || state === 'changed';
  const phase = isReputation ? 'settings' : 'manual';
  return [{ ...about, phase, state, undo: settled ? null : undo }];
}

export function topicMade(
  receipt: ReceiptOf<'created-topic'>,
  setting: Setting,
): readonly Phased[] {
  const { arn } = receipt.facts;
  if (!isOfThisPlace(arn, setting)) return [];
  const state = stateOf(topicIn(setting, arn));
  const undo = inRegion(
    setting,
    'sns',
    `Delete the SNS topic ${nameOf(arn)} with all its subscriptions, also those that others added.`,
    ...['delete-topic', '--topic-arn', arn],
  );
  const about = { ...inThisRegion(setting, receipt), kind: 'SNS topic', name: nameOf(arn) };
  return [{ ...about, phase: 'topics', state, undo: state === 'gone' ? null : undo }];
}

/** A policy is written whole, so that a command could take away what others added since: a person removes one statement. */
export function policyStatementMade(
  receipt: ReceiptOf<'put-topic-policy'>,
  setting: Setting,
): readonly Phased[] {
  const { arn, sid } = receipt.facts;
  if (!isOfThisPlace(arn, setting)) return [];
  const topic = topicIn(setting, arn);
  const has = topic == null ? null : hasStatement(topic.policy, sid);
  const state = topic == null ? stateOf(topic) : has === false ? 'gone' : stateOf(has ?? undefined);
  const statement = sid === '' ? 'for ses.amazonaws.com' : sid;
  const undo: Remedy = {
    say: `In the policy of SNS topic ${nameOf(arn)}, remove the statement ${statement}, and keep the others. Its event destination has to be gone first.`,
  };
  const about = {
    ...inThisRegion(setting, receipt),
    kind: 'policy statement',
    name: `${statement} of ${nameOf(arn)}`,
  };
  const settled = state === 'gone' || isTopicMade(setting, arn);
  return [{ ...about, phase: 'manual', state, undo: settled ? null : undo }];
}

export function destinationMade(
  receipt: ReceiptOf<'created-event-destination'>,
  setting: Setting,
): readonly Phased[] {
  const { set: setName, name, target } = receipt.facts;
  const set = setIn(setting, setName);
  const found = set?.destinations.find((each) => each.name === name);
  const isSame = found !== undefined && targetText(found.target) === target;
  const undo = inRegion(
    setting,
    'sesv2',
    `Delete the event destination ${name} of ${setName}: nothing is published to ${target} by it after that.`,
    'delete-configuration-set-event-destination',
    ...['--configuration-set-name', setName, '--event-destination-name', name],
  );
  const state =
    set == null ? stateOf(set) : found === undefined ? 'gone' : isSame ? 'there' : 'changed';
  const about = {
    ...inThisRegion(setting, receipt),
    kind: 'event destination',
    name: `${name} of ${setName}`,
  };
  const settled = state === 'gone' || state === 'changed';
  return [{ ...about, phase: 'destinations', state, undo: settled ? null : undo }];
}

/** One that others made and that was completed: what it was before is in the receipt's change, in words. */
export function destinationChanged(
  receipt: ReceiptOf<'updated-event-destination'>,
  setting: Setting,
): readonly Phased[] {
  const { set: setName, name } = receipt.facts;
  const set = setIn(setting, setName);
  const isThere = set?.destinations.some((each) => each.name === name);
  const before = receipt.changes?.at(0)?.from ?? null;
  const was =
    before === null ? 'It is not on record what it published before' : `Before: ${before}`;
  const undo: Remedy = {
    say: `The event destination ${name} of ${setName} was there and was completed. ${was}. Set it back by hand if bounces and complaints are not wanted there.`,
  };
  const state = set == null ? stateOf(set) : isThere === true ? 'there' : 'gone';
  const about = {
    ...inThisRegion(setting, receipt),
    kind: 'change of an event destination',
    name: `${name} of ${setName}`,
  };
  return [{ ...about, phase: 'manual', state, undo: state === 'gone' ? null : undo }];
}

export function subscriptionMade(
  receipt: ReceiptOf<'subscribed'>,
  setting: Setting,
): readonly Phased[] {
  const { topic, protocol, endpoint } = receipt.facts;
  if (!isOfThisPlace(topic, setting)) return [];
  const { subscriptions } = setting.world;
  const listed = subscriptions.ok ? subscriptions.value[topic] : undefined;
  const found = listed?.find((each) => each.protocol === protocol && each.endpoint === endpoint);
  const isTopicGone = topicIn(setting, topic) === null;
  const isGone = isTopicGone || (listed !== undefined && found === undefined);
  const about = {
    ...inThisRegion(setting, receipt),
    kind: 'subscription',
    name: `${endpoint} of ${nameOf(topic)}`,
    phase: 'subscriptions',
  } as const;
  if (isGone) return [{ ...about, state: 'gone', undo: null }];
  // SNS cannot remove what nobody has confirmed; it forgets it after two days.
  if (found?.arn === null) {
    const say = `Nobody has confirmed the subscription of ${endpoint}: SNS removes it two days after it was asked for.`;
    return [{ ...about, state: 'there', undo: { say } }];
  }
  const undo = inRegion(
    setting,
    'sns',
    `Unsubscribe ${endpoint} from ${nameOf(topic)}.`,
    ...['unsubscribe', '--subscription-arn', found?.arn ?? receipt.facts.arn],
  );
  return [{ ...about, state: found === undefined ? 'unknown' : 'there', undo }];
}

/** Only an alarm as this tool names it: the list of a checklist is no reason to delete another one. */
export function alarmMade(
  receipt: ReceiptOf<'created-alarm'>,
  setting: Setting,
): readonly Phased[] {
  const { name, topic } = receipt.facts;
  if (!ALARM_LEVELS.some((level) => alarmAt(level, topic).name === name)) return [];
  const { alarms } = setting.world;
  const state = alarms.ok
    ? stateOf(alarms.value.find((each) => each.name === name) ?? null)
    : 'unknown';
  const undo = inRegion(
    setting,
    'cloudwatch',
    `Delete the alarm ${name}: it watches all mail of this account in the Region, also of other domains.`,
    ...['delete-alarms', '--alarm-names', name],
  );
  const about = { ...inThisRegion(setting, receipt), kind: 'alarm', name };
  return [{ ...about, phase: 'subscriptions', state, undo: state === 'gone' ? null : undo }];
}
