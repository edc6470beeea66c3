/** The stores of the rehearsal, asked by the real SDK, and by the adapter of the tool. */

import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, expect, test, vi } from 'vitest';
import { createAws } from '../../../src/adapters/aws/index.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { refusal, startWorld, type TestWorld } from './world.ts';

const VALUE = '{"password":"B+/="}';

function adapterOf(world: TestWorld) {
  const { credentials, endpoint, region } = world.config();
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  return createAws({
    region,
    profile: null,
    mfaCode: () => Promise.reject(new Error('no MFA')),
    note: () => undefined,
  });
}

afterEach(() => vi.unstubAllEnvs());

test('a parameter is a SecureString, and shows its value only decrypted', async () => {
  await using world = await startWorld();
  const aws = adapterOf(world);
  expect(await aws.secrets.findSecret('ssm', '/acme/smtp')).toBeNull();
  await aws.secrets.createSecret('ssm', '/acme/smtp', new Secret(VALUE));
  expect(await aws.secrets.findSecret('ssm', '/acme/smtp')).toEqual({
    kind: 'SecureString',
    deleted: false,
  });
  await expect(
    aws.secrets.createSecret('ssm', '/acme/smtp', new Secret('other')),
  ).rejects.toMatchObject({
    errorName: 'ParameterAlreadyExists',
    reason: 'failed',
  });
  const ssm = new SSMClient(world.config());
  const read = async (WithDecryption: boolean) =>
    (await ssm.send(new GetParameterCommand({ Name: '/acme/smtp', WithDecryption }))).Parameter;
  expect((await read(true))?.Value).toBe(VALUE);
  expect((await read(false))?.Value).not.toContain('B+/=');
  expect((await aws.secrets.readSecret('ssm', '/acme/smtp'))?.reveal()).toBe(VALUE);
  expect(await aws.secrets.readSecret('ssm', '/acme/other')).toBeNull();
  await aws.secrets.replaceSecret('ssm', '/acme/smtp', new Secret('next'));
  expect(await read(true)).toMatchObject({ Value: 'next', Version: 2 });
});

test('a parameter with a bad name is refused as SSM does', async () => {
  await using world = await startWorld();
  const ssm = new SSMClient(world.config());
  const put = (Name: string) =>
    refusal(ssm.send(new PutParameterCommand({ Name, Value: 'x', Type: 'String' })));
  for (const name of ['/aws/x', 'a/b', 'two words'])
    expect(await put(name)).toMatchObject({ name: 'ValidationException', status: 400 });
});

test('a secret is made once and then gets versions', async () => {
  await using world = await startWorld();
  const aws = adapterOf(world);
  const name = 'ses-smtp/acme.example';
  expect(await aws.secrets.findSecret('secrets-manager', name)).toBeNull();
  await aws.secrets.createSecret('secrets-manager', name, new Secret(VALUE));
  expect(await aws.secrets.findSecret('secrets-manager', name)).toEqual({
    kind: 'secret',
    deleted: false,
  });
  await expect(
    aws.secrets.createSecret('secrets-manager', name, new Secret('other')),
  ).rejects.toMatchObject({ errorName: 'ResourceExistsException' });
  const client = new SecretsManagerClient(world.config());
  const read = () => client.send(new GetSecretValueCommand({ SecretId: name }));
  expect((await read()).SecretString).toBe(VALUE);
  expect((await aws.secrets.readSecret('secrets-manager', name))?.reveal()).toBe(VALUE);
  expect(await aws.secrets.readSecret('secrets-manager', 'other')).toBeNull();
  await aws.secrets.replaceSecret('secrets-manager', name, new Secret('next'));
  expect((await read()).SecretString).toBe('next');
  const again = new PutSecretValueCommand({ SecretId: 'nothing', SecretString: 'x' });
  expect(await refusal(client.send(again))).toMatchObject({ name: 'ResourceNotFoundException' });
  // The same call again, as after an answer that was lost, makes nothing new.
  const token = '0123456789abcdef0123456789abcdef';
  const create = () =>
    client.send(
      new CreateSecretCommand({ Name: 'b', SecretString: 'x', ClientRequestToken: token }),
    );
  expect((await create()).ARN).toBe((await create()).ARN);
});

test('who may not look is told the action and the name, not that there is nothing', async () => {
  await using world = await startWorld({
    faults: {
      deny: ['ssm:GetParameter', 'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
    },
  });
  const aws = adapterOf(world);
  for (const [look, store, action] of [
    ['findSecret', 'ssm', 'ssm:GetParameter'],
    ['readSecret', 'ssm', 'ssm:GetParameter'],
    ['findSecret', 'secrets-manager', 'secretsmanager:DescribeSecret'],
    ['readSecret', 'secrets-manager', 'secretsmanager:GetSecretValue'],
  ] as const) {
    await expect(aws.secrets[look](store, 'acme')).rejects.toMatchObject({
      reason: 'denied',
      refusal: { action },
    });
  }
});

test('IAM keeps the boundary and the tags that a user was made with', async () => {
  await using world = await startWorld();
  const aws = adapterOf(world);
  const limits = {
    permissionsBoundary: 'arn:aws:iam::123456789012:policy/mail-only',
    tags: { team: 'web' },
  };
  await aws.iam.createUser('limited', limits);
  expect(await aws.iam.smtpUser('limited')).toMatchObject(limits);
  await aws.iam.createUser('free');
  expect(await aws.iam.smtpUser('free')).toMatchObject({ permissionsBoundary: null, tags: {} });
});
