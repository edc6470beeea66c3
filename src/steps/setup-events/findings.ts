import { couldNotLook } from '../../core/aws/could-not-look.ts';
import { arrivesTwice, isDetailed } from '../../core/events/destinations.ts';
import type { Topic } from '../../core/events/facts.ts';
import { nameOf, PROOF_PREFIX, setArn } from '../../core/events/names.ts';
import { judgeTopicPolicy } from '../../core/events/topic-policy.ts';
import { finding } from '../../core/model/findings.ts';
import { runs } from '../../core/model/remedy.ts';
import type { Finding } from '../../core/model/types.ts';
import type { EventDestination } from '../../core/ses/configuration-set.ts';
import type { World } from '../../core/world.ts';
import { encrypted, isAwsOwn } from './lost-hop.ts';
import type { Setting, Wanted } from './wanted.ts';

const FIX = runs('ses-migrate setup-events');

/** What is not as it has to be, as a finding; the plan has the change. */
export function missingFinding(wanted: Wanted): Finding {
  switch (wanted.kind) {
    case 'set':
      return finding('events/no-set', `The configuration set ${wanted.name} does not exist.`, {
        fix: FIX,
      });
    case 'default-set':
      return defaultSet(wanted);
    case 'reputation':
      return finding('events/no-reputation', `Reputation metrics of ${wanted.set} are off.`, {
        fix: FIX,
      });
    case 'suppression':
      return finding(
        'events/no-suppression',
        `Nothing is suppressed for mail through ${wanted.set}: SES sends again to addresses that bounced or complained.`,
        { fix: FIX },
      );
    case 'topic':
      return finding('events/no-topic', `The SNS topic ${wanted.arn} does not exist.`, {
        fix: FIX,
      });
    case 'topic-policy':
      return finding(
        'events/topic-policy',
        `The policy of topic ${nameOf(wanted.arn)} does not let SES publish.`,
        { subject: wanted.arn, fix: FIX },
      );
    case 'destination':
      return finding(
        'events/no-destination',
        `No event destination of ${wanted.set} publishes bounces and complaints with their addresses.`,
        { fix: FIX },
      );
    case 'change-destination':
      return destination(wanted.from);
    case 'subscription':
    case 'alarm':
      throw new Error('only flags ask for subscriptions and alarms');
  }
}

function defaultSet({ from, name }: Extract<Wanted, { kind: 'default-set' }>): Finding {
  if (from === null) {
    const message =
      'The identity has no default configuration set, so SES publishes no event of its mail.';
    return finding('events/no-default-set', message, { fix: FIX });
  }
  const message = `The default configuration set of the identity is ${from}, not ${name}.`;
  return finding('events/other-set', message, { fix: FIX });
}

function destination({ name, enabled, types }: EventDestination): Finding {
  const about = { subject: name, fix: FIX };
  if (!enabled)
    return finding('events/disabled', `The event destination ${name} is disabled.`, about);
  const message = `The event destination ${name} publishes ${types.join(', ')} only.`;
  return finding('events/type-missing', message, about);
}

/** What is there and works, and is still worth knowing. */
export function notices(world: World, setting: Setting): readonly Finding[] {
  return [
    ...keyNotice(world, setting),
    ...pending(world),
    ...twice(world, setting),
    ...unknownKinds(setting),
    ...notRead(world),
  ];
}

const BESIDE = {
  subscriptions: 'the subscriptions of the topic',
  alarms: 'the alarms on the rates of the account',
  notificationTopics: 'the notification topics of the identity',
  proofQueues: 'the queues that earlier proofs left',
} as const;

/** What is judged without, where it could not be read; what this run did not ask for is not in it. */
function notRead(world: World): readonly Finding[] {
  return Object.entries(BESIDE).flatMap(([key, what]) => {
    const seen = world[key as keyof typeof BESIDE];
    return seen.ok || seen.code === 'not-read' ? [] : [couldNotLook(what, seen)];
  });
}

function topicOf({ topics }: World, { topicArn }: Setting): Topic | null {
  return topics.ok ? (topics.value.find(({ arn }) => arn === topicArn)?.topic ?? null) : null;
}

/** What no plan of this step can change: the topic's owner has to. */
export function topicProblems(world: World, setting: Setting): readonly Finding[] {
  const topic = topicOf(world, setting);
  if (topic === null) return [];
  const { place, setName } = setting;
  const source = { topicArn: topic.arn, account: place.account, setArn: setArn(setName, place) };
  const { kind } = judgeTopicPolicy(topic.policy, source);
  const fix = 'Correct the policy in SNS, or choose another topic with --sns-topic.';
  const about = { subject: topic.arn, fix };
  const name = nameOf(topic.arn);
  return [
    ...(topic.kmsKey !== null && isAwsOwn(topic.kmsKey)
      ? [encrypted(topic.arn, topic.kmsKey)]
      : []),
    ...(kind === 'denied'
      ? [finding('events/topic-denies', `The policy of topic ${name} denies SES.`, about)]
      : []),
    ...(kind === 'unreadable'
      ? [
          finding(
            'events/topic-policy',
            `The policy of topic ${name} cannot be read as a policy.`,
            about,
          ),
        ]
      : []),
  ];
}

function keyNotice(world: World, setting: Setting): readonly Finding[] {
  const topic = topicOf(world, setting);
  if (topic === null || topic.kmsKey === null || isAwsOwn(topic.kmsKey)) return [];
  return [encrypted(topic.arn, topic.kmsKey)];
}

/** SNS drops a subscription that nobody confirms within two days. */
function pending({ subscriptions }: World): Finding[] {
  if (!subscriptions.ok) return [];
  return Object.values(subscriptions.value)
    .flat()
    .filter(({ arn, endpoint }) => arn === null && !nameOf(endpoint).startsWith(PROOF_PREFIX))
    .map(({ protocol, endpoint }) =>
      finding('events/unconfirmed', `The subscription of ${endpoint} is not confirmed.`, {
        subject: endpoint,
        fix:
          protocol === 'email'
            ? 'Open the link in the mail from no-reply@sns.amazonaws.com within two days; to get a new one, run setup-events with --subscribe again.'
            : 'Confirm it by a GET of the SubscribeURL that SNS posts to it, within two days.',
      }),
    );
}

function twice({ notificationTopics }: World, { set }: Setting): Finding[] {
  if (set === null) return [];
  const topics = notificationTopics.ok ? notificationTopics.value : null;
  return arrivesTwice(set, topics).map(({ topicArn, from }) =>
    finding(
      'events/twice',
      `${nameOf(topicArn)} gets each bounce more than once: from ${from.join(' and from ')}.`,
      {
        subject: topicArn,
        fix: 'Keep one of them, after you have checked what reads the topic: the two forms of message differ.',
      },
    ),
  );
}

function unknownKinds({ main, set }: Setting): Finding[] {
  const detailed = set?.destinations.filter(isDetailed) ?? [];
  if (main?.target.kind !== 'firehose' || detailed.length !== 1) return [];
  return [
    finding(
      'events/not-provable',
      `Events go to Firehose (${main.name}), where this tool cannot see them.`,
      {
        subject: main.name,
        fix: 'Check that a bounce sent with `ses-migrate send-test --scenario bounce` arrives there; or add an SNS topic with --sns-topic.',
      },
    ),
  ];
}
