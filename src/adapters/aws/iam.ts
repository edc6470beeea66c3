import type { SmtpUser } from '../../core/aws/iam-user.ts';
import type { Iam, NewUser } from '../../ports/index.ts';
import { type Clients, call, callOrNull } from './clients.ts';
import { keysPart, readKeys } from './iam-keys.ts';

const sdk = () => import('@aws-sdk/client-iam');

export function iamPort(clients: Clients): Iam {
  return {
    smtpUser: (name) => readUser(clients, name),
    userPolicies: (name) => readPolicies(clients, name),
    createUser: (name, user) =>
      call('iam', 'CreateUser', async () => {
        const { CreateUserCommand } = await sdk();
        await (await clients.iam()).send(
          new CreateUserCommand({ UserName: name, ...detailsOf(user) }),
        );
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
    ...keysPart(clients),
  };
}

function detailsOf({ permissionsBoundary = null, tags = {} }: Partial<NewUser> = {}) {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    ...(permissionsBoundary === null ? {} : { PermissionsBoundary: permissionsBoundary }),
    ...(Tags.length === 0 ? {} : { Tags }),
  };
}

async function readUser(clients: Clients, name: string): Promise<SmtpUser | null> {
  let asOf = new Date();
  const user = await callOrNull('iam', 'GetUser', 'NoSuchEntityException', async () => {
    const { GetUserCommand } = await sdk();
    const command = new GetUserCommand({ UserName: name });
    command.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        asOf = dateOf(answer.response) ?? asOf;
        return answer;
      },
      { step: 'deserialize' },
    );
    return (await clients.iam()).send(command);
  });
  if (user === null) return null;
  const [keys, policies] = await Promise.all([
    readKeys(clients, name),
    readPolicies(clients, name),
  ]);
  const { Arn = '', PermissionsBoundary, Tags = [] } = user.User ?? {};
  return {
    name,
    arn: Arn,
    keys,
    policies,
    asOf: asOf.toISOString(),
    permissionsBoundary: PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
  };
}

/** When an answer was made, by the server's clock (RFC 9110, 6.6.1); null where it does not say. */
function dateOf(response: unknown): Date | null {
  const { headers } = response as { readonly headers?: Readonly<Record<string, string>> };
  const date = new Date(headers?.date ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
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
