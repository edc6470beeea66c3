import { ListUsersCommand } from '@aws-sdk/client-iam';
import { ListHostedZonesCommand } from '@aws-sdk/client-route-53';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { hour, refusal, sendRaw, startWorld } from './world.ts';

const invalidToken = 'The security token included in the request is invalid.';

test('the operator is known to STS', async () => {
  await using world = await startWorld();
  const caller = await world.sts().send(new GetCallerIdentityCommand({}));
  expect(caller.Account).toBe('123456789012');
  expect(caller.Arn).toBe('arn:aws:iam::123456789012:user/operator');
  expect(caller.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/);
});

test('an unknown key has one name in JSON and another in XML', async () => {
  await using world = await startWorld();
  const stranger = { accessKeyId: 'AKIAUNKNOWNUNKNOWN00', secretAccessKey: 'x' };
  expect(await refusal(world.ses(stranger).send(new GetAccountCommand({})))).toEqual({
    name: 'UnrecognizedClientException',
    status: 403,
    message: invalidToken,
  });
  expect(await refusal(world.sts(stranger).send(new GetCallerIdentityCommand({})))).toEqual({
    name: 'InvalidClientTokenId',
    status: 403,
    message: invalidToken,
  });
});

test('a wrong secret does not match, for every service', async () => {
  await using world = await startWorld();
  const { accessKeyId } = world.aws.operator;
  const wrong = { accessKeyId, secretAccessKey: 'not-the-secret' };
  const message =
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
  const expected = { name: 'SignatureDoesNotMatch', status: 403, message };
  expect(await refusal(world.ses(wrong).send(new GetAccountCommand({})))).toEqual(expected);
  expect(await refusal(world.iam(wrong).send(new ListUsersCommand({})))).toEqual(expected);
});

test('a body changed after signing does not match', async () => {
  await using world = await startWorld();
  const client = world.ses();
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { query: Record<string, string> };
      request.query = { smuggled: '1' };
      return next(args);
    },
    { step: 'deserialize' },
  );
  expect((await refusal(client.send(new GetAccountCommand({})))).name).toBe(
    'SignatureDoesNotMatch',
  );
});

test.each([
  [-1, /^Signature expired: \d{8}T\d{6}Z is now earlier than \S+ \(\S+ - 5 min\.\)$/],
  [1, /^Signature not yet current: \d{8}T\d{6}Z is still later than \S+ \(\S+ \+ 5 min\.\)$/],
])(
  'a clock that is %i h off both the real time and the world is refused with both times',
  async (hours, message) => {
    await using world = await startWorld();
    const ahead = world.now() - Date.now();
    const systemClockOffset = hours * hour + (hours < 0 ? Math.min(0, ahead) : Math.max(0, ahead));
    const client = new SESv2Client({ ...world.config(), systemClockOffset });
    const refused = await refusal(client.send(new GetAccountCommand({})));
    expect(refused).toMatchObject({ name: 'SignatureDoesNotMatch', status: 403 });
    expect(refused.message).toMatch(message);
  },
);

test('world time that ran ahead does not spoil signatures', async () => {
  await using world = await startWorld();
  world.advance(72 * hour);
  await expect(world.ses().send(new GetAccountCommand({}))).resolves.toBeDefined();
});

test('an expired session is refused in the words of each protocol', async () => {
  await using world = await startWorld({ faults: { expiredToken: true } });
  const message = 'The security token included in the request is expired';
  expect(await refusal(world.ses().send(new GetAccountCommand({})))).toEqual({
    name: 'ExpiredTokenException',
    status: 403,
    message,
  });
  expect(await refusal(world.sts().send(new GetCallerIdentityCommand({})))).toEqual({
    name: 'ExpiredToken',
    status: 403,
    message,
  });
});

test('a request without a signature is not answered', async () => {
  await using world = await startWorld();
  const answer = await fetch(`${world.aws.endpoint}/v2/email/account`);
  expect(answer.status).toBe(403);
  expect(answer.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  const xml = await fetch(`${world.aws.endpoint}/2013-04-01/hostedzone`);
  expect(xml.status).toBe(403);
  expect(await xml.text()).toContain('<Code>MissingAuthenticationToken</Code>');
});

test('SES answers in each Region that is on, SNS at home alone', async () => {
  await using world = await startWorld({ region: 'eu-west-1' });
  const inRegion = (region: string) => ({ ...world.config(), region });
  const account = (region: string) =>
    new SESv2Client(inRegion(region)).send(new GetAccountCommand({}));
  expect((await account('us-east-1')).ProductionAccessEnabled).toBe(false);
  expect(await refusal(account('af-south-1'))).toEqual({
    name: 'UnrecognizedClientException',
    status: 403,
    message: 'The security token included in the request is invalid.',
  });
  const notThere = (region: string) => ({
    name: 'SignatureDoesNotMatch',
    status: 403,
    message: `Credential should be scoped to a valid region, not '${region}'. This rehearsal is in eu-west-1.`,
  });
  expect(await refusal(account('us-gov-west-1'))).toEqual(notThere('us-gov-west-1'));
  const sns = new SNSClient(inRegion('us-east-1'));
  expect(await refusal(sns.send(new ListTopicsCommand({})))).toEqual(notThere('us-east-1'));
  expect(world.aws.seen().map(({ region }) => region)).toEqual([
    'us-east-1',
    'af-south-1',
    'us-gov-west-1',
    'us-east-1',
  ]);
});

test('a denied action names the action, in the error that the service has for it', async () => {
  await using world = await startWorld({
    faults: { deny: ['ses:GetAccount', 'iam:*', 'sns:List*'] },
  });
  const arn = 'arn:aws:iam::123456789012:user/operator';
  const why = 'with an explicit deny in an identity-based policy';
  expect(await refusal(world.ses().send(new GetAccountCommand({})))).toEqual({
    name: 'AccessDeniedException',
    status: 403,
    message: `User: ${arn} is not authorized to perform: ses:GetAccount on resource: * ${why}`,
  });
  expect(await refusal(world.iam().send(new ListUsersCommand({})))).toEqual({
    name: 'AccessDenied',
    status: 403,
    message: `User: ${arn} is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::123456789012:user/ ${why}`,
  });
  expect((await refusal(world.sns().send(new ListTopicsCommand({})))).name).toMatch(
    /^AuthorizationError/,
  );
  await expect(world.route53().send(new ListHostedZonesCommand({}))).resolves.toBeDefined();
});

test('throttling counts by operation, and the SDK gets through with its retries', async () => {
  await using world = await startWorld({ faults: { throttle: 1 } });
  expect(await refusal(world.ses().send(new GetAccountCommand({})))).toEqual({
    name: 'TooManyRequestsException',
    status: 429,
    message: 'Rate exceeded',
  });
  await expect(world.ses().send(new GetAccountCommand({}))).resolves.toBeDefined();
  expect(await refusal(world.sts().send(new GetCallerIdentityCommand({})))).toEqual({
    name: 'Throttling',
    status: 400,
    message: 'Rate exceeded',
  });
  const patient = new SNSClient({ ...world.config(), maxAttempts: 3 });
  await expect(patient.send(new ListTopicsCommand({}))).resolves.toMatchObject({ Topics: [] });
});

test('every call is remembered with what it met', async () => {
  await using world = await startWorld();
  await world.sts().send(new GetCallerIdentityCommand({}));
  const stranger = { accessKeyId: 'AKIAUNKNOWNUNKNOWN00', secretAccessKey: 'x' };
  await refusal(world.ses(stranger).send(new GetAccountCommand({})));
  expect(world.aws.seen().map(({ at: _at, ...call }) => call)).toEqual([
    { service: 'sts', region: 'eu-central-1', operation: 'GetCallerIdentity', status: 200 },
    { service: 'ses', region: 'eu-central-1', operation: 'GetAccount', status: 403 },
  ]);
});

test('an action that the service does not have is named with its version', async () => {
  await using world = await startWorld();
  const answer = await sendRaw(world, 'iam', 'POST', '/', 'Action=Fly&Version=2010-05-08');
  expect(answer.status).toBe(400);
  const body = await answer.text();
  expect(body).toContain('<Code>InvalidAction</Code>');
  expect(body).toContain('<Message>Could not find operation Fly for version 2010-05-08</Message>');
});
