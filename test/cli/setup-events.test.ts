/** Events by the published program: whatever was there before, a bounce is seen coming back and nothing is left. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  type EventDestinationDefinition,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutEmailIdentityConfigurationSetAttributesCommand,
  SESv2Client,
  UpdateConfigurationSetEventDestinationCommand,
} from '@aws-sdk/client-sesv2';
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  SetTopicAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, test } from 'vitest';
import { BIN, type RehearsalOptions } from '../helpers/cli.ts';
import { shareWorld, type Team, type World } from './world.ts';

const DOMAIN = 'acme.example';
const REGION = 'eu-central-1';
const ACCOUNT = '123456789012';
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:ses-events-acme-example`;
const OPTIONS = { domain: DOMAIN, region: REGION, speed: 1000, situation: 'identity-complete' };

function clientsOf({ env }: World) {
  const config = {
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    region: REGION,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    },
  };
  return {
    ses: new SESv2Client(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
    cloudWatch: new CloudWatchClient(config),
  };
}

const teamOf = (world: World): Team => world.team({ SES_MIGRATE_DOMAIN: DOMAIN });

/** A rehearsal whose domain is verified and published. */
function shareVerified(options: RehearsalOptions = OPTIONS): () => World {
  const world = shareWorld(options);
  beforeAll(async () => {
    expect((await teamOf(world()).run(['verify-domain', '--yes'])).exitCode).toBe(0);
  });
  return world;
}

/** Nothing of a proof is there: no queue, and no subscription of one. */
async function expectNothingLeft(world: World): Promise<void> {
  const { sqs, sns } = clientsOf(world);
  expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toBeUndefined();
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  for (const { TopicArn } of Topics) {
    const { Subscriptions = [] } = await sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn }),
    );
    expect(Subscriptions.filter(({ Protocol }) => Protocol === 'sqs')).toEqual([]);
  }
}

async function destinationsOf(world: World, set: string) {
  const command = new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName: set });
  return (await clientsOf(world).ses.send(command)).EventDestinations ?? [];
}

describe('an account without events', () => {
  const world = shareVerified();

  test('the plan changes nothing; the run ends with a bounce and a complaint that were seen', async () => {
    const team = teamOf(world());
    const atFirst = await world().writes();
    const planned = await team.report(['setup-events', '--dry-run']);
    expect(planned).toMatchObject({ status: 'todo', exitCode: 1 });
    expect(await world().writes()).toEqual(atFirst);

    const done = await team.report(['setup-events', '--yes']);
    expect(done).toMatchObject({
      status: 'done',
      exitCode: 0,
      data: {
        configurationSet: 'acme-example',
        destinations: [{ name: 'ses-migrate-sns', kind: 'sns', arn: TOPIC, enabled: true }],
        subscriptions: [],
        proof: {
          bounce: { seen: true, seconds: expect.any(Number), path: 'api' },
          complaint: { seen: true, seconds: expect.any(Number), path: 'api' },
        },
      },
    });
    await expectNothingLeft(world());
    const { ses, sns } = clientsOf(world());
    const identity = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: DOMAIN }));
    expect(identity.ConfigurationSetName).toBe('acme-example');
    const set = await ses.send(
      new GetConfigurationSetCommand({ ConfigurationSetName: 'acme-example' }),
    );
    expect(set).toMatchObject({
      ReputationOptions: { ReputationMetricsEnabled: true },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
      DeliveryOptions: { TlsPolicy: 'OPTIONAL' },
    });
    // The default statement of the topic is still there.
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
    const { Statement } = JSON.parse(Attributes?.Policy ?? '');
    expect(Statement.map(({ Sid }: { Sid: string }) => Sid)).toEqual([
      '__default_statement_ID',
      'AllowSesEvents',
    ]);

    const before = (await world().writes()).length;
    expect(await team.report(['setup-events', '--yes'])).toMatchObject({ status: 'done' });
    expect((await world().writes()).length).toBe(before);
  });

  test('what flags ask for is added once: subscription, alarms, EventBridge, metrics', async () => {
    const team = teamOf(world());
    const flags = [
      '--alarms',
      '--eventbridge',
      '--cloudwatch',
      '--subscribe',
      'mailto:ops@acme.example',
    ];
    const done = await team.report(['setup-events', '--yes', ...flags]);
    expect(done).toMatchObject({ status: 'done', exitCode: 0 });
    expect(done.steps[0]?.findings.map(({ code }) => code)).toEqual(['events/unconfirmed']);
    expect(done.data).toMatchObject({
      subscriptions: [{ protocol: 'email', endpoint: 'ops@acme.example', confirmed: false }],
      destinations: [{ kind: 'sns' }, { kind: 'event-bridge' }, { kind: 'cloud-watch' }],
    });
    const { MetricAlarms = [] } = await clientsOf(world()).cloudWatch.send(
      new DescribeAlarmsCommand({}),
    );
    expect(
      MetricAlarms.map((alarm) => [alarm.MetricName, alarm.Threshold, alarm.TreatMissingData]),
    ).toEqual([
      ['Reputation.BounceRate', 0.05, 'ignore'],
      ['Reputation.BounceRate', 0.1, 'ignore'],
      ['Reputation.ComplaintRate', 0.001, 'ignore'],
      ['Reputation.ComplaintRate', 0.005, 'ignore'],
    ]);
    await expectNothingLeft(world());

    // The link in the mail confirms it.
    const mail = (await world().inbox()).find(({ to }) => to.includes('ops@acme.example'));
    const link = /http:\/\/\S+/.exec(mail?.raw ?? '')?.[0] ?? '';
    expect((await fetch(link)).status).toBe(200);
    const again = await team.report(['setup-events', '--yes', ...flags]);
    expect(again.steps[0]?.findings).toEqual([]);
    expect((await destinationsOf(world(), 'acme-example')).length).toBe(3);
  });

  test('a value that cannot be is refused before anything is read', async () => {
    const team = teamOf(world());
    const before = (await world().requests()).length;
    for (const [flag, value, code] of [
      ['--sns-topic', 'events.fifo', 'usage/bad-topic'],
      ['--subscribe', 'ftp://acme.example', 'usage/bad-subscriber'],
      ['--subscribe', 'https://user:pass@acme.example/', 'usage/bad-subscriber'],
      ['--prove', '5x', 'usage/bad-duration'],
    ] as const) {
      const { error, exitCode } = await team.report(['setup-events', '--yes', flag, value]);
      expect([error?.code, exitCode]).toEqual([code, 2]);
      expect(error?.message).not.toContain('pass');
    }
    expect((await world().requests()).length).toBe(before);
  });
});

describe('what others have made is completed, and nothing of it is lost', () => {
  const ARN = `arn:aws:sns:${REGION}:${ACCOUNT}:theirs`;
  const theirs = {
    Sid: 'Theirs',
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: ARN,
  };
  const forSes = {
    Sid: 'Ses',
    Effect: 'Allow',
    Principal: { Service: 'ses.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: ARN,
  };

  /** The set `theirs`, attached, with a topic whose policy has these statements after SES's own has gone. */
  async function arrange(
    world: World,
    options: {
      readonly destination?: Partial<EventDestinationDefinition>;
      readonly policyAfterwards?: readonly object[];
      readonly isAttached?: boolean;
      readonly suppresses?: readonly 'BOUNCE'[];
    },
  ): Promise<void> {
    const { ses, sns } = clientsOf(world);
    const set = { ConfigurationSetName: 'theirs' };
    await ses.send(new CreateConfigurationSetCommand(set));
    await sns.send(new CreateTopicCommand({ Name: 'theirs' }));
    const policy = (statements: readonly object[]) =>
      sns.send(
        new SetTopicAttributesCommand({
          TopicArn: ARN,
          AttributeName: 'Policy',
          AttributeValue: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
        }),
      );
    await policy([theirs, forSes]);
    if (options.destination !== undefined) {
      const definition = {
        Enabled: true,
        MatchingEventTypes: ['BOUNCE' as const, 'COMPLAINT' as const],
        SnsDestination: { TopicArn: ARN },
      };
      const named = { ...set, EventDestinationName: 'by-terraform' };
      await ses.send(
        new CreateConfigurationSetEventDestinationCommand({
          ...named,
          EventDestination: definition,
        }),
      );
      await ses.send(
        new UpdateConfigurationSetEventDestinationCommand({
          ...named,
          EventDestination: { ...definition, ...options.destination },
        }),
      );
    }
    if (options.policyAfterwards !== undefined) await policy(options.policyAfterwards);
    if (options.suppresses !== undefined) {
      await ses.send(
        new PutConfigurationSetSuppressionOptionsCommand({
          ...set,
          SuppressedReasons: [...options.suppresses],
        }),
      );
    }
    if (options.isAttached !== false) {
      await ses.send(
        new PutEmailIdentityConfigurationSetAttributesCommand({ EmailIdentity: DOMAIN, ...set }),
      );
    }
  }

  describe.each<[string, Parameters<typeof arrange>[1], string[]]>([
    ['all right, but never proven', { destination: {} }, []],
    ['a disabled destination', { destination: { Enabled: false } }, ['events/disabled']],
    [
      'bounces only',
      { destination: { MatchingEventTypes: ['BOUNCE', 'OPEN'] } },
      ['events/type-missing'],
    ],
    [
      'a topic that no longer lets SES in',
      { destination: {}, policyAfterwards: [theirs] },
      ['events/topic-policy'],
    ],
    ['nothing is suppressed', { destination: {}, suppresses: [] }, ['events/no-suppression']],
    [
      'a set without any destination',
      {},
      ['events/no-topic', 'events/topic-policy', 'events/no-destination'],
    ],
  ])('%s', (_what, options, codes) => {
    const world = shareVerified();
    test('is named, completed and proven', async () => {
      await arrange(world(), options);
      const team = teamOf(world());
      const before = await team.report(['setup-events', '--dry-run']);
      const found = before.steps[0]?.findings.map(({ code }) => code) ?? [];
      expect(found.filter((code) => code !== 'events/not-proven')).toEqual([
        ...['events/no-reputation', ...codes].sort(byOrder),
      ]);
      const done = await team.report(['setup-events', '--yes']);
      expect(done).toMatchObject({ status: 'done', exitCode: 0 });
      await expectNothingLeft(world());
      const after = await destinationsOf(world(), 'theirs');
      const kept = after.find(({ Name }) => Name === 'by-terraform');
      if (options.destination !== undefined) {
        expect(kept).toMatchObject({ Enabled: true, SnsDestination: { TopicArn: ARN } });
        expect(kept?.MatchingEventTypes).toEqual(expect.arrayContaining(['BOUNCE', 'COMPLAINT']));
        if (options.destination.MatchingEventTypes?.includes('OPEN'))
          expect(kept?.MatchingEventTypes).toContain('OPEN');
        expect(after).toHaveLength(1);
      }
      const { Attributes } = await clientsOf(world()).sns.send(
        new GetTopicAttributesCommand({ TopicArn: ARN }),
      );
      expect(JSON.parse(Attributes?.Policy ?? '').Statement).toContainEqual(theirs);
    });
  });

  const ORDER = [
    'events/no-reputation',
    'events/no-suppression',
    'events/no-topic',
    'events/topic-policy',
    'events/no-destination',
    'events/disabled',
    'events/type-missing',
  ];
  const byOrder = (a: string, b: string) => ORDER.indexOf(a) - ORDER.indexOf(b);
});

describe('a set that publishes to EventBridge only', () => {
  const world = shareVerified();
  test('gets no topic, is proven through a rule of the run, and nothing of it is left', async () => {
    const { ses } = clientsOf(world());
    const set = { ConfigurationSetName: 'theirs' };
    await ses.send(
      new CreateConfigurationSetCommand({
        ...set,
        ReputationOptions: { ReputationMetricsEnabled: true },
      }),
    );
    await ses.send(
      new CreateConfigurationSetEventDestinationCommand({
        ...set,
        EventDestinationName: 'bus',
        EventDestination: {
          Enabled: true,
          MatchingEventTypes: ['BOUNCE', 'COMPLAINT'],
          EventBridgeDestination: {
            EventBusArn: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`,
          },
        },
      }),
    );
    await ses.send(
      new PutEmailIdentityConfigurationSetAttributesCommand({ EmailIdentity: DOMAIN, ...set }),
    );
    const team = teamOf(world());
    const refused = await team.report(['setup-events', '--yes', '--alarms']);
    expect([refused.error?.code, refused.exitCode]).toEqual(['events/needs-topic', 1]);
    const before = (await world().writes()).length;
    expect(await team.report(['setup-events', '--yes'])).toMatchObject({
      status: 'done',
      exitCode: 0,
      data: { proof: { bounce: { seen: true }, complaint: { seen: true } } },
    });
    const writes = (await world().writes()).slice(before);
    expect(writes.filter((each) => !/Message|SendEmail/.test(each))).toEqual([
      ...['CreateQueue', 'PutRule', 'PutTargets'],
      ...['RemoveTargets', 'DeleteRule', 'DeleteQueue'],
    ]);
    await expectNothingLeft(world());
  });
});

describe.each(['ses', 'sns'])('events that %s loses', (hop) => {
  const world = shareVerified({ ...OPTIONS, fault: [`lose:${hop}`] });
  test('are late, not lost, before five minutes; nothing is left behind', async () => {
    const report = await teamOf(world()).report(['setup-events', '--yes', '--prove=3s']);
    expect(report).toMatchObject({
      exitCode: 1,
      data: { proof: { bounce: { seen: false, seconds: null } } },
    });
    expect(report.steps[0]?.findings.map(({ code }) => code)).toContain('events/late');
    await expectNothingLeft(world());
  });
});

describe('SIGKILL', () => {
  const world = shareVerified();
  /** Changes of AWS that a whole run makes, in their order. */
  const WRITES = [
    'CreateConfigurationSet',
    'CreateTopic',
    'SetTopicAttributes',
    'CreateConfigurationSetEventDestination',
    'PutEmailIdentityConfigurationSetAttributes',
    'CreateQueue',
    'Subscribe',
    'SendEmail',
    'Unsubscribe',
    'DeleteQueue',
  ];

  test('after each change, the next run finishes the work, and makes nothing twice', async () => {
    const team = teamOf(world());
    for (const operation of WRITES) {
      expect(await runUntilKilled(team, operation), operation).toBe('SIGKILL');
    }
    expect(await team.report(['setup-events', '--yes', '--wait-for-lock=5s'])).toMatchObject({
      status: 'done',
      exitCode: 0,
    });
    await expectNothingLeft(world());
    const operations = await world().writes();
    for (const once of WRITES.slice(0, 5))
      expect(
        operations.filter((each) => each === once),
        once,
      ).toHaveLength(1);
  });

  /** AWS behind a proxy that lets this operation take effect and kills the program before it hears of it. */
  async function runUntilKilled(team: Team, operation: string): Promise<NodeJS.Signals | null> {
    const upstream = new URL(world().env.AWS_ENDPOINT_URL ?? '');
    let kill: () => void = () => undefined;
    const proxy = createServer((from, to) => {
      const chunks: Buffer[] = [];
      from.on('data', (chunk: Buffer) => chunks.push(chunk));
      from.on('end', () => {
        const body = Buffer.concat(chunks);
        const { method, url: path, headers } = from;
        const forward = httpRequest({ ...target(upstream), method, path, headers }, (answer) => {
          if (isCall(operation, from.method, from.url ?? '', from.headers, body)) {
            answer.resume().on('end', kill);
            return;
          }
          to.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(to);
        });
        forward.end(body);
      });
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    const child = spawn(process.execPath, [BIN, 'setup-events', '--yes', '--prove=5s'], {
      cwd: team.folder,
      env: { PATH: process.env.PATH, ...team.env, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    kill = () => void child.kill('SIGKILL');
    const [, signal] = await once(child, 'close');
    proxy.closeAllConnections();
    proxy.close();
    if (signal === null) throw new Error(`not killed at ${operation}:\n${said}`);
    return signal as NodeJS.Signals | null;
  }
});

function target({ hostname, port }: URL) {
  return { hostname, port };
}

/** Whether a request to AWS is this operation, whatever its protocol. */
function isCall(
  operation: string,
  method: string | undefined,
  path: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
): boolean {
  const byPath: Readonly<Record<string, boolean>> = {
    CreateConfigurationSet: method === 'POST' && path === '/v2/email/configuration-sets',
    CreateConfigurationSetEventDestination:
      method === 'POST' && path.endsWith('/event-destinations'),
    PutEmailIdentityConfigurationSetAttributes: path.endsWith('/configuration-set'),
    SendEmail: path === '/v2/email/outbound-emails',
  };
  if (byPath[operation] !== undefined) return byPath[operation] === true;
  const target = String(headers['x-amz-target'] ?? '');
  if (target !== '') return target.endsWith(`.${operation}`);
  return new URLSearchParams(body.toString()).get('Action') === operation;
}
