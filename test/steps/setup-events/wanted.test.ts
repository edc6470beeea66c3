/** What setup-events finds missing, and what it keeps of what others made. */

import { describe, expect, test } from 'vitest';
import type { Choices } from '../../../src/core/checklist.ts';
import type { EventTarget } from '../../../src/core/ses/configuration-set.ts';
import type { World } from '../../../src/core/world.ts';
import { parseGiven } from '../../../src/flow/inputs.ts';
import type { Given } from '../../../src/steps/input.ts';
import { setupEventsInputs } from '../../../src/steps/setup-events/inputs.ts';
import { setupEvents } from '../../../src/steps/setup-events/step.ts';
import {
  missingSettings,
  requestedSettings,
  settingOf,
} from '../../../src/steps/setup-events/wanted.ts';
import { START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { BUS, BUS_SETTING } from './context.ts';

const SET = w.EVENT_SET.name;
const DEFAULT_TOPIC = `arn:aws:sns:${w.REGION}:${w.ACCOUNT}:ses-events-acme-example`;

/** `main` is attached and publishes to its topic. */
function complete(change: Partial<World> = {}): World {
  return w.world({
    identity: w.ok(w.identity({ configurationSet: SET })),
    eventSet: w.ok({ name: SET, set: w.EVENT_SET }),
    topics: w.ok([{ arn: w.EVENT_TOPIC, topic: w.topic() }]),
    ...change,
  });
}

const withSet = (change: Partial<typeof w.EVENT_SET>) =>
  w.ok({ name: SET, set: { ...w.EVENT_SET, ...change } });
const [TO_TOPIC] = w.EVENT_SET.destinations;
const toTopic = (change: object) =>
  withSet({ destinations: w.EVENT_SET.destinations.map((each) => ({ ...each, ...change })) });
const to = (target: EventTarget) => toTopic({ target });

function missing(world: World, choices: Choices = {}) {
  const setting = settingOf(world, w.checklist({ choices }));
  if (setting === null) throw new Error('nothing could be read');
  return missingSettings(world, setting);
}
const kinds = (world: World, choices?: Choices) => missing(world, choices).map(({ kind }) => kind);

test('nothing is missing where all is there', () => {
  expect(missing(complete())).toEqual([]);
});

test('an account without anything gets the whole way, the topic before what publishes to it', () => {
  const topics = w.ok([{ arn: DEFAULT_TOPIC, topic: null }]);
  expect(missing(w.world({ topics }))).toMatchObject([
    { kind: 'set', name: 'acme-example' },
    { kind: 'topic', arn: DEFAULT_TOPIC },
    { kind: 'topic-policy', arn: DEFAULT_TOPIC },
    { kind: 'destination', set: 'acme-example', destination: { name: 'ses-migrate-sns' } },
    { kind: 'default-set', name: 'acme-example', from: null },
  ]);
});

describe('of a set that is there, only what is missing is planned', () => {
  test.each<[string, World, string[]]>([
    [
      'reputation metrics',
      complete({ eventSet: withSet({ reputationMetrics: false }) }),
      ['reputation'],
    ],
    [
      'nothing suppressed',
      complete({ eventSet: withSet({ suppressedReasons: [] }) }),
      ['suppression'],
    ],
    [
      'what the account suppresses counts for a set without its own',
      complete({ eventSet: withSet({ suppressedReasons: null }) }),
      [],
    ],
    [
      'an account that suppresses nothing',
      complete({
        eventSet: withSet({ suppressedReasons: null }),
        account: w.ok(w.account({ suppressedReasons: [] })),
      }),
      ['suppression'],
    ],
    [
      'an account that could not be read says nothing of it',
      complete({
        eventSet: withSet({ suppressedReasons: null }),
        account: w.failed('denied'),
      }),
      [],
    ],
    [
      'one reason is the choice of its owner',
      complete({ eventSet: withSet({ suppressedReasons: ['BOUNCE'] }) }),
      [],
    ],
    [
      'a topic that is gone',
      complete({ topics: w.ok([{ arn: w.EVENT_TOPIC, topic: null }]) }),
      ['topic', 'topic-policy'],
    ],
    [
      'a policy without SES',
      complete({ topics: w.ok([{ arn: w.EVENT_TOPIC, topic: w.topic({ policy: null }) }]) }),
      ['topic-policy'],
    ],
    [
      'a policy that is no document is not written over',
      complete({ topics: w.ok([{ arn: w.EVENT_TOPIC, topic: w.topic({ policy: '{' }) }]) }),
      [],
    ],
    ['topics that could not be read', complete({ topics: w.failed('denied') }), []],
    [
      'a disabled destination',
      complete({ eventSet: toTopic({ enabled: false }) }),
      ['change-destination'],
    ],
    [
      'bounces only',
      complete({ eventSet: toTopic({ types: ['BOUNCE'] }) }),
      ['change-destination'],
    ],
    [
      'Firehose is enough',
      complete({ eventSet: to({ kind: 'firehose', streamArn: 's', roleArn: 'r' }) }),
      [],
    ],
    [
      'EventBridge is enough',
      complete({ eventSet: to({ kind: 'event-bridge', busArn: BUS }) }),
      [],
    ],
    [
      'metrics tell of no address',
      complete({
        eventSet: to({ kind: 'cloud-watch', dimensions: [] }),
        topics: w.ok([{ arn: DEFAULT_TOPIC, topic: w.topic({ policy: null }) }]),
      }),
      ['topic-policy', 'destination'],
    ],
    [
      'the identity has another set',
      complete({ identity: w.ok(w.identity({ configurationSet: 'other' })) }),
      ['default-set'],
    ],
  ])('%s', (_what, world, expected) => {
    expect(kinds(world)).toEqual(expected);
  });

  test('what a destination publishes beyond bounces stays', () => {
    const eventSet = toTopic({ enabled: false, types: ['OPEN', 'COMPLAINT'] });
    expect(missing(complete({ eventSet }))).toMatchObject([
      { to: { name: TO_TOPIC?.name, enabled: true, types: ['OPEN', 'COMPLAINT', 'BOUNCE'] } },
    ]);
  });

  test('a topic that was named gets a destination of its own, under a name that is free', () => {
    const eventSet = toTopic({ name: 'ses-migrate-sns' });
    const arn = DEFAULT_TOPIC.replace('ses-events-acme-example', 'chosen');
    const topics = w.ok([{ arn, topic: null }]);
    expect(missing(complete({ eventSet, topics }), { eventsTopic: 'chosen' })).toMatchObject([
      { kind: 'topic', arn },
      { kind: 'topic-policy' },
      { kind: 'destination', destination: { name: 'ses-migrate-sns-2' } },
    ]);
  });
});

test.each(['caller', 'identity', 'eventSet'] as const)('%s that was not read: no plan', (key) => {
  expect(settingOf(complete({ [key]: w.failed('denied') }), w.checklist())).toBeNull();
  const { status } = setupEvents.diagnose(
    complete({ [key]: w.failed('denied') }),
    w.checklist(),
    START,
  );
  expect(status).toBe('unknown');
});

describe('flags', () => {
  function requested(given: Given, world: World = complete()) {
    const setting = settingOf(world, w.checklist());
    if (setting === null) throw new Error('nothing could be read');
    return requestedSettings(world, setting, parseGiven(setupEventsInputs, given));
  }

  test('ask for nothing by themselves', () => {
    expect(requested({})).toEqual([]);
  });

  test.each<[string, World]>([
    ['--eventbridge', complete({ eventSet: withSet(BUS_SETTING.set ?? {}) })],
    ['--cloudwatch', complete({ eventSet: to({ kind: 'cloud-watch', dimensions: [] }) })],
  ])('%s adds a destination once', (flag, world) => {
    const given = { [flag.slice(2)]: true };
    expect(requested(given)).toMatchObject([
      { kind: 'destination', destination: { enabled: true } },
    ]);
    expect(requested(given, world)).toEqual([]);
  });

  test('metrics have one dimension of one value: each combination is a paid metric', () => {
    const dimension = { name: 'ses:configuration-set', source: 'MESSAGE_TAG', defaultValue: SET };
    expect(requested({ cloudwatch: true })).toMatchObject([
      { destination: { target: { dimensions: [dimension] } } },
    ]);
  });

  test('--subscribe adds who is not subscribed yet, confirmed or not', () => {
    const subscribe = ['mailto:ops@acme.example', 'https://acme.example/events'];
    const known = { arn: null, protocol: 'email', endpoint: 'ops@acme.example' };
    const world = complete({ subscriptions: w.ok({ [w.EVENT_TOPIC]: [known] }) });
    expect(requested({ subscribe }, world)).toMatchObject([
      { subscriber: { protocol: 'https', endpoint: 'https://acme.example/events' } },
    ]);
    expect(requested({ subscribe })).toHaveLength(2);
  });

  test('--alarms adds the levels that nothing watches', () => {
    const alarm = {
      ...{ name: 'theirs', metric: 'Reputation.BounceRate', threshold: 0.04, isEnabled: true },
      ...{ comparison: 'GreaterThanThreshold', missingData: 'ignore', actions: ['arn:x'] },
    };
    const ids = (world?: World) =>
      requested({ alarms: true }, world).map((each) => each.kind === 'alarm' && each.level.id);
    expect(ids()).toEqual([
      ...['bounces-review', 'bounces-pause', 'complaints-review', 'complaints-pause'],
    ]);
    expect(ids(complete({ alarms: w.ok([alarm]) }))).not.toContain('bounces-review');
    const mute = { ...alarm, actions: [] };
    expect(ids(complete({ alarms: w.ok([mute]) }))).toContain('bounces-review');
  });

  test.each([{ subscribe: ['mailto:ops@acme.example'] }, { alarms: true }])(
    '%j needs a topic: without one the flag is not taken silently',
    (given) => {
      const world = complete({ eventSet: withSet(BUS_SETTING.set ?? {}) });
      expect(() =>
        setupEvents.action?.validate?.({
          world,
          checklist: w.checklist(),
          answers: parseGiven(setupEventsInputs, given),
          now: START,
        }),
      ).toThrow(/SNS topic/);
    },
  );
});

describe('the step by its world', () => {
  const judge = (world: World, steps = {}) =>
    setupEvents.diagnose(world, w.checklist({ steps }), START);
  const codes = (world: World, steps = {}) => judge(world, steps).findings.map(({ code }) => code);

  test('Firehose cannot be seen, and that is told', () => {
    const world = complete({ eventSet: to({ kind: 'firehose', streamArn: 's', roleArn: 'r' }) });
    expect(judge(world)).toMatchObject({
      status: 'done',
      findings: [{ code: 'events/not-provable' }],
    });
  });

  test.each<[string, World, string]>([
    [
      "AWS's own key",
      complete({
        topics: w.ok([{ arn: w.EVENT_TOPIC, topic: w.topic({ kmsKey: 'alias/aws/sns' }) }]),
      }),
      'events/aws-key',
    ],
    [
      'a policy that denies',
      complete({
        topics: w.ok([
          {
            arn: w.EVENT_TOPIC,
            topic: w.topic({
              policy: JSON.stringify({
                Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sns:*', Resource: '*' }],
              }),
            }),
          },
        ]),
      }),
      'events/topic-denies',
    ],
    [
      'a policy that is no document',
      complete({ topics: w.ok([{ arn: w.EVENT_TOPIC, topic: w.topic({ policy: '{' }) }]) }),
      'events/topic-policy',
    ],
  ])('%s is a problem also after a proof', (_what, world, code) => {
    expect(judge(world, w.proven()).status).toBe('problem');
    expect(codes(world, w.proven())).toContain(code);
  });

  test('what is there and works is told, and stays done', () => {
    const topics = { bounce: w.EVENT_TOPIC, complaint: null, delivery: null, forwarding: true };
    const pending = { arn: null, protocol: 'https', endpoint: 'https://acme.example/' };
    const world = complete({
      topics: w.ok([{ arn: w.EVENT_TOPIC, topic: w.topic({ kmsKey: 'mrk-1' }) }]),
      subscriptions: w.ok({ [w.EVENT_TOPIC]: [pending] }),
      notificationTopics: w.ok(topics),
    });
    expect(judge(world, w.proven()).status).toBe('done');
    expect(codes(world, w.proven())).toEqual([
      'events/key-policy',
      'events/unconfirmed',
      'events/twice',
    ]);
  });

  test('the queue of a proof that runs elsewhere is not told as a subscription that waits', () => {
    const own = `arn:aws:sqs:${w.REGION}:${w.ACCOUNT}:ses-migrate-proof-r`;
    const pending = { arn: null, protocol: 'sqs', endpoint: own };
    const world = complete({ subscriptions: w.ok({ [w.EVENT_TOPIC]: [pending] }) });
    expect(codes(world, w.proven())).toEqual([]);
  });

  test('a domain that SES has not verified can prove nothing yet', () => {
    const unverified = w.identity({ configurationSet: SET, verifiedForSending: false });
    const world = complete({ identity: w.ok(unverified) });
    expect(judge(world)).toMatchObject({ status: 'blocked' });
    // One that was proven before is still what it was.
    expect(judge(world, w.proven()).status).toBe('done');
  });

  test.each([
    ['GLOBAL', 1],
    ['REGIONAL', 0],
    [null, 0],
  ])('a pool that is %s offers %i command', (sharedPool, count) => {
    const world = complete({ account: w.ok(w.account({ sharedPool })) });
    expect(judge(world, w.proven()).offers ?? []).toHaveLength(count);
  });
});
