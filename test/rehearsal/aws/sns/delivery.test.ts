import { createVerify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  ConfirmSubscriptionCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { createQueue, createTopic, subscribeQueue } from '../messaging.ts';
import { hour, refusal, startWorld } from '../world.ts';

const SIGNED = [
  'Message',
  'MessageId',
  'Subject',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
];

/** As a web server verifies what it gets (SNS Developer Guide, verifying the signatures). */
async function isGenuine(envelope: Record<string, string>): Promise<boolean> {
  const certificate = await (await fetch(envelope.SigningCertURL ?? '')).text();
  const content = SIGNED.flatMap((name) =>
    envelope[name] === undefined ? [] : [`${name}\n${envelope[name]}\n`],
  ).join('');
  return createVerify(envelope.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1')
    .update(content)
    .verify(certificate, envelope.Signature ?? '', 'base64');
}

test('a queue gets the signed envelope, or the bare message with raw delivery', async () => {
  await using world = await startWorld();
  const { sns, TopicArn } = await createTopic(world);
  const queue = await createQueue(world, 'sns.amazonaws.com', TopicArn);
  const subscription = await subscribeQueue(world, TopicArn, queue);
  await sns.send(new PublishCommand({ TopicArn, Subject: 'Hello', Message: '{"a":1}' }));
  const [body = ''] = await queue.bodies();
  const envelope = JSON.parse(body);
  expect(envelope).toMatchObject({
    Type: 'Notification',
    TopicArn,
    Subject: 'Hello',
    Message: '{"a":1}',
    SignatureVersion: '1',
  });
  expect(await isGenuine(envelope)).toBe(true);
  expect(await isGenuine({ ...envelope, Message: '{"a":2}' })).toBe(false);

  await sns.send(new UnsubscribeCommand({ SubscriptionArn: subscription }));
  await subscribeQueue(world, TopicArn, queue, { RawMessageDelivery: 'true' });
  await sns.send(new PublishCommand({ TopicArn, Message: 'bare' }));
  expect(await queue.bodies()).toEqual(['bare']);
});

test('the second version of signatures is SHA-256', async () => {
  await using world = await startWorld();
  const { sns, TopicArn } = await createTopic(world);
  const version = { TopicArn, AttributeName: 'SignatureVersion', AttributeValue: '2' };
  await sns.send(new SetTopicAttributesCommand(version));
  const queue = await createQueue(world, 'sns.amazonaws.com', TopicArn);
  await subscribeQueue(world, TopicArn, queue);
  await sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
  const envelope = JSON.parse((await queue.bodies())[0] ?? '');
  expect(envelope.SignatureVersion).toBe('2');
  expect(await isGenuine(envelope)).toBe(true);
});

test.each([
  ['another topic', 'sns.amazonaws.com', 'arn:aws:sns:eu-central-1:123456789012:other'],
  ['another service', 'events.amazonaws.com', 'arn:aws:sns:eu-central-1:123456789012:events'],
])('a queue whose policy lets in %s only gets nothing', async (_what, service, source) => {
  await using world = await startWorld();
  const { sns, TopicArn } = await createTopic(world);
  const queue = await createQueue(world, service, source);
  await subscribeQueue(world, TopicArn, queue);
  await sns.send(new PublishCommand({ TopicArn, Message: 'lost' }));
  expect(await queue.bodies()).toEqual([]);
});

test.each<[policy: object, scope: string | undefined, passes: boolean]>([
  [{ eventType: ['Bounce'] }, 'MessageBody', true],
  [{ eventType: ['Complaint'] }, 'MessageBody', false],
  [{ eventType: [{ prefix: 'Bou' }] }, 'MessageBody', true],
  [{ eventType: [{ 'anything-but': ['Bounce'] }] }, 'MessageBody', false],
  [{ mail: { tags: { run: ['k3v9'] } } }, 'MessageBody', true],
  [{ mail: { tags: { run: ['other'] } } }, 'MessageBody', false],
  [{ missing: [{ exists: false }] }, 'MessageBody', true],
  // SES's messages have no attributes: the default scope passes none of them.
  [{ eventType: ['Bounce'] }, undefined, false],
])('the filter policy %j with scope %s passes a bounce: %s', async (policy, scope, passes) => {
  await using world = await startWorld();
  const { sns, TopicArn } = await createTopic(world);
  const queue = await createQueue(world, 'sns.amazonaws.com', TopicArn);
  await subscribeQueue(world, TopicArn, queue, {
    FilterPolicy: JSON.stringify(policy),
    RawMessageDelivery: 'true',
    ...(scope === undefined ? {} : { FilterPolicyScope: scope }),
  });
  const Message = JSON.stringify({ eventType: 'Bounce', mail: { tags: { run: ['k3v9'] } } });
  await sns.send(new PublishCommand({ TopicArn, Message }));
  expect(await queue.bodies()).toEqual(passes ? [Message] : []);
});

test('a web server confirms by the link that it gets, then gets what is published', async () => {
  await using world = await startWorld();
  const { sns, TopicArn } = await createTopic(world);
  const got: { type: unknown; body: string }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      got.push({ type: request.headers['x-amz-sns-message-type'], body });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const Endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ses`;
  try {
    const { SubscriptionArn } = await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint }),
    );
    expect(SubscriptionArn).toBe('pending confirmation');
    await sns.send(new PublishCommand({ TopicArn, Message: 'too early' }));
    expect(got.map(({ type }) => type)).toEqual(['SubscriptionConfirmation']);
    const confirmation = JSON.parse(got[0]?.body ?? '');
    expect(await isGenuine(confirmation)).toBe(true);
    expect((await fetch(confirmation.SubscribeURL)).status).toBe(200);
    await sns.send(new PublishCommand({ TopicArn, Message: 'now' }));
    expect(got.map(({ type }) => type)).toEqual(['SubscriptionConfirmation', 'Notification']);
    expect(JSON.parse(got[1]?.body ?? '').Message).toBe('now');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a person gets a mail with the link, which works for two days', async () => {
  await using world = await startWorld();
  const { sns, TopicArn } = await createTopic(world);
  const subscribe = () =>
    sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ops@acme.example' }));
  const linkIn = (index: number) =>
    /http:\/\/\S+/.exec(world.delivered[index]?.raw.toString() ?? '')?.[0] ?? '';
  await subscribe();
  expect(world.delivered[0]?.raw.toString()).toContain(
    'From: AWS Notifications <no-reply@sns.amazonaws.com>',
  );
  world.advance(48 * hour);
  expect((await fetch(linkIn(0))).status).toBe(400);
  const pending = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(pending.Subscriptions).toEqual([]);

  await subscribe();
  expect((await fetch(linkIn(1))).status).toBe(200);
  await sns.send(new PublishCommand({ TopicArn, Subject: 'Bounce', Message: 'it bounced' }));
  expect(world.delivered[2]?.recipients).toEqual(['ops@acme.example']);
  expect(world.delivered[2]?.raw.toString()).toContain('it bounced');
});

test('ConfirmSubscription takes the token, and counts follow', async () => {
  await using world = await startWorld();
  const { sns, TopicArn } = await createTopic(world);
  await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ops@acme.example' }),
  );
  const count = async () =>
    (await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes;
  expect(await count()).toMatchObject({ SubscriptionsPending: '1', SubscriptionsConfirmed: '0' });
  const confirm = (Token: string) => sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
  expect(await refusal(confirm('nonsense'))).toMatchObject({ message: 'Invalid parameter: Token' });
  const link = /http:\/\/\S+/.exec(world.delivered[0]?.raw.toString() ?? '')?.[0] ?? '';
  const { SubscriptionArn } = await confirm(new URL(link).searchParams.get('Token') ?? '');
  expect(await count()).toMatchObject({ SubscriptionsPending: '0', SubscriptionsConfirmed: '1' });
  const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Attributes).toMatchObject({ PendingConfirmation: 'false', Protocol: 'email' });
});

test('a deleted topic is gone, and deleting it again succeeds', async () => {
  await using world = await startWorld();
  const { sns, TopicArn } = await createTopic(world);
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  expect((await refusal(sns.send(new PublishCommand({ TopicArn, Message: 'x' })))).name).toBe(
    'NotFoundException',
  );
});
