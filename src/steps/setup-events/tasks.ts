import { alarmAt } from '../../core/events/alarms.ts';
import { targetText } from '../../core/events/destinations.ts';
import { DOMAIN_TAG, nameOf, type Place, setArn } from '../../core/events/names.ts';
import {
  judgeAlarmPolicy,
  judgeTopicPolicy,
  type PolicyVerdict,
} from '../../core/events/topic-policy.ts';
import { EXIT, Failure } from '../../core/model/errors.ts';
import type { Change } from '../../core/model/types.ts';
import type { EventDestination, EventTarget } from '../../core/ses/configuration-set.ts';
import type { Ports } from '../../ports/index.ts';
import type { Task } from '../step.ts';
import type { Setting, Wanted } from './wanted.ts';

type Of<Kind extends Wanted['kind']> = Extract<Wanted, { readonly kind: Kind }>;

/** The task behind one wanted thing, in the order of the list. */
export function taskFor(wanted: Wanted, setting: Setting, domain: string): Task {
  switch (wanted.kind) {
    case 'set':
      return createSet(wanted, domain);
    case 'default-set':
      return attachSet(wanted, domain);
    case 'reputation':
    case 'suppression':
      return changeOption(wanted);
    case 'topic':
      return createTopic(wanted, domain);
    case 'topic-policy':
      return putPolicy(wanted, setting);
    case 'destination':
      return createDestination(wanted);
    case 'change-destination':
      return changeDestination(wanted);
    case 'subscription':
      return subscribe(wanted);
    case 'alarm':
      return createAlarm(wanted, setting.place, domain);
  }
}

function added(what: string, to: string): Change {
  return { op: '+', what, from: null, to };
}

function createSet({ name }: Of<'set'>, domain: string): Task {
  const change = added(
    `configuration set ${name}`,
    'TLS optional, reputation metrics, suppression of bounces and complaints',
  );
  return {
    changes: [change],
    iamActions: ['ses:CreateConfigurationSet'],
    async run({ ports, record }) {
      await ports.ses.createConfigurationSet({
        name,
        // REQUIRE would drop mail to receivers without TLS: a choice for the owner.
        tlsPolicy: 'OPTIONAL',
        suppressedReasons: ['BOUNCE', 'COMPLAINT'],
        tags: { [DOMAIN_TAG]: domain },
      });
      await record('created-configuration-set', { name }, [change]);
    },
  };
}

function attachSet({ name, from }: Of<'default-set'>, domain: string): Task {
  const change: Change = {
    op: from === null ? '+' : '~',
    what: 'default configuration set',
    from,
    to: name,
  };
  return {
    changes: [change],
    iamActions: ['ses:PutEmailIdentityConfigurationSetAttributes'],
    async run({ ports, record }) {
      await ports.ses.putConfigurationSet(domain, name);
      await record('set-configuration-set', { name, before: from }, [change]);
    },
  };
}

function changeOption({ kind, set }: Of<'reputation'> | Of<'suppression'>): Task {
  const isReputation = kind === 'reputation';
  const option = isReputation ? 'reputation metrics' : 'suppression reasons';
  const change: Change = {
    op: '~',
    what: `${option} of ${set}`,
    from: isReputation ? 'off' : 'none',
    to: isReputation ? 'on' : 'BOUNCE, COMPLAINT',
  };
  return {
    changes: [change],
    iamActions: [
      isReputation
        ? 'ses:PutConfigurationSetReputationOptions'
        : 'ses:PutConfigurationSetSuppressionOptions',
    ],
    async run({ ports, record }) {
      if (isReputation) await ports.ses.putReputationMetrics(set);
      else await ports.ses.putSuppressionReasons(set, ['BOUNCE', 'COMPLAINT']);
      await record('changed-configuration-set', { name: set, option }, [change]);
    },
  };
}

function createTopic({ name, arn }: Of<'topic'>, domain: string): Task {
  const change = added(`SNS topic ${name}`, arn);
  return {
    changes: [change],
    iamActions: ['sns:CreateTopic', 'sns:TagResource'],
    async run({ ports, record }) {
      const made = await ports.sns.createTopic(name, { [DOMAIN_TAG]: domain });
      await record('created-topic', { arn: made }, [change]);
    },
  };
}

/** SES publishes a message while the event destination is created, so the policy comes before it. */
function putPolicy({ arn }: Of<'topic-policy'>, { place, setName }: Setting): Task {
  const change: Change = {
    op: '~',
    what: `policy of topic ${nameOf(arn)}`,
    from: 'SES cannot publish',
    to: `SES can publish for configuration set ${setName}`,
  };
  const source = { topicArn: arn, account: place.account, setArn: setArn(setName, place) };
  return {
    changes: [change],
    iamActions: ['sns:SetTopicAttributes'],
    async run({ ports, record }) {
      const sid = await mergePolicy(ports, arn, (policy) => judgeTopicPolicy(policy, source));
      if (sid !== null) await record('put-topic-policy', { arn, sid }, [change]);
    },
  };
}

/**
 * Sid of the statement that was added; null: none had to be. The policy is read again for the change, so that what others
 * put there since stays.
 */
async function mergePolicy(
  { sns }: Ports,
  arn: string,
  judge: (policy: string | null) => PolicyVerdict,
): Promise<string | null> {
  const verdict = judge((await sns.topic(arn))?.policy ?? null);
  if (verdict.kind === 'allowed') return null;
  if (verdict.kind === 'missing') {
    await sns.putPolicy(arn, verdict.merged);
    return verdict.sid;
  }
  const fix = 'Correct the policy in SNS, or choose another topic with --sns-topic.';
  const options = { exitCode: EXIT.act, fix };
  if (verdict.kind === 'denied')
    throw new Failure('events/topic-denies', `The policy of ${arn} denies SES.`, options);
  const message = `The policy of ${arn} is not a document that can be read.`;
  throw new Failure('events/topic-policy', message, options);
}

const KIND_NAME: Readonly<Record<EventTarget['kind'], string>> = {
  sns: 'SNS',
  'event-bridge': 'EventBridge',
  firehose: 'Firehose',
  'cloud-watch': 'CloudWatch',
  pinpoint: 'Pinpoint',
  other: 'unknown',
};

function createDestination({ set, destination }: Of<'destination'>): Task {
  const { name, target, types } = destination;
  const change = added(
    `event destination ${name}`,
    `${KIND_NAME[target.kind]}: ${types.join(', ')}${cost(target)}`,
  );
  return {
    changes: [change],
    iamActions: ['ses:CreateConfigurationSetEventDestination'],
    async run({ ports, record }) {
      await ports.ses.createEventDestination(set, destination);
      const facts = { set, name, target: targetText(target) };
      await record('created-event-destination', facts, [change]);
    },
  };
}

/** CloudWatch prices each metric and dimension value by the month (CloudWatch pricing, custom metrics). */
function cost({ kind }: EventTarget): string {
  return kind === 'cloud-watch' ? ' (each is a paid custom metric)' : '';
}

function changeDestination({ set, from, to }: Of<'change-destination'>): Task {
  const change: Change = {
    op: '~',
    what: `event destination ${from.name}`,
    from: stateText(from),
    to: stateText(to),
  };
  return {
    changes: [change],
    iamActions: ['ses:UpdateConfigurationSetEventDestination'],
    async run({ ports, record }) {
      await ports.ses.updateEventDestination(set, to);
      await record('updated-event-destination', { set, name: to.name }, [change]);
    },
  };
}

function stateText({ enabled, types }: EventDestination): string {
  const events = types.length === 0 ? 'no events' : types.join(', ');
  return enabled ? events : `disabled, ${events}`;
}

function subscribe({ topicArn, subscriber }: Of<'subscription'>): Task {
  const { protocol, endpoint } = subscriber;
  const change = added(
    `subscription of ${nameOf(topicArn)}`,
    `${endpoint}, after its confirmation`,
  );
  return {
    changes: [change],
    iamActions: ['sns:Subscribe'],
    async run({ ports, record }) {
      const arn = await ports.sns.subscribe(topicArn, { protocol, endpoint, raw: false });
      await record('subscribed', { topic: topicArn, protocol, endpoint, arn }, [change]);
    },
  };
}

function createAlarm({ level, topicArn }: Of<'alarm'>, place: Place, domain: string): Task {
  const alarm = alarmAt(level, topicArn);
  const percent = `${Number((level.threshold * 100).toFixed(3))} %`;
  const change = added(
    `alarm ${alarm.name}`,
    `${level.metric} at ${percent}, where AWS ${level.means === 'review' ? 'reviews' : 'can pause'} the account; tells ${nameOf(topicArn)}`,
  );
  return {
    changes: [change],
    iamActions: ['cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource', 'sns:SetTopicAttributes'],
    async run({ ports, record }) {
      const sid = await mergePolicy(ports, topicArn, (policy) =>
        judgeAlarmPolicy(policy, { ...place, topicArn }),
      );
      if (sid !== null) await record('put-topic-policy', { arn: topicArn, sid });
      await ports.cloudWatch.putAlarm(alarm, { [DOMAIN_TAG]: domain });
      await record('created-alarm', { name: alarm.name, topic: topicArn }, [change]);
    },
  };
}
