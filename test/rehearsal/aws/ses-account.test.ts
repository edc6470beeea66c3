import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetSuppressedDestinationCommand,
  ListConfigurationSetsCommand,
  ListSuppressedDestinationsCommand,
  type ListSuppressedDestinationsCommandInput,
  PutAccountDetailsCommand,
  type PutAccountDetailsCommandInput,
  PutAccountSuppressionAttributesCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutSuppressedDestinationCommand,
  UpdateConfigurationSetEventDestinationCommand,
} from '@aws-sdk/client-sesv2';
import { expect, test } from 'vitest';
import { createTopic, topicPolicy } from './messaging.ts';
import { hour, refusal, sendRaw, startWorld, type TestWorld } from './world.ts';

const details: PutAccountDetailsCommandInput = {
  MailType: 'TRANSACTIONAL',
  WebsiteURL: 'https://acme.example',
  ContactLanguage: 'EN',
  UseCaseDescription: 'Receipts.',
  AdditionalContactEmailAddresses: ['ops@acme.example'],
};
const ask = (world: TestWorld) =>
  world.ses().send(new PutAccountDetailsCommand({ ...details, ProductionAccessEnabled: true }));
const account = (world: TestWorld) => world.ses().send(new GetAccountCommand({}));

test('a new account is in the sandbox and was never asked about', async () => {
  await using world = await startWorld();
  const seen = await account(world);
  expect(seen).toMatchObject({
    ProductionAccessEnabled: false,
    SendingEnabled: true,
    EnforcementStatus: 'HEALTHY',
    SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 0 },
    SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  });
  expect(seen.Details).toBeUndefined();
});

test('a review is open until AWS decides, and a second request meets 409 till then', async () => {
  await using world = await startWorld();
  await ask(world);
  const open = await account(world);
  expect(open.ProductionAccessEnabled).toBe(false);
  expect(open.Details).toMatchObject({ ...details, ReviewDetails: { Status: 'PENDING' } });
  const caseId = open.Details?.ReviewDetails?.CaseId;
  expect(caseId).toMatch(/^\d{15}$/);
  expect(await refusal(ask(world))).toEqual({
    name: 'ConflictException',
    status: 409,
    message: 'There is already an ongoing account details update under review.',
  });
  world.advance(24 * hour);
  expect(await account(world)).toMatchObject({
    ProductionAccessEnabled: true,
    SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14 },
    Details: { ReviewDetails: { Status: 'GRANTED', CaseId: caseId } },
  });
});

test.each([
  ['review-denied', 'DENIED'],
  ['review-failed', 'FAILED'],
] as const)('%s: the first request ends %s, the second is granted', async (situation, status) => {
  await using world = await startWorld({ faults: { situation } });
  await ask(world);
  world.advance(24 * hour);
  const refused = await account(world);
  expect(refused.Details?.ReviewDetails?.Status).toBe(status);
  expect(refused.ProductionAccessEnabled).toBe(false);
  await ask(world);
  world.advance(24 * hour);
  expect((await account(world)).ProductionAccessEnabled).toBe(true);
});

test('all that is wrong with a request is said at once', async () => {
  await using world = await startWorld();
  const call = world.ses().send(
    new PutAccountDetailsCommand({
      MailType: 'PROMOTIONAL' as 'MARKETING',
      WebsiteURL: undefined,
      UseCaseDescription: 'x'.repeat(5001),
      AdditionalContactEmailAddresses: [],
    }),
  );
  expect(await refusal(call)).toEqual({
    name: 'BadRequestException',
    status: 400,
    message: [
      "4 validation errors detected: Value at 'mailType' failed to satisfy constraint: Member must satisfy enum value set: [MARKETING, TRANSACTIONAL]",
      "Value at 'websiteURL' failed to satisfy constraint: Member must not be null",
      "Value at 'useCaseDescription' failed to satisfy constraint: Member must have length less than or equal to 5000",
      "Value at 'additionalContactEmailAddresses' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ].join('; '),
  });
  expect((await account(world)).Details).toBeUndefined();
});

test('bad JSON, wrong types, bad paths and unknown operations are refused', async () => {
  await using world = await startWorld();
  const send = async (path: string, body: string, method = 'POST') => {
    const answer = await sendRaw(world, 'ses', method, path, body);
    const type = answer.headers.get('x-amzn-errortype');
    return { status: answer.status, type, body: await answer.json() };
  };
  const path = '/v2/email/account/details';
  expect(await send(path, '{"MailType":')).toEqual({
    status: 400,
    type: 'SerializationException',
    body: { message: 'The request body is not valid JSON.' },
  });
  expect(await send(path, '{"MailType":7}')).toEqual({
    status: 400,
    type: 'SerializationException',
    body: { message: 'NUMBER_VALUE can not be converted to a String' },
  });
  expect(await send('/v2/email/nonsense', '{}')).toEqual({
    status: 404,
    type: 'UnknownOperationException',
    body: { message: 'Unknown operation POST /v2/email/nonsense' },
  });
  expect(await send('/v2/email/identities/%zz/dkim', '{}', 'PUT')).toEqual({
    status: 400,
    type: 'MalformedHttpRequestException',
    body: { message: 'The request path is malformed.' },
  });
});

test('calls of older SDKs and CLIs, at the paths of their time, are answered', async () => {
  await using world = await startWorld();
  const list = await sendRaw(world, 'ses', 'GET', '/v2/email/identities');
  expect(await list.json()).toEqual({ EmailIdentities: [] });
  const sets = await sendRaw(world, 'ses', 'GET', '/v2/email/configuration-sets/');
  expect(await sets.json()).toEqual({ ConfigurationSets: [] });
  const signing = '/v1/email/identities/acme.example/dkim/signing';
  const body = '{"SigningAttributesOrigin":"AWS_SES"}';
  const answer = await sendRaw(world, 'ses', 'PUT', signing, body);
  expect(await answer.json()).toEqual({ message: 'Email identity acme.example does not exist.' });
});

test('the suppression list opens with production access', async () => {
  await using world = await startWorld();
  const ses = world.ses();
  const put = (EmailAddress: string, Reason: 'BOUNCE' | 'COMPLAINT') =>
    ses.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason }));
  expect(await refusal(put('a@b.example', 'BOUNCE'))).toEqual({
    name: 'BadRequestException',
    status: 400,
    message: 'This operation is not available while your account is in the sandbox.',
  });
  await ses.send(new PutAccountSuppressionAttributesCommand({ SuppressedReasons: ['BOUNCE'] }));
  expect((await account(world)).SuppressionAttributes?.SuppressedReasons).toEqual(['BOUNCE']);

  await ask(world);
  world.advance(24 * hour);
  await put('Nina@B.Example', 'BOUNCE');
  await put('Nina@b.example', 'COMPLAINT');
  await put('otto@b.example', 'BOUNCE');
  const one = await ses.send(
    new GetSuppressedDestinationCommand({ EmailAddress: 'Nina@b.example' }),
  );
  expect(one.SuppressedDestination).toMatchObject({
    EmailAddress: 'Nina@b.example',
    Reason: 'COMPLAINT',
  });
  const list = (input: ListSuppressedDestinationsCommandInput) =>
    ses.send(new ListSuppressedDestinationsCommand(input));
  const bounces = await list({ Reasons: ['BOUNCE'] });
  expect(bounces.SuppressedDestinationSummaries?.map((entry) => entry.EmailAddress)).toEqual([
    'otto@b.example',
  ]);
  const first = await list({ PageSize: 1 });
  const second = await list({ PageSize: 1, NextToken: first.NextToken });
  expect(second.NextToken).toBeUndefined();
  expect(second.SuppressedDestinationSummaries).toHaveLength(1);
  expect((await refusal(list({ NextToken: 'nonsense' }))).name).toBe('InvalidNextTokenException');
  expect(
    (await list({ StartDate: new Date('2999-01-01') })).SuppressedDestinationSummaries,
  ).toEqual([]);

  const remove = () =>
    ses.send(new DeleteSuppressedDestinationCommand({ EmailAddress: 'otto@b.example' }));
  await remove();
  expect(await refusal(remove())).toEqual({
    name: 'NotFoundException',
    status: 404,
    message: 'Email address otto@b.example does not exist on your suppression list.',
  });
});

test('a configuration set publishes events to what exists', async () => {
  await using world = await startWorld();
  const ses = world.ses();
  const ConfigurationSetName = 'main';
  await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName }));
  expect(
    await refusal(ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName }))),
  ).toMatchObject({ name: 'AlreadyExistsException', status: 400 });
  expect((await ses.send(new ListConfigurationSetsCommand({}))).ConfigurationSets).toEqual([
    'main',
  ]);
  await ses.send(
    new PutConfigurationSetSuppressionOptionsCommand({
      ConfigurationSetName,
      SuppressedReasons: ['BOUNCE'],
    }),
  );
  expect(await ses.send(new GetConfigurationSetCommand({ ConfigurationSetName }))).toMatchObject({
    ConfigurationSetName,
    SendingOptions: { SendingEnabled: true },
    SuppressionOptions: { SuppressedReasons: ['BOUNCE'] },
  });

  const destination = (TopicArn: string) => ({
    ConfigurationSetName,
    EventDestinationName: 'sns',
    EventDestination: {
      Enabled: true,
      MatchingEventTypes: ['BOUNCE' as const],
      SnsDestination: { TopicArn },
    },
  });
  const create = (arn: string) =>
    ses.send(new CreateConfigurationSetEventDestinationCommand(destination(arn)));
  expect(await refusal(create('arn:aws:sns:eu-central-1:123456789012:none'))).toEqual({
    name: 'BadRequestException',
    status: 400,
    message: 'Could not publish message to SNS topic <arn:aws:sns:eu-central-1:123456789012:none>.',
  });
  const { TopicArn } = await createTopic(world, topicPolicy);
  await create(TopicArn);
  expect((await refusal(create(TopicArn))).name).toBe('AlreadyExistsException');
  const disabled = destination(TopicArn);
  disabled.EventDestination.Enabled = false;
  await ses.send(new UpdateConfigurationSetEventDestinationCommand(disabled));
  const read = await ses.send(
    new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName }),
  );
  expect(read.EventDestinations).toEqual([
    {
      Name: 'sns',
      Enabled: false,
      MatchingEventTypes: ['BOUNCE'],
      SnsDestination: { TopicArn },
    },
  ]);
  const bus = ses.send(
    new CreateConfigurationSetEventDestinationCommand({
      ConfigurationSetName,
      EventDestinationName: 'bus',
      EventDestination: {
        MatchingEventTypes: ['BOUNCE', 'bounce' as 'BOUNCE'],
        EventBridgeDestination: { EventBusArn: 'arn:aws:events:eu-central-1:1:event-bus/own' },
      },
    }),
  );
  expect((await refusal(bus)).message).toBe(
    "1 validation error detected: Value at 'eventDestination.matchingEventTypes' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [SEND, REJECT, BOUNCE, COMPLAINT, DELIVERY, OPEN, CLICK, RENDERING_FAILURE, DELIVERY_DELAY, SUBSCRIPTION]]",
  );
});
