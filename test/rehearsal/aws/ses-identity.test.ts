import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  GetEmailIdentityCommand,
  ListEmailIdentitiesCommand,
  ListTagsForResourceCommand,
  PutEmailIdentityConfigurationSetAttributesCommand,
  PutEmailIdentityDkimAttributesCommand,
  PutEmailIdentityDkimSigningAttributesCommand,
  PutEmailIdentityMailFromAttributesCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { describe, expect, test } from 'vitest';
import { hour, refusal, startWorld, type TestWorld } from './world.ts';

const name = 'acme.example';
const EmailIdentity = name;

async function create(world: TestWorld): Promise<readonly string[]> {
  const created = await world.ses().send(new CreateEmailIdentityCommand({ EmailIdentity }));
  return created.DkimAttributes?.Tokens ?? [];
}

function publish(world: TestWorld, tokens: readonly string[], zone = 'dkim.amazonses.com'): void {
  for (const token of tokens) {
    const set = { name: `${token}._domainkey.${name}`, type: 'CNAME', ttl: 300 };
    world.dns.put({ ...set, values: [`${token}.${zone}`] });
  }
}

const get = (world: TestWorld) => world.ses().send(new GetEmailIdentityCommand({ EmailIdentity }));

test('an identity goes from NOT_STARTED over PENDING to SUCCESS when its three records are seen', async () => {
  await using world = await startWorld();
  const created = await world.ses().send(new CreateEmailIdentityCommand({ EmailIdentity }));
  expect(created).toMatchObject({
    IdentityType: 'DOMAIN',
    VerifiedForSendingStatus: false,
    DkimAttributes: {
      SigningEnabled: true,
      Status: 'NOT_STARTED',
      SigningHostedZone: 'dkim.amazonses.com',
      SigningAttributesOrigin: 'AWS_SES',
      CurrentSigningKeyLength: 'RSA_2048_BIT',
      NextSigningKeyLength: 'RSA_2048_BIT',
    },
  });
  expect(created.DkimAttributes?.LastKeyGenerationTimestamp).toBeInstanceOf(Date);
  const tokens = created.DkimAttributes?.Tokens ?? [];
  expect(new Set(tokens).size).toBe(3);
  for (const token of tokens) expect(token).toMatch(/^[a-z2-7]{32}$/);

  const pending = await get(world);
  expect(pending.VerificationStatus).toBe('PENDING');
  expect(pending.MailFromAttributes).toEqual({ BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' });

  publish(world, tokens.slice(0, 2));
  world.advance(60_000);
  const lacking = await get(world);
  expect(lacking.DkimAttributes?.Status).toBe('PENDING');
  expect(lacking.VerificationInfo).toMatchObject({
    ErrorType: 'HOST_NOT_FOUND',
    SOARecord: {
      PrimaryNameServer: 'ns-1.awsdns-01.com',
      AdminEmail: 'hostmaster.awsdns-01.com',
      SerialNumber: 7,
    },
  });

  publish(world, tokens);
  const before = await get(world);
  expect(before.DkimAttributes?.Status).toBe('PENDING');
  // The zone has another serial by now: what was seen at the last look is reported.
  expect(before.VerificationInfo?.SOARecord?.SerialNumber).toBe(7);
  world.advance(60_000);
  const done = await get(world);
  expect(done).toMatchObject({
    VerificationStatus: 'SUCCESS',
    VerifiedForSendingStatus: true,
    DkimAttributes: { Status: 'SUCCESS', Tokens: tokens },
  });
  expect(done.VerificationInfo?.ErrorType).toBeUndefined();
  expect(done.VerificationInfo?.LastSuccessTimestamp).toEqual(
    done.VerificationInfo?.LastCheckedTimestamp,
  );
});

test('one server that does not show a record yet is enough to stay PENDING', async () => {
  await using world = await startWorld();
  const tokens = await create(world);
  publish(world, tokens);
  world.dns.hideOnSecond(`${tokens[2]}._domainkey.${name}`);
  world.advance(60_000);
  expect((await get(world)).VerificationStatus).toBe('PENDING');
  world.dns.hideOnSecond(null);
  world.advance(60_000);
  expect((await get(world)).VerificationStatus).toBe('SUCCESS');
});

test('SES says whether the type or the value is wrong', async () => {
  await using world = await startWorld();
  const tokens = await create(world);
  const error = async () => (await get(world)).VerificationInfo?.ErrorType;
  publish(world, tokens, 'dkim.amazonses.com.acme.example');
  world.advance(60_000);
  expect(await error()).toBe('INVALID_VALUE');
  const first = `${tokens[0]}._domainkey.${name}`;
  world.dns.put({ name: first, type: 'CNAME', ttl: 300, values: [] });
  world.dns.put({ name: first, type: 'TXT', ttl: 300, values: ['p=…'] });
  world.advance(60_000);
  expect(await error()).toBe('TYPE_NOT_FOUND');
});

test('after 72 hours without records SES gives up, and looks again only when told to', async () => {
  await using world = await startWorld();
  const tokens = await create(world);
  world.advance(72 * hour - 60_000);
  expect((await get(world)).VerificationStatus).toBe('PENDING');
  world.advance(60_000);
  expect((await get(world)).VerificationStatus).toBe('FAILED');
  publish(world, tokens);
  world.advance(hour);
  expect((await get(world)).VerificationStatus).toBe('FAILED');

  const restarted = await world.ses().send(
    new PutEmailIdentityDkimSigningAttributesCommand({
      EmailIdentity,
      SigningAttributesOrigin: 'AWS_SES',
    }),
  );
  expect(restarted).toMatchObject({
    DkimStatus: 'PENDING',
    SigningHostedZone: 'dkim.amazonses.com',
  });
  expect(restarted.DkimTokens).toHaveLength(3);
  publish(world, restarted.DkimTokens ?? []);
  world.advance(60_000);
  expect((await get(world)).VerificationStatus).toBe('SUCCESS');
});

test('records that vanish are a temporary failure first, and the end after 72 hours', async () => {
  await using world = await startWorld();
  const tokens = await create(world);
  publish(world, tokens);
  world.advance(60_000);
  await get(world);
  const gone = `${tokens[1]}._domainkey.${name}`;
  world.dns.put({ name: gone, type: 'CNAME', ttl: 300, values: [] });
  world.advance(60_000);
  const failing = await get(world);
  expect(failing.DkimAttributes?.Status).toBe('TEMPORARY_FAILURE');
  expect(failing.VerifiedForSendingStatus).toBe(true);
  world.advance(72 * hour);
  const failed = await get(world);
  expect(failed.DkimAttributes?.Status).toBe('FAILED');
  expect(failed.VerifiedForSendingStatus).toBe(false);
});

test('the public key is in the zone of SES, which some Regions have for themselves', async () => {
  await using world = await startWorld({ region: 'eu-south-1' });
  const tokens = await create(world);
  const zone = 'dkim.eu-south-1.amazonses.com';
  expect((await get(world)).DkimAttributes?.SigningHostedZone).toBe(zone);
  const texts = tokens.map((token) => world.dns.held(`${token}.${zone}`, 'TXT')?.values[0]);
  expect(new Set(texts).size).toBe(1);
  const key = createPublicKey({
    key: Buffer.from(texts[0]?.replace(/^p=/, '') ?? '', 'base64'),
    format: 'der',
    type: 'spki',
  });
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
});

test('a new key length gives new tokens while the old key continues', async () => {
  await using world = await startWorld();
  const tokens = await create(world);
  publish(world, tokens);
  world.advance(60_000);
  await get(world);
  const change = (NextSigningKeyLength: 'RSA_1024_BIT' | 'RSA_2048_BIT') =>
    world.ses().send(
      new PutEmailIdentityDkimSigningAttributesCommand({
        EmailIdentity,
        SigningAttributesOrigin: 'AWS_SES',
        SigningAttributes: { NextSigningKeyLength },
      }),
    );
  expect(await refusal(change('RSA_2048_BIT'))).toEqual({
    name: 'BadRequestException',
    status: 400,
    message: "You can't switch to the same key length as is already configured.",
  });
  const changed = await change('RSA_1024_BIT');
  expect(changed.DkimStatus).toBe('PENDING');
  expect(changed.DkimTokens?.filter((token) => tokens.includes(token))).toEqual([]);
  const identity = await get(world);
  expect(identity).toMatchObject({
    VerifiedForSendingStatus: true,
    DkimAttributes: {
      Status: 'PENDING',
      CurrentSigningKeyLength: 'RSA_2048_BIT',
      NextSigningKeyLength: 'RSA_1024_BIT',
    },
  });
  expect(await refusal(change('RSA_2048_BIT'))).toMatchObject({
    message: "You can't switch to a different key length more than once in a 24 hour period.",
  });
});

test('creating is not idempotent, and what does not exist says so', async () => {
  await using world = await startWorld();
  const ses = world.ses();
  await create(world);
  expect(await refusal(create(world))).toEqual({
    name: 'AlreadyExistsException',
    status: 400,
    message: 'Email identity acme.example already exist.',
  });
  await ses.send(new DeleteEmailIdentityCommand({ EmailIdentity }));
  const missing = {
    name: 'NotFoundException',
    status: 404,
    message: 'Email identity acme.example does not exist.',
  };
  expect(await refusal(get(world))).toEqual(missing);
  expect(await refusal(ses.send(new DeleteEmailIdentityCommand({ EmailIdentity })))).toEqual(
    missing,
  );
  expect(
    await refusal(
      ses.send(
        new PutEmailIdentityMailFromAttributesCommand({
          EmailIdentity,
          MailFromDomain: 'mail.acme.example',
        }),
      ),
    ),
  ).toEqual({
    name: 'BadRequestException',
    status: 400,
    message: 'Identity <acme.example> does not exist.',
  });
  expect(
    await refusal(ses.send(new PutEmailIdentityDkimAttributesCommand({ EmailIdentity }))),
  ).toMatchObject({ message: 'Domain <acme.example> is not verified for DKIM signing.' });
});

test('an unknown configuration set stops the creation', async () => {
  await using world = await startWorld();
  const ses = world.ses();
  const create = () =>
    ses.send(new CreateEmailIdentityCommand({ EmailIdentity, ConfigurationSetName: 'main' }));
  const unknown = {
    name: 'NotFoundException',
    status: 404,
    message: 'Configuration set <main> does not exist.',
  };
  expect(await refusal(create())).toEqual(unknown);
  expect((await refusal(get(world))).name).toBe('NotFoundException');
  await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'main' }));
  await create();
  expect((await get(world)).ConfigurationSetName).toBe('main');
  await ses.send(new PutEmailIdentityConfigurationSetAttributesCommand({ EmailIdentity }));
  expect((await get(world)).ConfigurationSetName).toBeUndefined();
});

test('MAIL FROM needs exactly one right MX', async () => {
  await using world = await startWorld();
  const ses = world.ses();
  await create(world);
  const put = (MailFromDomain: string) =>
    ses.send(new PutEmailIdentityMailFromAttributesCommand({ EmailIdentity, MailFromDomain }));
  for (const outside of ['acme.example', 'mail.other.example', 'mailacme.example']) {
    expect(await refusal(put(outside))).toEqual({
      name: 'BadRequestException',
      status: 400,
      message: `Provided MAIL-FROM domain <${outside}> is not subdomain of the domain of the identity <acme.example>.`,
    });
  }
  await put('mail.acme.example');
  const status = async () => (await get(world)).MailFromAttributes?.MailFromDomainStatus;
  expect((await get(world)).MailFromAttributes).toEqual({
    MailFromDomain: 'mail.acme.example',
    MailFromDomainStatus: 'PENDING',
    BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
  });
  const right = '10 feedback-smtp.eu-central-1.amazonses.com';
  const mx = (...values: string[]) => {
    world.dns.put({ name: 'mail.acme.example', type: 'MX', ttl: 300, values });
    world.advance(60_000);
  };
  mx(right, '20 mx.acme.example');
  expect(await status()).toBe('PENDING');
  mx('10 feedback-smtp.us-east-1.amazonses.com');
  expect(await status()).toBe('PENDING');
  mx(right);
  expect(await status()).toBe('SUCCESS');
  mx(right, '20 mx.acme.example');
  expect(await status()).toBe('TEMPORARY_FAILURE');
  world.advance(72 * hour);
  expect(await status()).toBe('FAILED');
  mx(right);
  expect(await status()).toBe('FAILED');
  await put('mail.acme.example');
  expect(await status()).toBe('PENDING');
  world.advance(60_000);
  expect(await status()).toBe('SUCCESS');
  await ses.send(new PutEmailIdentityMailFromAttributesCommand({ EmailIdentity }));
  expect((await get(world)).MailFromAttributes).toEqual({
    BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
  });
});

test('an address waits for a click, for 24 hours, and has the DKIM of its domain', async () => {
  await using world = await startWorld();
  const ses = world.ses();
  const address = 'Nina+a@acme.example';
  const created = await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: address }));
  expect(created).toMatchObject({ IdentityType: 'EMAIL_ADDRESS', VerifiedForSendingStatus: false });
  const of = () => ses.send(new GetEmailIdentityCommand({ EmailIdentity: address }));
  expect(await of()).toMatchObject({
    VerificationStatus: 'PENDING',
    DkimAttributes: { SigningEnabled: false, Status: 'NOT_STARTED' },
  });
  const tokens = await create(world);
  expect((await of()).DkimAttributes?.Tokens).toEqual(tokens);
  world.aws.verifyAddress('nina+a@acme.example');
  expect(await of()).toMatchObject({
    VerificationStatus: 'SUCCESS',
    VerifiedForSendingStatus: true,
  });

  const late = 'late@acme.example';
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: late }));
  world.advance(24 * hour);
  expect(() => world.aws.verifyAddress(late)).toThrow('The link has expired.');
  expect(
    (await ses.send(new GetEmailIdentityCommand({ EmailIdentity: late }))).VerificationStatus,
  ).toBe('FAILED');
  expect(() => world.aws.verifyAddress('nobody@acme.example')).toThrow(
    'No verification mail was sent to nobody@acme.example.',
  );
});

test('a domain can bring its own key', async () => {
  await using world = await startWorld();
  const ses = world.ses();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const der = privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64');
  const create = (DomainSigningPrivateKey: string) =>
    ses.send(
      new CreateEmailIdentityCommand({
        EmailIdentity,
        DkimSigningAttributes: { DomainSigningSelector: 'own', DomainSigningPrivateKey },
      }),
    );
  expect(await refusal(create('bm90IGEga2V5'))).toEqual({
    name: 'BadRequestException',
    status: 400,
    message: 'The private key must use 1024 or 2048-bit RSA encryption.',
  });
  await create(der);
  expect((await get(world)).DkimAttributes).toMatchObject({
    SigningAttributesOrigin: 'EXTERNAL',
    Tokens: [],
  });
  const p = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const record = { name: 'own._domainkey.acme.example', type: 'TXT', ttl: 300 };
  world.dns.put({ ...record, values: [`v=DKIM1; p=${p.toLowerCase()}`] });
  world.advance(60_000);
  expect((await get(world)).VerificationInfo?.ErrorType).toBe('INVALID_VALUE');
  world.dns.put({ ...record, values: [`v=DKIM1; k=rsa; p=${p}`] });
  world.advance(60_000);
  expect((await get(world)).VerificationStatus).toBe('SUCCESS');
});

describe('a replica of another Region', () => {
  const origin = 'AWS_SES_US_WEST_2';
  const parentIn = (world: TestWorld) =>
    new SESv2Client({ ...world.config(), region: 'us-west-2' });
  const replicate = (world: TestWorld) =>
    world.ses().send(
      new CreateEmailIdentityCommand({
        EmailIdentity,
        DkimSigningAttributes: { DomainSigningAttributesOrigin: origin },
      }),
    );

  test('has the tokens and the zone of its parent, and is verified by its records', async () => {
    await using world = await startWorld();
    const made = await parentIn(world).send(new CreateEmailIdentityCommand({ EmailIdentity }));
    await replicate(world);
    const { DkimAttributes } = await get(world);
    expect(DkimAttributes).toMatchObject({
      SigningAttributesOrigin: origin,
      Tokens: made.DkimAttributes?.Tokens,
      SigningHostedZone: 'dkim.amazonses.com',
    });
    for (const token of DkimAttributes?.Tokens ?? []) {
      const values = [`${token}.dkim.amazonses.com`];
      world.dns.put({ name: `${token}._domainkey.acme.example`, type: 'CNAME', ttl: 300, values });
    }
    world.advance(60_000);
    expect((await get(world)).VerificationStatus).toBe('SUCCESS');
  });

  test.each<[string, object | null]>([
    ['REPLICATION_PRIMARY_NOT_FOUND', null],
    [
      'REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED',
      { DomainSigningAttributesOrigin: 'AWS_SES_EU_WEST_1' },
    ],
  ])('says why it has no parent: %s', async (error, attributes) => {
    await using world = await startWorld();
    if (attributes !== null) {
      const DkimSigningAttributes = attributes;
      await parentIn(world).send(
        new CreateEmailIdentityCommand({ EmailIdentity, DkimSigningAttributes }),
      );
    }
    await replicate(world);
    world.advance(60_000);
    const { DkimAttributes, VerificationInfo } = await get(world);
    expect([DkimAttributes?.Tokens, VerificationInfo?.ErrorType]).toEqual([[], error]);
  });

  test('a search that FAILED starts again by its origin', async () => {
    await using world = await startWorld();
    await replicate(world);
    world.advance(73 * hour);
    expect((await get(world)).DkimAttributes?.Status).toBe('FAILED');
    await world.ses().send(
      new PutEmailIdentityDkimSigningAttributesCommand({
        EmailIdentity,
        SigningAttributesOrigin: origin,
      }),
    );
    expect((await get(world)).DkimAttributes).toMatchObject({
      Status: 'PENDING',
      SigningAttributesOrigin: origin,
    });
  });
});

test('identities are listed in pages', async () => {
  await using world = await startWorld();
  const ses = world.ses();
  for (const letter of ['a', 'b', 'c']) {
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: `${letter}@acme.example` }));
  }
  const first = await ses.send(new ListEmailIdentitiesCommand({ PageSize: 2 }));
  expect(first.EmailIdentities).toHaveLength(2);
  const rest = await ses.send(
    new ListEmailIdentitiesCommand({ PageSize: 2, NextToken: first.NextToken }),
  );
  expect(rest.EmailIdentities).toEqual([
    {
      IdentityType: 'EMAIL_ADDRESS',
      IdentityName: 'c@acme.example',
      SendingEnabled: false,
      VerificationStatus: 'PENDING',
    },
  ]);
  expect(rest.NextToken).toBeUndefined();
});

test('tags are listed by ARN, as Terraform asks for them', async () => {
  await using world = await startWorld();
  const Tags = [{ Key: 'team', Value: 'mail' }];
  await world.ses().send(new CreateEmailIdentityCommand({ EmailIdentity, Tags }));
  await world
    .ses()
    .send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'events', Tags }));
  const tagsOf = async (resource: string) => {
    const ResourceArn = `arn:aws:ses:${await world.ses().config.region()}:123456789012:${resource}`;
    return (await world.ses().send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;
  };
  expect(await tagsOf(`identity/${name}`)).toEqual(Tags);
  expect(await tagsOf('configuration-set/events')).toEqual(Tags);
  await expect(tagsOf('identity/other.example')).rejects.toThrow('does not exist');
});
