import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetAccountCommand, GetEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { refusal, startWorld } from './world.ts';

const UserName = 'ses-smtp-acme';
const arn = `arn:aws:iam::123456789012:user/${UserName}`;

async function newKey(iam: IAMClient) {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  };
}

function putPolicy(iam: IAMClient, document: unknown, PolicyName = 'send') {
  const PolicyDocument = typeof document === 'string' ? document : JSON.stringify(document);
  return iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
}

test('a user is created once', async () => {
  await using world = await startWorld();
  const iam = world.iam();
  expect(await refusal(iam.send(new GetUserCommand({ UserName })))).toEqual({
    name: 'NoSuchEntityException',
    status: 404,
    message: `The user with name ${UserName} cannot be found.`,
  });
  const { User } = await iam.send(
    new CreateUserCommand({ UserName, Tags: [{ Key: 'tool', Value: 'a & b' }] }),
  );
  expect(User).toMatchObject({ UserName, Arn: arn, Path: '/' });
  await iam.send(new TagUserCommand({ UserName, Tags: [{ Key: 'more', Value: '1' }] }));
  const read = await iam.send(new GetUserCommand({ UserName }));
  expect(read.User?.Tags).toEqual([
    { Key: 'tool', Value: 'a & b' },
    { Key: 'more', Value: '1' },
  ]);
  expect(read.User?.CreateDate).toBeInstanceOf(Date);
  expect(await refusal(iam.send(new CreateUserCommand({ UserName })))).toEqual({
    name: 'EntityAlreadyExistsException',
    status: 409,
    message: `User with name ${UserName} already exists.`,
  });
  const users = await iam.send(new ListUsersCommand({}));
  expect(users.Users?.map((user) => user.UserName)).toEqual(['operator', UserName]);
  const page = await iam.send(new ListUsersCommand({ MaxItems: 1 }));
  expect(page.IsTruncated).toBe(true);
  const rest = await iam.send(new ListUsersCommand({ MaxItems: 1, Marker: page.Marker }));
  expect(rest.Users?.map((user) => user.UserName)).toEqual([UserName]);
  expect((await iam.send(new GetUserCommand({}))).User?.UserName).toBe('operator');
});

test('names are checked in the words of IAM', async () => {
  await using world = await startWorld();
  const iam = world.iam();
  expect(await refusal(iam.send(new CreateUserCommand({ UserName: 'a b' })))).toEqual({
    name: 'ValidationError',
    status: 400,
    message:
      'The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
  });
  expect(
    (await refusal(iam.send(new CreateUserCommand({ UserName: 'x'.repeat(65) })))).message,
  ).toBe(
    "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64",
  );
});

test('a user has at most two keys, and a secret is shown once', async () => {
  await using world = await startWorld();
  const iam = world.iam();
  await iam.send(new CreateUserCommand({ UserName }));
  const first = await newKey(iam);
  expect(first.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
  expect(first.secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
  await newKey(iam);
  expect(await refusal(newKey(iam))).toEqual({
    name: 'LimitExceededException',
    status: 409,
    message: 'Cannot exceed quota for AccessKeysPerUser: 2',
  });
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  expect(AccessKeyMetadata).toHaveLength(2);
  expect(JSON.stringify(AccessKeyMetadata)).not.toContain(first.secretAccessKey);
  await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: first.accessKeyId }));
  expect(
    (
      await refusal(
        iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: first.accessKeyId })),
      )
    ).message,
  ).toBe(`The Access Key with id ${first.accessKeyId} cannot be found.`);
  await newKey(iam);
});

test('a key works until it is made inactive, and its last use is remembered', async () => {
  await using world = await startWorld();
  const iam = world.iam();
  await iam.send(new CreateUserCommand({ UserName }));
  const key = await newKey(iam);
  const used = () => iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: key.accessKeyId }));
  expect((await used()).AccessKeyLastUsed).toMatchObject({ ServiceName: 'N/A', Region: 'N/A' });
  expect((await world.sts(key).send(new GetCallerIdentityCommand({}))).Arn).toBe(arn);
  // IAM tells of it later.
  expect((await used()).AccessKeyLastUsed?.LastUsedDate).toBeUndefined();
  const at = world.now();
  world.advance(30_000);
  expect((await used()).AccessKeyLastUsed).toMatchObject({
    ServiceName: 'sts',
    LastUsedDate: new Date(at),
  });
  await iam.send(
    new UpdateAccessKeyCommand({ UserName, AccessKeyId: key.accessKeyId, Status: 'Inactive' }),
  );
  expect((await refusal(world.sts(key).send(new GetCallerIdentityCommand({})))).name).toBe(
    'InvalidClientTokenId',
  );
  expect(world.aws.principals.find(key.accessKeyId)?.active).toBe(false);
});

test('SMTP takes a new key later than the API', async () => {
  await using world = await startWorld();
  const iam = world.iam();
  await iam.send(new CreateUserCommand({ UserName }));
  const key = await newKey(iam);
  const principal = world.aws.principals.find(key.accessKeyId);
  expect(principal?.smtpFrom).toBe(world.now() + 10_000);
  expect(principal).toMatchObject({ arn, account: '123456789012', expired: false, active: true });
  expect(world.aws.principals.find('AKIAUNKNOWNUNKNOWN00')).toBeNull();
});

test('policies are judged: implicit deny, allow, explicit deny', async () => {
  await using world = await startWorld();
  const iam = world.iam();
  await iam.send(new CreateUserCommand({ UserName }));
  const key = await newKey(iam);
  const ses = world.ses(key);
  expect((await refusal(ses.send(new GetAccountCommand({})))).message).toBe(
    `User: ${arn} is not authorized to perform: ses:GetAccount on resource: * because no identity-based policy allows the ses:GetAccount action`,
  );
  await putPolicy(iam, {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'ses:Get*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: ['ses:getemailidentity'],
        Resource: 'arn:aws:ses:eu-central-1:123456789012:identity/?cme.example',
      },
    ],
  });
  await expect(ses.send(new GetAccountCommand({}))).resolves.toBeDefined();
  const get = (EmailIdentity: string) => ses.send(new GetEmailIdentityCommand({ EmailIdentity }));
  expect((await refusal(get('acme.example'))).message).toContain('with an explicit deny');
  expect((await refusal(get('other.example'))).name).toBe('NotFoundException');
});

test('a policy comes back URL-encoded and is listed', async () => {
  await using world = await startWorld();
  const iam = world.iam();
  await iam.send(new CreateUserCommand({ UserName }));
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'ses:SendRawEmail', Resource: '*' },
  });
  await putPolicy(iam, document);
  const read = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName: 'send' }));
  expect(read.PolicyDocument).toMatch(/^%7B%22Version%22%3A.*%22%2A%22%7D%7D$/);
  expect(decodeURIComponent(read.PolicyDocument ?? '')).toBe(document);
  expect((await iam.send(new ListUserPoliciesCommand({ UserName }))).PolicyNames).toEqual(['send']);
  expect(
    await refusal(iam.send(new GetUserPolicyCommand({ UserName, PolicyName: 'other' }))),
  ).toEqual({
    name: 'NoSuchEntityException',
    status: 404,
    message: 'The user policy with name other cannot be found.',
  });
});

test.each([
  ['{"Version":', 'Syntax errors in policy.'],
  [
    '{"Statement":[{"Effect":"Perhaps","Action":"ses:*","Resource":"*"}]}',
    'Syntax errors in policy.',
  ],
  [
    '{"Statement":[{"Effect":"Allow","Action":"SendRawEmail","Resource":"*"}]}',
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  [
    '{"Statement":[{"Effect":"Allow","Action":"ses:*","Resource":"acme.example"}]}',
    'Resource acme.example must be in ARN format or "*".',
  ],
  [
    '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"ses:*","Resource":"*"}]}',
    'Policy document should not specify a principal.',
  ],
  [
    '{"Statement":[{"Effect":"Allow","Action":"ses:*","Resource":"*","Condition":{"Like":{"a":"b"}}}]}',
    'Invalid Condition type : Like.',
  ],
])('a malformed policy is refused: %s', async (document, message) => {
  await using world = await startWorld();
  const iam = world.iam();
  await iam.send(new CreateUserCommand({ UserName }));
  expect(await refusal(putPolicy(iam, document))).toEqual({
    name: 'MalformedPolicyDocumentException',
    status: 400,
    message,
  });
});

test('all inline policies of a user together hold 2048 characters', async () => {
  await using world = await startWorld();
  const iam = world.iam();
  await iam.send(new CreateUserCommand({ UserName }));
  const long = (name: string) => ({
    Statement: { Effect: 'Allow', Action: 'ses:*', Resource: `arn:aws:ses:::${name.repeat(1000)}` },
  });
  await putPolicy(iam, long('a'), 'one');
  expect(await refusal(putPolicy(iam, long('b'), 'two'))).toEqual({
    name: 'LimitExceededException',
    status: 409,
    message: `Maximum policy size of 2048 bytes exceeded for user ${UserName}`,
  });
  await putPolicy(iam, long('c'), 'one');
});

test('a user goes when its keys and policies are gone', async () => {
  await using world = await startWorld();
  const iam = world.iam();
  await iam.send(new CreateUserCommand({ UserName }));
  const { accessKeyId: AccessKeyId } = await newKey(iam);
  await putPolicy(iam, { Statement: { Effect: 'Allow', Action: 'ses:*', Resource: '*' } });
  const remove = () => iam.send(new DeleteUserCommand({ UserName }));
  expect(await refusal(remove())).toEqual({
    name: 'DeleteConflictException',
    status: 409,
    message: 'Cannot delete entity, must remove access keys first.',
  });
  await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  expect((await refusal(remove())).message).toBe(
    'Cannot delete entity, must delete policies first.',
  );
  await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: 'send' }));
  await remove();
  expect((await refusal(remove())).name).toBe('NoSuchEntityException');
});
