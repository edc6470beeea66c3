/** The proof by a clock that moves only by its waits: what is sent, seen, recorded, and removed. */

import { describe, expect, test } from 'vitest';
import { PortError, type QueuedMessage } from '../../../src/ports/index.ts';
import type { ProofWish } from '../../../src/steps/setup-events/proof-types.ts';
import { proofTask } from '../../../src/steps/setup-events/prove.ts';
import { type Fakes, fakePorts, type PortScripts, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { BUS, BUS_SETTING, contextOf, FROM, wish } from './context.ts';

const RUN = START.getTime().toString(36);
const NAME = `ses-migrate-proof-${RUN}`;
const URL = `https://sqs.example/${NAME}`;
const SUBSCRIPTION = `${w.EVENT_TOPIC}:abcd`;
const denied = new PortError('access denied', { reason: 'denied', errorName: 'AccessDenied' });

function event(eventType: string, messageId: string, run = RUN): QueuedMessage {
  const mail = { messageId, tags: { 'ses-migrate-run': [run] } };
  return { body: JSON.stringify({ eventType, mail }), receipt: `${eventType} ${messageId}` };
}

/** `polls`: what each long poll brings; then each takes its whole time and brings nothing. */
function proofOf(polls: readonly (readonly QueuedMessage[])[], change: PortScripts = {}): Fakes {
  let ids = 0;
  let polled = 0;
  const fakes: Fakes = fakePorts({
    ...change,
    sns: { subscribe: [SUBSCRIPTION], unsubscribe: [undefined], ...change.sns },
    ses: {
      sendEmail: () => {
        ids += 1;
        const sent = { via: 'api', host: 'h', port: 443, ok: true, code: 200, response: 'Ok' };
        return { ...sent, ms: 1, messageId: `id-${ids}`, ambiguous: false };
      },
      ...change.ses,
    },
    smtp: { compose: () => Buffer.from('raw') },
    sqs: {
      create: [URL],
      // A poll that brings nothing lasts its whole time.
      receive: ((_url: string, seconds: number) => {
        const messages = polls[polled] ?? [];
        polled += 1;
        return messages.length > 0
          ? messages
          : fakes.ports.clock.sleep(seconds * 1_000).then(() => []);
      }) as () => readonly QueuedMessage[],
      ...(polls.flat().length > 0 ? { remove: () => undefined } : {}),
      delete: [undefined],
      ...change.sqs,
    },
  });
  return fakes;
}

async function prove(fakes: Fakes, change: Partial<ProofWish> = {}) {
  const { context, left } = contextOf(fakes);
  await proofTask(wish(change)).run?.(context);
  return left;
}

const plain = { identity: [w.identity({ configurationSet: 'main' })], addressIdentity: [null] };
const SEEN = [event('Bounce', 'id-1'), event('Complaint', 'id-2')];

test('the queue is made and tagged, its messages seen, and everything removed', async () => {
  const fakes = proofOf([SEEN]);
  const left = await prove(fakes);
  expect(left.receipts).toMatchObject([
    {
      what: 'proved-events',
      facts: { run: RUN, set: 'main', source: w.EVENT_TOPIC, region: w.REGION, paths: 'api' },
    },
  ]);
  expect(left.concluded).toBeNull();
  expect(left.shown).toMatchObject({
    proof: { bounce: { seen: true, path: 'api' }, complaint: { seen: true } },
  });
  expect(fakes.log.map((line) => line.split(' ')[0])).toEqual([
    ...['sqs.create', 'sns.subscribe', 'smtp.compose', 'ses.sendEmail'],
    ...['smtp.compose', 'ses.sendEmail', 'sqs.receive', 'sqs.remove', 'sqs.remove'],
    ...['sns.unsubscribe', 'sqs.delete'],
  ]);
  const [queue] = fakes.argsOf('sqs.create')[0] ?? [];
  expect(queue).toMatchObject({
    name: NAME,
    tags: { 'ses-migrate-domain': w.DOMAIN, source: 'sns', created: START.toISOString() },
  });
  expect(fakes.argsOf('sns.subscribe')[0]).toEqual([
    w.EVENT_TOPIC,
    { protocol: 'sqs', endpoint: `arn:aws:sqs:${w.REGION}:${w.ACCOUNT}:${NAME}`, raw: true },
  ]);
});

test('only this topic can put messages into the queue', async () => {
  const fakes = proofOf([SEEN]);
  await prove(fakes);
  const { policy } = fakes.arg<{ policy: string }>('sqs.create', 0);
  expect(JSON.parse(policy).Statement).toMatchObject([
    {
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: { ArnEquals: { 'aws:SourceArn': w.EVENT_TOPIC } },
    },
  ]);
});

test('what is no event of this run counts for nothing, and is taken out', async () => {
  const others = [
    { body: 'Successfully validated SNS topic for Amazon SES event publishing.', receipt: 'text' },
    event('Bounce', 'id-1', 'another-run'),
    event('Bounce', 'of-somebody'),
    event('Delivery', 'id-1'),
  ];
  const fakes = proofOf([others, [event('Complaint', 'id-2')], [event('Bounce', 'id-1')]]);
  const left = await prove(fakes);
  expect(left.receipts[0]?.what).toBe('proved-events');
  expect(fakes.argsOf('sqs.remove')).toHaveLength(6);
});

test('seconds run from the hand-over of each message', async () => {
  const left = await prove(proofOf([[], [event('Complaint', 'id-2')], [], SEEN]));
  expect(left.receipts[0]?.facts).toMatchObject({ bounceSeconds: 10, complaintSeconds: 5 });
});

describe('without any event', () => {
  test('both messages go once more after 30 s, and either copy counts', async () => {
    const nothing = Array.from({ length: 7 }, () => []);
    const fakes = proofOf([...nothing, [event('Bounce', 'id-3'), event('Complaint', 'id-4')]]);
    const left = await prove(fakes);
    expect(fakes.argsOf('ses.sendEmail')).toHaveLength(4);
    expect(left.receipts[0]?.what).toBe('proved-events');
    // The second message was sent at 35 s and seen at once.
    expect(left.receipts[0]?.facts).toMatchObject({ bounceSeconds: 0 });
  });

  test('they go only once more, the run ends at its limit, and says what was lost', async () => {
    const fakes = proofOf([], { ses: plain });
    const left = await prove(fakes, { limit: 120_000 });
    expect(fakes.argsOf('ses.sendEmail')).toHaveLength(4);
    expect(fakes.sleeps.reduce((sum, ms) => sum + ms, 0)).toBe(120_000);
    expect(left.receipts).toEqual([{ what: 'ended-proof', facts: { run: RUN } }]);
    expect(left.concluded).toMatchObject({
      status: 'problem',
      findings: [{ code: 'events/late' }],
    });
  });

  test('one that was seen is reason enough to send nothing again', async () => {
    const fakes = proofOf([[event('Bounce', 'id-1')]], { ses: plain });
    const left = await prove(fakes, { limit: 60_000 });
    expect(fakes.argsOf('ses.sendEmail')).toHaveLength(2);
    expect(left.shown).toMatchObject({
      proof: { bounce: { seen: true }, complaint: { seen: false } },
    });
    expect(left.receipts[0]?.what).toBe('ended-proof');
  });
});

describe('whatever happens, what was made is removed', () => {
  test('a subscription that is refused', async () => {
    const fakes = fakePorts({
      sqs: { create: [URL], delete: [undefined] },
      sns: { subscribe: [denied] },
    });
    await expect(prove(fakes)).rejects.toThrow('access denied');
    expect(fakes.log.at(-1)).toBe(`sqs.delete ${URL}`);
  });

  test('a message that SES refuses', async () => {
    const refused = { via: 'api', host: 'h', port: 443, ok: false, code: 400, ms: 1 };
    const response = 'AccessDeniedException: not authorized';
    const answer = { ...refused, response, messageId: null, ambiguous: false };
    const fakes = fakePorts({
      sqs: { create: [URL], delete: [undefined] },
      sns: { subscribe: [SUBSCRIPTION], unsubscribe: [undefined] },
      ses: { sendEmail: [answer] },
      smtp: { compose: () => Buffer.from('raw') },
    });
    await expect(prove(fakes)).rejects.toThrow();
    expect(fakes.log.slice(-2)).toEqual([`sns.unsubscribe ${SUBSCRIPTION}`, `sqs.delete ${URL}`]);
  });

  test('a queue that could not be made leaves nothing to remove', async () => {
    const fakes = fakePorts({ sqs: { create: [denied] } });
    await expect(prove(fakes)).rejects.toThrow('access denied');
  });

  test('a proof that is whole, with a queue that stays: proven, and a problem', async () => {
    const fakes = proofOf([SEEN], { sqs: { delete: [denied] } });
    const left = await prove(fakes);
    expect(left.receipts[0]?.what).toBe('proved-events');
    expect(left.concluded).toMatchObject({
      status: 'problem',
      findings: [{ code: 'events/leftover' }],
    });
  });
});

test('SMTP without a login here: the API proves it, and that is told', async () => {
  const fakes = proofOf([SEEN], { env: { sesSmtp: [null] } });
  const left = await prove(fakes, { paths: ['api', 'smtp'] });
  expect(left.receipts[0]?.facts).toMatchObject({ paths: 'api' });
  expect(left.concluded).toMatchObject({
    status: 'done',
    findings: [{ code: 'events/smtp-not-proven' }],
  });
});

test('EventBridge: a rule for this run only, and its queue lets only that rule in', async () => {
  const fakes = fakePorts({
    ...{ sqs: { create: [URL], receive: [SEEN], remove: () => undefined, delete: [undefined] } },
    eventBridge: { createRule: ['arn:rule'], deleteRule: [undefined] },
    ses: {
      sendEmail: ['id-1', 'id-2'].map((messageId) => ({
        ...{ via: 'api', host: 'h', port: 443, ok: true, code: 200, response: 'Ok', ms: 1 },
        ...{ messageId, ambiguous: false },
      })),
    },
    smtp: { compose: () => Buffer.from('raw') },
  });
  const left = await prove(fakes, { setting: BUS_SETTING });
  expect(left.receipts[0]?.facts).toMatchObject({ source: BUS });
  const rule = fakes.arg<{ pattern: string }>('eventBridge.createRule', 0);
  expect(JSON.parse(rule.pattern)).toEqual({
    source: ['aws.ses'],
    detail: { mail: { tags: { 'ses-migrate-run': [RUN] } } },
  });
  const { policy } = fakes.arg<{ policy: string }>('sqs.create', 0);
  const [statement] = JSON.parse(policy).Statement;
  expect(statement.Condition.ArnEquals['aws:SourceArn']).toBe(
    `arn:aws:events:${w.REGION}:${w.ACCOUNT}:rule/${NAME}`,
  );
  expect(fakes.log.slice(-2)).toEqual([`eventBridge.deleteRule ${NAME}`, `sqs.delete ${URL}`]);
});

test('the plan names the paths, and the rights of its kind of target only', () => {
  const [line] = proofTask(wish({ paths: ['api', 'smtp'], from: FROM })).changes;
  expect(line?.to).toContain('over the SES API and SES SMTP');
  const actions = (setting = wish().setting) => proofTask(wish({ setting })).iamActions ?? [];
  expect(actions()).toEqual(expect.arrayContaining(['sns:Subscribe', 'sns:Unsubscribe']));
  expect(actions().filter((action) => action.startsWith('events:'))).toEqual([]);
  expect(actions(BUS_SETTING).filter((action) => action.startsWith('sns:'))).toEqual([]);
});
