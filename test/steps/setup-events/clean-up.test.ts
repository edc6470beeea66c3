/** Nothing of a proof stays, and nothing of another one that may be running goes. */

import { describe, expect, test } from 'vitest';
import type { World } from '../../../src/core/world.ts';
import { PortError } from '../../../src/ports/index.ts';
import {
  endProof,
  hasLeftovers,
  leftoverFindings,
  leftovers,
  removeLeftovers,
} from '../../../src/steps/setup-events/clean-up.ts';
import { fakePorts, type PortScripts, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { BUS_SOURCE, contextOf, TOPIC_SOURCE } from './context.ts';

const NAME = 'ses-migrate-proof-r1';
const URL = `https://sqs.${w.REGION}.amazonaws.com/${w.ACCOUNT}/${NAME}`;
const SUBSCRIPTION = `${w.EVENT_TOPIC}:abcd`;
const denied = new PortError('access denied', { reason: 'denied', errorName: 'AccessDenied' });

const whole = {
  run: 'r1',
  source: TOPIC_SOURCE,
  queueUrl: URL,
  subscriptionArn: SUBSCRIPTION,
};

describe('the end of a proof', () => {
  test('the subscription goes before its queue', async () => {
    const fakes = fakePorts({ sns: { unsubscribe: [undefined] }, sqs: { delete: [undefined] } });
    expect(await endProof(fakes.ports, whole)).toEqual([]);
    expect(fakes.log).toEqual([`sns.unsubscribe ${SUBSCRIPTION}`, `sqs.delete ${URL}`]);
  });

  test('only what was made is removed', async () => {
    const fakes = fakePorts({ sqs: { delete: [undefined] } });
    await endProof(fakes.ports, { ...whole, subscriptionArn: null });
    expect(fakes.log).toEqual([`sqs.delete ${URL}`]);
    const nothing = fakePorts();
    await endProof(nothing.ports, { ...whole, subscriptionArn: null, queueUrl: null });
    expect(nothing.log).toEqual([]);
  });

  test('a rule goes by the name of the run', async () => {
    const fakes = fakePorts({
      eventBridge: { deleteRule: [undefined] },
      sqs: { delete: [undefined] },
    });
    const parts = { ...whole, source: BUS_SOURCE, subscriptionArn: null, hasRule: true };
    expect(await endProof(fakes.ports, parts)).toEqual([]);
    expect(fakes.log).toEqual([`eventBridge.deleteRule ${NAME}`, `sqs.delete ${URL}`]);
  });

  test.each<[string, PortScripts, string[]]>([
    [
      'the subscription',
      { sns: { unsubscribe: [denied] }, sqs: { delete: [undefined] } },
      [`aws sns unsubscribe --subscription-arn ${SUBSCRIPTION} --region ${w.REGION}`],
    ],
    [
      'the queue',
      { sns: { unsubscribe: [undefined] }, sqs: { delete: [denied] } },
      [`aws sqs delete-queue --queue-url ${URL} --region ${w.REGION}`],
    ],
    [
      'both',
      { sns: { unsubscribe: [denied] }, sqs: { delete: [denied] } },
      [
        `aws sns unsubscribe --subscription-arn ${SUBSCRIPTION} --region ${w.REGION}`,
        `aws sqs delete-queue --queue-url ${URL} --region ${w.REGION}`,
      ],
    ],
  ])(
    '%s that AWS does not remove is told, and the rest is still removed',
    async (_what, scripts, commands) => {
      const found = await endProof(fakePorts(scripts).ports, whole);
      expect(found.map(({ code }) => code)).toEqual(commands.map(() => 'events/leftover'));
      for (const [index, command] of commands.entries())
        expect(found[index]?.fix).toContain(command);
    },
  );

  test('a rule that stays is removed with its target, which has to go first', async () => {
    const fakes = fakePorts({
      eventBridge: { deleteRule: [denied] },
      sqs: { delete: [undefined] },
    });
    const parts = { ...whole, source: BUS_SOURCE, subscriptionArn: null, hasRule: true };
    const [found] = await endProof(fakes.ports, parts);
    expect(found?.fix).toContain(
      `aws events remove-targets --rule ${NAME} --ids queue --region ${w.REGION} && aws events delete-rule --name ${NAME} --region ${w.REGION}`,
    );
  });

  test('an error of ours is not swallowed', async () => {
    const fakes = fakePorts({ sns: { unsubscribe: [new TypeError('ours')] } });
    await expect(endProof(fakes.ports, whole)).rejects.toThrow('ours');
  });
});

/** A queue that was made so many minutes ago. */
const queue = (run: string, minutes: number | null, hasRule = false) => ({
  url: `https://sqs.example/${w.ACCOUNT}/ses-migrate-proof-${run}`,
  run,
  hasRule,
  createdAt: minutes === null ? null : new Date(START.getTime() - minutes * 60_000).toISOString(),
});
const subscription = (queueName: string, change: object = {}) => ({
  arn: `${w.EVENT_TOPIC}:${queueName}`,
  protocol: 'sqs',
  endpoint: `arn:aws:sqs:${w.REGION}:${w.ACCOUNT}:${queueName}`,
  ...change,
});
const of = (change: Partial<World>, ...runs: string[]) => leftovers(w.world(change), runs, START);

describe('what earlier proofs left', () => {
  test.each<[string, Parameters<typeof queue>, readonly string[], boolean]>([
    ['of another run, just made: it may be running', ['r2', 1], [], false],
    ['of another run, 30 minutes old', ['r2', 30], [], false],
    ['of another run, 31 minutes old', ['r2', 31], [], true],
    ['of another run, without a time', ['r2', null], [], true],
    ['of this checklist, just made: the lock is ours', ['r2', 1], ['r2'], true],
  ])('a queue %s', (_what, [run, minutes], own, isLeft) => {
    const found = of({ proofQueues: w.ok([queue(run, minutes)]) }, ...own);
    expect(found.queues.length).toBe(isLeft ? 1 : 0);
    expect(hasLeftovers(found)).toBe(isLeft);
  });

  test('the subscription of a queue that is gone goes; that of one that may be running stays', () => {
    const change = {
      proofQueues: w.ok([queue('running', 1), queue('old', 90)]),
      subscriptions: w.ok({
        [w.EVENT_TOPIC]: ['running', 'old', 'gone'].map((run) =>
          subscription(`ses-migrate-proof-${run}`),
        ),
      }),
    };
    expect(of(change).subscriptions).toEqual([
      `${w.EVENT_TOPIC}:ses-migrate-proof-old`,
      `${w.EVENT_TOPIC}:ses-migrate-proof-gone`,
    ]);
  });

  test.each([
    ['a queue of somebody', subscription('orders')],
    ['an address that is called so', subscription('ses-migrate-proof-r', { protocol: 'email' })],
    ['one that is not confirmed', subscription('ses-migrate-proof-r', { arn: null })],
  ])('%s is not ours to unsubscribe', (_what, each) => {
    const subscriptions = w.ok({ [w.EVENT_TOPIC]: [each] });
    expect(of({ subscriptions }).subscriptions).toEqual([]);
  });

  test('where queues could not be listed, no subscription is called left over', () => {
    const subscriptions = w.ok({ [w.EVENT_TOPIC]: [subscription('ses-migrate-proof-r')] });
    const found = of({ subscriptions, proofQueues: w.failed('denied') });
    expect(hasLeftovers(found)).toBe(false);
    expect(leftoverFindings(found)).toEqual([]);
  });

  test('each is named, and removed with the rule of its run', async () => {
    const found = {
      queues: [queue('old', 90, true), queue('older', 99)],
      subscriptions: [SUBSCRIPTION],
    };
    expect(leftoverFindings(found).map(({ subject }) => subject)).toEqual([
      'ses-migrate-proof-old',
      'ses-migrate-proof-older',
      SUBSCRIPTION,
    ]);
    const task = removeLeftovers(found);
    expect(task.changes.map(({ op, from }) => [op, from])).toEqual([
      ['-', SUBSCRIPTION],
      ['-', 'ses-migrate-proof-old'],
      ['-', 'ses-migrate-proof-older'],
    ]);
    const fakes = fakePorts({
      sns: { unsubscribe: [undefined] },
      eventBridge: { deleteRule: [undefined] },
      sqs: { delete: [undefined, undefined] },
    });
    const { context, left } = contextOf(fakes);
    await task.run?.(context);
    expect(fakes.log).toEqual([
      `sns.unsubscribe ${SUBSCRIPTION}`,
      'eventBridge.deleteRule ses-migrate-proof-old',
      `sqs.delete ${found.queues[0]?.url}`,
      `sqs.delete ${found.queues[1]?.url}`,
    ]);
    expect(left.receipts).toEqual([
      { what: 'ended-proof', facts: { run: 'old' } },
      { what: 'ended-proof', facts: { run: 'older' } },
    ]);
    // Without a rule, no right of EventBridge is needed.
    expect(task.iamActions).toContain('events:DeleteRule');
    const plain = removeLeftovers({ queues: [queue('older', 99)], subscriptions: [] });
    expect(plain.iamActions).toEqual(['sns:Unsubscribe', 'sqs:DeleteQueue']);
  });
});
