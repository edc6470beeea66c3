import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  CreateEmailIdentityCommand,
  DeleteConfigurationSetEventDestinationCommand,
  type EventDestinationDefinition,
  PutSuppressedDestinationCommand,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import {
  ACCOUNT,
  createQueue,
  createTopic,
  REGION,
  subscribeQueue,
  type TestQueue,
  topicPolicy,
} from './messaging.ts';
import { refusal, sendForm, startWorld, type TestWorld } from './world.ts';

const RULE_ARN = `arn:aws:events:${REGION}:${ACCOUNT}:rule/bounces`;
const EVERY = ['SEND', 'DELIVERY', 'BOUNCE', 'COMPLAINT'] as const;

/** An identity that may send, and a configuration set. */
async function prepare(world: TestWorld): Promise<void> {
  const ses = world.ses();
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'hello@acme.example' }));
  world.aws.verifyAddress('hello@acme.example');
  await ses.send(
    new CreateConfigurationSetCommand({
      ConfigurationSetName: 'main',
      ReputationOptions: { ReputationMetricsEnabled: true },
    }),
  );
}

function addDestination(world: TestWorld, name: string, to: Partial<EventDestinationDefinition>) {
  return world.ses().send(
    new CreateConfigurationSetEventDestinationCommand({
      ConfigurationSetName: 'main',
      EventDestinationName: name,
      EventDestination: { Enabled: true, MatchingEventTypes: [...EVERY], ...to },
    }),
  );
}

async function send(world: TestWorld, to: readonly string[], run = 'k3v9', set = 'main') {
  // The sandbox takes one message a second.
  world.advance(1_000);
  const { MessageId } = await world.ses().send(
    new SendEmailCommand({
      FromEmailAddress: 'Acme <hello@acme.example>',
      Destination: { ToAddresses: [...to] },
      Content: { Simple: { Subject: { Data: 'Test' }, Body: { Text: { Data: 'x' } } } },
      ConfigurationSetName: set,
      EmailTags: [{ Name: 'run', Value: run }],
    }),
  );
  return MessageId;
}

interface Published {
  readonly world: TestWorld;
  readonly queue: TestQueue;
  readonly TopicArn: string;
  /** Events that the queue gets within a second; SES's test message is not one. */
  events(): Promise<{ eventType: string; [member: string]: unknown }[]>;
}

/** A set with an SNS destination, and a queue behind its topic. */
async function publish(world: TestWorld): Promise<Published> {
  await prepare(world);
  const { TopicArn } = await createTopic(world, topicPolicy);
  const queue = await createQueue(world, 'sns.amazonaws.com', TopicArn);
  await subscribeQueue(world, TopicArn, queue, { RawMessageDelivery: 'true' });
  await addDestination(world, 'sns', { SnsDestination: { TopicArn } });
  return {
    world,
    queue,
    TopicArn,
    events: async () =>
      (await queue.bodies()).flatMap((body) => (body.startsWith('{') ? [JSON.parse(body)] : [])),
  };
}

test('SES publishes a text, no JSON, while a destination is created', async () => {
  await using world = await startWorld();
  const { queue } = await publish(world);
  expect(await queue.bodies()).toEqual([
    'Successfully validated SNS topic for Amazon SES event publishing.',
  ]);
});

test.each<[string, (arn: string) => string]>([
  ['has no statement for SES', () => '{"Version":"2012-10-17","Statement":[]}'],
  ['lets another account in', (arn) => topicPolicy(arn, { account: '999999999999' })],
  [
    'lets another set in',
    (arn) =>
      topicPolicy(arn, { source: 'arn:aws:ses:eu-central-1:123456789012:configuration-set/x' }),
  ],
  ['lets another service in', (arn) => topicPolicy(arn, { principal: 's3.amazonaws.com' })],
])('a topic whose policy %s is refused', async (_what, policy) => {
  await using world = await startWorld();
  await prepare(world);
  const { TopicArn } = await createTopic(world, policy);
  expect(await refusal(addDestination(world, 'sns', { SnsDestination: { TopicArn } }))).toEqual({
    name: 'BadRequestException',
    status: 400,
    message: `Could not publish message to SNS topic <${TopicArn}>.`,
  });
});

test("a topic with AWS's own key is refused, one with a customer's key is not", async () => {
  await using world = await startWorld();
  await prepare(world);
  const { sns, TopicArn } = await createTopic(world, topicPolicy);
  const encrypt = (AttributeValue: string) =>
    sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'KmsMasterKeyId', AttributeValue }),
    );
  await encrypt('alias/aws/sns');
  expect(
    (await refusal(addDestination(world, 'sns', { SnsDestination: { TopicArn } }))).message,
  ).toContain('Could not publish message');
  await encrypt('alias/events');
  await addDestination(world, 'sns', { SnsDestination: { TopicArn } });
});

test.each([
  ['bad name', "only alphanumeric ASCII characters, '_', and '-' are allowed."],
  ['n'.repeat(65), 'Event destination name cannot exceed 64 characters.'],
])('the name %j of a destination is refused in the words of AWS', async (name, words) => {
  await using world = await startWorld();
  await prepare(world);
  const { TopicArn } = await createTopic(world, topicPolicy);
  const { message } = await refusal(addDestination(world, name, { SnsDestination: { TopicArn } }));
  expect(message).toContain(words);
});

test('a destination that was deleted is not there', async () => {
  await using world = await startWorld();
  const { events } = await publish(world);
  const remove = () =>
    world.ses().send(
      new DeleteConfigurationSetEventDestinationCommand({
        ConfigurationSetName: 'main',
        EventDestinationName: 'sns',
      }),
    );
  await remove();
  expect((await refusal(remove())).message).toBe(
    'An event destination with name <sns> does not exist for configuration set <main>.',
  );
  await send(world, ['bounce@simulator.amazonses.com']);
  expect(await events()).toEqual([]);
});

test('a bounce has every field that AWS documents, and brings the tag of its message back', async () => {
  await using world = await startWorld();
  const { events } = await publish(world);
  const messageId = await send(world, ['bounce@simulator.amazonses.com']);
  const [sent, bounced] = await events();
  expect(sent).toMatchObject({ eventType: 'Send', send: {} });
  expect(bounced).toMatchObject({
    eventType: 'Bounce',
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        {
          emailAddress: 'bounce@simulator.amazonses.com',
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        },
      ],
      reportingMTA: expect.stringMatching(/^dsn; /),
      feedbackId: expect.any(String),
      timestamp: expect.stringMatching(/Z$/),
    },
    mail: {
      messageId,
      source: 'Acme <hello@acme.example>',
      sourceArn: `arn:aws:ses:${REGION}:${ACCOUNT}:identity/hello@acme.example`,
      sendingAccountId: ACCOUNT,
      destination: ['bounce@simulator.amazonses.com'],
      headersTruncated: false,
      headers: expect.arrayContaining([{ name: 'Subject', value: 'Test' }]),
      commonHeaders: { from: ['Acme <hello@acme.example>'], messageId, subject: 'Test' },
      tags: {
        run: ['k3v9'],
        'ses:configuration-set': ['main'],
        'ses:from-domain': ['acme.example'],
        'ses:caller-identity': ['operator'],
      },
    },
  });
});

test.each<[string, string[]]>([
  ['success@simulator.amazonses.com', ['Send', 'Delivery']],
  ['ooto@simulator.amazonses.com', ['Send', 'Delivery']],
  ['bounce+label@simulator.amazonses.com', ['Send', 'Bounce']],
  ['suppressionlist@simulator.amazonses.com', ['Send', 'Bounce']],
  ['complaint@simulator.amazonses.com', ['Send', 'Delivery', 'Complaint']],
])('%s leads to %j', async (address, types) => {
  await using world = await startWorld();
  const { events } = await publish(world);
  await send(world, [address]);
  expect((await events()).map(({ eventType }) => eventType)).toEqual(types);
});

test('several simulated bounces of one request are one event', async () => {
  await using world = await startWorld();
  const { events } = await publish(world);
  const addresses = ['bounce@simulator.amazonses.com', 'bounce+2@simulator.amazonses.com'];
  await send(world, addresses);
  const bounces = (await events()).filter(({ eventType }) => eventType === 'Bounce');
  expect(bounces).toHaveLength(1);
  expect(JSON.stringify(bounces[0]?.bounce)).toContain('bounce+2@simulator');
});

test('an address on the suppression list of the account bounces without being delivered', async () => {
  await using world = await startWorld({ faults: { situation: 'production' } });
  const { events } = await publish(world);
  const EmailAddress = 'gone@customer.example';
  await world.ses().send(new PutSuppressedDestinationCommand({ EmailAddress, Reason: 'BOUNCE' }));
  const before = world.delivered.length;
  await send(world, [EmailAddress]);
  expect(world.delivered).toHaveLength(before);
  const bounced = (await events()).find(({ eventType }) => eventType === 'Bounce');
  expect(bounced?.bounce).toMatchObject({ bounceSubType: 'OnAccountSuppressionList' });
});

test('EventBridge hands events that a rule matches to a queue that lets it in', async () => {
  await using world = await startWorld();
  await prepare(world);
  const bridge = new EventBridgeClient(world.config());
  const queue = await createQueue(world, 'events.amazonaws.com', RULE_ARN);
  await bridge.send(
    new PutRuleCommand({
      Name: 'bounces',
      EventPattern: JSON.stringify({
        source: ['aws.ses'],
        'detail-type': ['Email Bounced'],
        detail: { mail: { tags: { run: ['k3v9'] } } },
      }),
    }),
  );
  await bridge.send(
    new PutTargetsCommand({ Rule: 'bounces', Targets: [{ Id: 'proof', Arn: queue.arn }] }),
  );
  const EventBusArn = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`;
  await addDestination(world, 'bus', { EventBridgeDestination: { EventBusArn } });
  await send(world, ['bounce@simulator.amazonses.com'], 'other');
  await send(world, ['success@simulator.amazonses.com'], 'k3v9');
  await send(world, ['bounce@simulator.amazonses.com'], 'k3v9');
  const found = (await queue.bodies()).map((body) => JSON.parse(body));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    version: '0',
    source: 'aws.ses',
    'detail-type': 'Email Bounced',
    account: ACCOUNT,
    region: REGION,
    detail: { eventType: 'Bounce' },
  });
});

test('a rule is deleted only when it has no targets', async () => {
  await using world = await startWorld();
  const bridge = new EventBridgeClient(world.config());
  await bridge.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["aws.ses"]}' }));
  await bridge.send(
    new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: '1', Arn: 'arn:aws:sqs:x' }] }),
  );
  const remove = () => bridge.send(new DeleteRuleCommand({ Name: 'r' }));
  expect((await refusal(remove())).message).toBe("Rule can't be deleted since it has targets.");
  await bridge.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['1'] }));
  await remove();
  expect((await bridge.send(new ListRulesCommand({}))).Rules).toEqual([]);
  expect((await refusal(remove())).message).toBe('Rule r does not exist on EventBus default.');
});

test('events are counted: for the account, for the set, and by the dimensions of a destination', async () => {
  await using world = await startWorld();
  await prepare(world);
  await addDestination(world, 'metrics', {
    CloudWatchDestination: {
      DimensionConfigurations: [
        {
          DimensionName: 'run',
          DimensionValueSource: 'MESSAGE_TAG',
          DefaultDimensionValue: 'none',
        },
      ],
    },
  });
  await send(world, ['bounce@simulator.amazonses.com']);
  const cloudWatch = new CloudWatchClient(world.config());
  const count = async (dimensions: Record<string, string>) => {
    const { MetricDataResults } = await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(world.now() - 3_600_000),
        EndTime: new Date(world.now() + 3_600_000),
        MetricDataQueries: [
          {
            Id: 'bounces',
            MetricStat: {
              Metric: {
                Namespace: 'AWS/SES',
                MetricName: 'Bounce',
                Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
              },
              Period: 3600,
              Stat: 'Sum',
            },
          },
        ],
      }),
    );
    return MetricDataResults?.[0]?.Values?.reduce((sum, value) => sum + value, 0);
  };
  await expect.poll(() => count({})).toBe(1);
  expect(await count({ 'ses:configuration-set': 'main' })).toBe(1);
  expect(await count({ run: 'k3v9' })).toBe(1);
  expect(await count({ run: 'none' })).toBe(0);
});

test.each(['ses', 'sns'] as const)(
  'the fault lose:%s loses what the topic should get',
  async (hop) => {
    await using world = await startWorld({ faults: { lose: [hop] } });
    const { events } = await publish(world);
    await send(world, ['bounce@simulator.amazonses.com']);
    expect(await events()).toEqual([]);
  },
);

test("an identity's own topic, of the API of 2010, gets a notification without tags", async () => {
  await using world = await startWorld();
  await prepare(world);
  const { TopicArn } = await createTopic(world, (arn) =>
    topicPolicy(arn, { source: `arn:aws:ses:${REGION}:${ACCOUNT}:identity/hello@acme.example` }),
  );
  const queue = await createQueue(world, 'sns.amazonaws.com', TopicArn);
  await subscribeQueue(world, TopicArn, queue, { RawMessageDelivery: 'true' });
  const call = async (form: Record<string, string>) => {
    const response = await sendForm(world, 'ses', { Version: '2010-12-01', ...form });
    return { status: response.status, body: await response.text() };
  };
  const Identity = 'hello@acme.example';
  const set = await call({
    Action: 'SetIdentityNotificationTopic',
    Identity,
    NotificationType: 'Bounce',
    SnsTopic: TopicArn,
  });
  expect(set.status).toBe(200);
  const read = await call({
    Action: 'GetIdentityNotificationAttributes',
    'Identities.member.1': Identity,
    'Identities.member.2': 'unknown@acme.example',
  });
  expect(read.body).toContain(`<BounceTopic>${TopicArn}</BounceTopic>`);
  expect(read.body).toContain('<ForwardingEnabled>true</ForwardingEnabled>');
  expect(read.body).not.toContain('unknown@acme.example');
  // Both topics are needed before forwarding can be switched off.
  const off = {
    Action: 'SetIdentityFeedbackForwardingEnabled',
    Identity,
    ForwardingEnabled: 'false',
  };
  expect((await call(off)).status).toBe(400);

  await send(world, ['bounce@simulator.amazonses.com']);
  const [welcome = '', notification = ''] = await queue.bodies();
  expect(JSON.parse(welcome).notificationType).toBe('AmazonSnsSubscriptionSucceeded');
  const parsed = JSON.parse(notification);
  expect(parsed.notificationType).toBe('Bounce');
  expect(parsed.mail.tags).toBeUndefined();
  expect(parsed.mail.headers).toBeUndefined();
  expect(parsed.mail.callerIdentity).toBe('operator');
});
