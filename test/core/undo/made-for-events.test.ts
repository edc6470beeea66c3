/** What setup-events made, and the way back. */

import { describe, expect, test } from 'vitest';
import type { ForeignEntry } from '../../../src/core/checklist-receipts.ts';
import { resourcesMade } from '../../../src/core/undo/made.ts';
import { undoScript } from '../../../src/render/export/undo.ts';
import * as w from '../../helpers/world.ts';

const SET = w.EVENT_SET.name;
const TOPIC = w.EVENT_TOPIC;
const OPS = 'ops@acme.example';
const PENDING_ARN = `${TOPIC}:pending`;
const CONFIRMED_ARN = `${TOPIC}:1234`;
const REGION = `--region ${w.REGION}`;

const madeSet = w.receipt('created-configuration-set', { name: SET });
const madeTopic = w.receipt('created-topic', { arn: TOPIC });
const statement = w.receipt('put-topic-policy', { arn: TOPIC, sid: 'AllowSesEvents' });
const destination = w.receipt('created-event-destination', {
  set: SET,
  name: 'sns',
  target: TOPIC,
});
const completed = w.receipt('updated-event-destination', { set: SET, name: 'sns' });
const attached = w.receipt('set-configuration-set', { name: SET, before: 'old' });
const subscribed = w.receipt('subscribed', {
  ...{ topic: TOPIC, protocol: 'email', endpoint: OPS, arn: PENDING_ARN },
});
const alarm = w.receipt('created-alarm', { name: 'ses-migrate-bounces-review', topic: TOPIC });

const OWN_STATEMENT = JSON.stringify({
  Statement: [{ Sid: 'AllowSesEvents', Effect: 'Allow' }],
});
const ALARM = {
  name: 'ses-migrate-bounces-review',
  metric: 'Reputation.BounceRate',
  threshold: 0.05,
  comparison: 'GreaterThanOrEqualToThreshold',
  missingData: 'ignore',
  actions: [TOPIC],
  isEnabled: true,
};

/** Everything is as setup-events left it, and the subscription is confirmed. */
const there = {
  identity: w.ok(w.identity({ configurationSet: SET })),
  eventSet: w.ok({ name: SET, set: w.EVENT_SET }),
  topics: w.ok([{ arn: TOPIC, topic: w.topic({ policy: OWN_STATEMENT }) }]),
  subscriptions: w.ok({ [TOPIC]: [{ arn: CONFIRMED_ARN, protocol: 'email', endpoint: OPS }] }),
  alarms: w.ok([ALARM]),
};
const gone = {
  eventSet: w.ok({ name: SET, set: null }),
  topics: w.ok([{ arn: TOPIC, topic: null }]),
  subscriptions: w.ok({}),
  alarms: w.ok([]),
};
const unread = {
  identity: w.failed('denied'),
  eventSet: w.failed('denied'),
  topics: w.failed('denied'),
  subscriptions: w.failed('denied'),
  alarms: w.failed('denied'),
};

function made(change: Parameters<typeof w.world>[0], ...receipts: readonly ForeignEntry[]) {
  return resourcesMade(
    w.world(change),
    w.checklist({ steps: w.done('setup-events', ...receipts) }),
  );
}

const all = [madeSet, madeTopic, statement, destination, attached, subscribed, alarm];

test('what publishes goes before what it publishes to, and the set after nothing uses it', () => {
  const resources = made(there, ...all);
  expect(resources.map(({ kind, state }) => [kind, state])).toEqual([
    ['subscription', 'there'],
    ['alarm', 'there'],
    ['event destination', 'there'],
    ['SNS topic', 'there'],
    ['default configuration set', 'there'],
    ['configuration set', 'there'],
    ['policy statement', 'there'],
  ]);
  expect(resources.map(({ undo }) => undo?.command)).toEqual([
    `aws sns unsubscribe --subscription-arn ${CONFIRMED_ARN} ${REGION}`,
    `aws cloudwatch delete-alarms --alarm-names ses-migrate-bounces-review ${REGION}`,
    `aws sesv2 delete-configuration-set-event-destination --configuration-set-name ${SET} --event-destination-name sns ${REGION}`,
    `aws sns delete-topic --topic-arn ${TOPIC} ${REGION}`,
    `aws sesv2 put-email-identity-configuration-set-attributes --email-identity ${w.DOMAIN} --configuration-set-name old ${REGION}`,
    `aws sesv2 delete-configuration-set --configuration-set-name ${SET} ${REGION}`,
    undefined,
  ]);
});

test('an identity that goes as a whole goes before the set that it names', () => {
  const world = w.world(there);
  const identity = w.receipt('created-identity', { domain: w.DOMAIN, keyLength: 2048 });
  const steps = { ...w.done('verify-domain', identity), ...w.done('setup-events', ...all) };
  const kinds = resourcesMade(world, w.checklist({ steps })).map(({ kind, undo }) => [
    kind,
    undo === null,
  ]);
  expect(kinds.slice(4)).toEqual([
    ['default configuration set', true],
    ['identity', false],
    ['configuration set', false],
    ['policy statement', true],
  ]);
});

test('what is gone needs no undoing, and what could not be read is never gone', () => {
  const setting = w.receipt('changed-configuration-set', {
    ...{ name: SET, option: 'reputation metrics' },
  });
  const receipts = [madeSet, madeTopic, statement, destination, completed, subscribed, alarm];
  for (const { state, undo } of made(gone, ...receipts, setting))
    expect([state, undo]).toEqual(['gone', null]);
  const open = [madeTopic, destination, completed, subscribed, alarm, setting];
  for (const { state, undo } of made(unread, ...open))
    expect([state, undo === null]).toEqual(['unknown', false]);
  // Another set than that of the receipt was read: nothing is known of it.
  const other = { eventSet: w.ok({ name: 'another', set: null }) };
  for (const { state } of made(other, madeSet, destination)) expect(state).toBe('unknown');
});

describe('of what others made, only our part is undone', () => {
  test('a topic that was adopted: a person removes the one statement', () => {
    const [policy] = made(there, statement);
    expect(policy).toMatchObject({ kind: 'policy statement', state: 'there' });
    expect(policy?.undo?.say).toContain('remove the statement AllowSesEvents, and keep the others');
    expect(policy?.undo).not.toHaveProperty('command');
  });

  test.each([
    ['removed by someone since', JSON.stringify({ Statement: [] }), 'gone'],
    ['a policy that is no document', '{', 'unknown'],
    ['the default policy', null, 'gone'],
  ])('the statement: %s', (_what, policy, state) => {
    const topics = w.ok([{ arn: TOPIC, topic: w.topic({ policy }) }]);
    expect(made({ topics }, statement)[0]?.state).toBe(state);
  });

  test('a destination that was completed: what it was before is in the words', () => {
    const change = { op: '~', what: 'x', from: 'disabled, BOUNCE', to: 'BOUNCE' } as const;
    const [known] = made(there, { ...completed, changes: [change] });
    expect(known?.undo?.say).toContain('Before: disabled, BOUNCE');
    expect(known?.undo).not.toHaveProperty('command');
    expect(made(there, completed)[0]?.undo?.say).toContain('not on record');
  });

  test('a destination of our name that publishes elsewhere now is not deleted', () => {
    const moved = { ...destination, facts: { set: SET, name: 'sns', target: 'arn:another' } };
    expect(made(there, moved)).toMatchObject([{ state: 'changed', undo: null }]);
  });

  test.each([
    [
      'reputation metrics',
      `aws sesv2 put-configuration-set-reputation-options --configuration-set-name ${SET} --no-reputation-metrics-enabled ${REGION}`,
    ],
    ['suppression reasons', undefined],
  ])('%s of a set that was adopted', (option, command) => {
    const receipt = w.receipt('changed-configuration-set', { name: SET, option });
    const [resource] = made(there, receipt);
    expect(resource?.state).toBe('there');
    expect(resource?.undo?.command).toBe(command);
    // Of our own set they go with it; and someone else can have set them back.
    expect(made(there, madeSet, receipt).find(({ kind }) => kind === option)?.undo).toBeNull();
    const back = { ...w.EVENT_SET, reputationMetrics: false, suppressedReasons: [] };
    expect(made({ eventSet: w.ok({ name: SET, set: back }) }, receipt)).toMatchObject([
      { state: 'changed', undo: null },
    ]);
  });
});

describe('a subscription', () => {
  const listed = (each: readonly { arn: string | null; protocol: string; endpoint: string }[]) => ({
    ...there,
    subscriptions: w.ok({ [TOPIC]: each }),
  });
  test('that nobody has confirmed cannot be removed, and ends by itself', () => {
    const [pending] = made(listed([{ arn: null, protocol: 'email', endpoint: OPS }]), subscribed);
    expect(pending).toMatchObject({
      state: 'there',
      undo: { say: expect.stringContaining('two days') },
    });
    expect(pending?.undo).not.toHaveProperty('command');
  });
  test('of the same address by another protocol is not ours', () => {
    const others = listed([{ arn: CONFIRMED_ARN, protocol: 'email-json', endpoint: OPS }]);
    expect(made(others, subscribed)).toMatchObject([{ state: 'gone', undo: null }]);
  });
  test('that could not be listed is removed by the ARN of the receipt', () => {
    const [unknown] = made({ ...there, subscriptions: w.failed('denied') }, subscribed);
    expect(unknown?.undo?.command).toContain(`--subscription-arn ${PENDING_ARN} `);
  });
});

test.each([
  [
    'a topic of another account',
    w.receipt('created-topic', { arn: TOPIC.replace(w.ACCOUNT, '9'.repeat(12)) }),
  ],
  [
    'a topic of another Region',
    w.receipt('created-topic', { arn: TOPIC.replace(w.REGION, 'us-east-1') }),
  ],
  ['no ARN', w.receipt('created-topic', { arn: 'events' })],
  ['a statement elsewhere', w.receipt('put-topic-policy', { arn: 'arn:aws:sns:x:1:t', sid: 's' })],
  ['an alarm of another name', w.receipt('created-alarm', { name: 'database-down', topic: TOPIC })],
  [
    'a subscription elsewhere',
    w.receipt('subscribed', {
      topic: 'arn:aws:sns:x:1:t',
      protocol: 'email',
      endpoint: OPS,
      arn: 'a',
    }),
  ],
])('a forged checklist puts nothing foreign into the script: %s', (_what, receipt) => {
  expect(made(unread, receipt)).toEqual([]);
});

test('the script holds each command once, in that order', () => {
  const about = { domain: w.DOMAIN, region: w.REGION, account: w.ACCOUNT, now: new Date(0) };
  const script = undoScript(made(there, ...all, destination, subscribed), about);
  const commands = script.split('\n').filter((line) => /^aws (sns|sesv2|cloudwatch) /.test(line));
  expect(commands.map((line) => line.split(' ')[2])).toEqual([
    'unsubscribe',
    'delete-alarms',
    'delete-configuration-set-event-destination',
    'delete-topic',
    'put-email-identity-configuration-set-attributes',
    'delete-configuration-set',
  ]);
});
