import { expect, test } from 'vitest';
import {
  ALARM_LEVELS,
  alarmAt,
  type MetricAlarm,
  unwatchedLevels,
} from '../../../src/core/events/alarms.ts';
import {
  arrivesTwice,
  mainDestination,
  missingTypes,
} from '../../../src/core/events/destinations.ts';
import { defaultSetName, topicArn } from '../../../src/core/events/names.ts';
import type { EventDestination } from '../../../src/core/ses/configuration-set.ts';
import { EVENT_SET } from '../../helpers/world.ts';

const BOTH = ['BOUNCE', 'COMPLAINT'];
const sns = (name: string, change: Partial<EventDestination> = {}): EventDestination => ({
  name,
  enabled: true,
  types: BOTH,
  target: { kind: 'sns', topicArn: `arn:aws:sns:eu-west-1:1:${name}` },
  ...change,
});
const bus: EventDestination = {
  ...sns('bus'),
  target: { kind: 'event-bridge', busArn: 'arn:aws:events:eu-west-1:1:event-bus/default' },
};
const firehose: EventDestination = {
  ...sns('firehose'),
  target: { kind: 'firehose', streamArn: 'arn:s', roleArn: 'arn:r' },
};
const metrics: EventDestination = {
  ...sns('metrics'),
  target: { kind: 'cloud-watch', dimensions: [] },
};
const set = (...destinations: EventDestination[]) => ({ ...EVENT_SET, destinations });

test.each<[string, EventDestination[], string | null]>([
  ['none', [], null],
  ['metrics only: they bring no address', [metrics], null],
  ['one that publishes both', [metrics, sns('a')], 'a'],
  ['a whole one before a disabled one', [sns('off', { enabled: false }), bus], 'bus'],
  [
    'a whole one before one with opens only',
    [sns('opens', { types: ['OPEN'] }), firehose],
    'firehose',
  ],
  ['SNS before EventBridge before Firehose', [firehose, bus, sns('a')], 'a'],
  [
    'one that can be completed, where there is no better',
    [sns('half', { types: ['BOUNCE'] })],
    'half',
  ],
])('the destination that counts: %s', (_what, destinations, name) => {
  expect(mainDestination(set(...destinations))?.name ?? null).toBe(name);
});

test.each<[Partial<EventDestination>, string[]]>([
  [{}, []],
  [{ types: ['BOUNCE', 'SEND'] }, ['COMPLAINT']],
  [{ types: [] }, BOTH],
  [{ enabled: false }, BOTH],
])('of a destination %j is missing %j', (change, missing) => {
  expect(missingTypes(sns('a', change))).toEqual(missing);
});

test.each<[string, Parameters<typeof arrivesTwice>, string[]]>([
  ['two topics', [set(sns('a'), sns('b')), null], []],
  [
    'one topic, two destinations',
    [set(sns('a'), sns('c', { target: sns('a').target })), null],
    ['a'],
  ],
  [
    'a second destination that is disabled',
    [set(sns('a'), sns('c', { target: sns('a').target, enabled: false })), null],
    [],
  ],
  [
    "the identity's own topic too",
    [
      set(sns('a')),
      { bounce: 'arn:aws:sns:eu-west-1:1:a', complaint: null, delivery: null, forwarding: true },
    ],
    ['a'],
  ],
  [
    "the identity's own topic is another one",
    [
      set(sns('a')),
      { bounce: 'arn:aws:sns:eu-west-1:1:z', complaint: null, delivery: null, forwarding: true },
    ],
    [],
  ],
])('what arrives twice: %s', (_what, given, topics) => {
  expect(arrivesTwice(...given).map(({ topicArn: arn }) => arn.split(':').at(-1))).toEqual(topics);
});

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:events';
const own = ALARM_LEVELS.map((level) => alarmAt(level, TOPIC));
const without = (change: Partial<MetricAlarm>) => own.map((alarm) => ({ ...alarm, ...change }));

test.each<[string, readonly MetricAlarm[], number[]]>([
  ['no alarm', [], [0.05, 0.1, 0.001, 0.005]],
  ['ours', own, []],
  ['ours, that tell nobody', without({ actions: [] }), [0.05, 0.1, 0.001, 0.005]],
  ['ours, switched off', without({ isEnabled: false }), [0.05, 0.1, 0.001, 0.005]],
  // Somebody who is told at 3 % is told in time for the review, not again before the pause.
  [
    'an earlier one of others',
    [{ ...own[0], threshold: 0.03 } as MetricAlarm],
    [0.1, 0.001, 0.005],
  ],
  [
    'one between review and pause',
    [{ ...own[0], threshold: 0.08 } as MetricAlarm],
    [0.05, 0.001, 0.005],
  ],
])('levels that nothing watches: %s', (_what, alarms, thresholds) => {
  expect(unwatchedLevels(alarms).map(({ threshold }) => threshold)).toEqual(thresholds);
});

test('an alarm keeps its state while there is no data', () => {
  expect(own[0]).toEqual({
    name: 'ses-migrate-bounces-review',
    metric: 'Reputation.BounceRate',
    threshold: 0.05,
    comparison: 'GreaterThanOrEqualToThreshold',
    missingData: 'ignore',
    actions: [TOPIC],
    isEnabled: true,
  });
});

test('names of a set fit into 64 characters, ARNs into their partition', () => {
  expect(defaultSetName('acme.example')).toBe('acme-example');
  expect(defaultSetName(`${'a'.repeat(63)}.example`)).toBe('a'.repeat(63));
  expect(topicArn('events', { region: 'us-gov-west-1', account: '123456789012' })).toBe(
    'arn:aws-us-gov:sns:us-gov-west-1:123456789012:events',
  );
  expect(topicArn(TOPIC, { region: 'x', account: 'y' })).toBe(TOPIC);
});
