import { Secret } from '../../core/secret.ts';
import type { AccessKey, SmtpUser } from '../../core/world.ts';
import type { Aws } from '../../ports.ts';
import { type Clients, call, callOrNull } from './clients.ts';

type IamPart = Pick<
  Aws,
  'caller' | 'smtpUser' | 'createUser' | 'putUserPolicy' | 'createAccessKey' | 'deleteAccessKey'
>;

const sdk = () => import('@aws-sdk/client-iam');

export function iamPart(clients: Clients): IamPart {
  return {
    caller: () =>
      call('sts', 'GetCallerIdentity', async () => {
        const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
        const { Account, Arn } = await (await clients.sts()).send(new GetCallerIdentityCommand({}));
        return { account: Account ?? '', arn: Arn ?? '' };
      }),
    smtpUser: (name) => readUser(clients, name),
    createUser: (name) =>
      call('iam', 'CreateUser', async () => {
        const { CreateUserCommand } = await sdk();
        await (await clients.iam()).send(new CreateUserCommand({ UserName: name }));
      }),
    putUserPolicy: (user, policyName, document) =>
      call('iam', 'PutUserPolicy', async () => {
        const { PutUserPolicyCommand } = await sdk();
        const command = new PutUserPolicyCommand({
          UserName: user,
          PolicyName: policyName,
          PolicyDocument: JSON.stringify(document),
        });
        await (await clients.iam()).send(command);
      }),
    createAccessKey: (user) =>
      call('iam', 'CreateAccessKey', async () => {
        const { CreateAccessKeyCommand } = await sdk();
        // A second try after a time-out could make a second key whose secret nobody has.
        const client = await clients.iamOnce();
        const { AccessKey: key } = await client.send(
          new CreateAccessKeyCommand({ UserName: user }),
        );
        return { id: key?.AccessKeyId ?? '', secret: new Secret(key?.SecretAccessKey ?? '') };
      }),
    deleteAccessKey: (user, keyId) =>
      call('iam', 'DeleteAccessKey', async () => {
        const { DeleteAccessKeyCommand } = await sdk();
        await (await clients.iam()).send(
          new DeleteAccessKeyCommand({ UserName: user, AccessKeyId: keyId }),
        );
      }),
  };
}

async function readUser(clients: Clients, name: string): Promise<SmtpUser | null> {
  const user = await callOrNull('iam', 'GetUser', 'NoSuchEntityException', async () => {
    const { GetUserCommand } = await sdk();
    return (await clients.iam()).send(new GetUserCommand({ UserName: name }));
  });
  if (user === null) return null;
  const [keys, policies] = await Promise.all([
    readKeys(clients, name),
    readPolicies(clients, name),
  ]);
  return { name, arn: user.User?.Arn ?? '', keys, policies };
}

function readKeys(clients: Clients, name: string): Promise<readonly AccessKey[]> {
  return call('iam', 'ListAccessKeys', async () => {
    const { ListAccessKeysCommand } = await sdk();
    const { AccessKeyMetadata } = await (await clients.iam()).send(
      new ListAccessKeysCommand({ UserName: name }),
    );
    return (AccessKeyMetadata ?? []).map((key) => ({
      id: key.AccessKeyId ?? '',
      active: key.Status === 'Active',
      created: key.CreateDate?.toISOString() ?? '',
    }));
  });
}

/** Inline policies; IAM answers the documents URL-encoded (IAM API reference, GetUserPolicy). */
async function readPolicies(
  clients: Clients,
  name: string,
): Promise<Readonly<Record<string, unknown>>> {
  const names = await call('iam', 'ListUserPolicies', async () => {
    const { ListUserPoliciesCommand } = await sdk();
    return (await clients.iam()).send(new ListUserPoliciesCommand({ UserName: name }));
  });
  const documents = await Promise.all(
    (names.PolicyNames ?? []).map((policy) =>
      call('iam', 'GetUserPolicy', async () => {
        const { GetUserPolicyCommand } = await sdk();
        const command = new GetUserPolicyCommand({ UserName: name, PolicyName: policy });
        const { PolicyDocument } = await (await clients.iam()).send(command);
        return [policy, JSON.parse(decodeURIComponent(PolicyDocument ?? '{}')) as unknown] as const;
      }),
    ),
  );
  return Object.fromEntries(documents);
}
