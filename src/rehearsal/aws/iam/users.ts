import { AwsError } from '../errors.ts';
import { readPolicy } from '../policy.ts';
import { type QueryOperation, queryOperation } from '../query.ts';
import { required, text } from '../shape.ts';
import type { XmlValue } from '../xml.ts';
import { deleteConflict, limitExceeded, noSuchEntity } from './errors.ts';
import {
  checkName,
  findUser,
  iso,
  listed,
  paging,
  policyName,
  tags,
  userName,
  userOperation,
} from './operation.ts';
import type { IamStore, User } from './store.ts';

/** All inline policies of a user together, in characters without white space (IAM quotas). */
const policyLimit = 2048;

function writeUser(user: User): XmlValue {
  const held = [...user.tags].map(([Key, Value]) => ({ Key, Value }));
  return {
    Path: '/',
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: iso(user.createdAt),
    PermissionsBoundary:
      user.boundary === null
        ? undefined
        : {
            PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
            PermissionsBoundaryArn: user.boundary,
          },
    Tags: held.length > 0 ? { member: held } : undefined,
  };
}

export function userOperations(iam: IamStore): readonly QueryOperation[] {
  return [
    userOperation(
      iam,
      'CreateUser',
      {
        UserName: required(userName),
        PermissionsBoundary: text({ min: 20, max: 2048 }),
        Tags: tags,
      },
      (input, name) => {
        checkName('userName', name);
        if (iam.user(name)) {
          throw new AwsError('EntityAlreadyExists', 409, `User with name ${name} already exists.`);
        }
        const user = iam.addUser(name);
        user.boundary = input.PermissionsBoundary ?? null;
        for (const tag of input.Tags ?? []) user.tags.set(tag.Key, tag.Value);
        return { User: writeUser(user) };
      },
    ),
    userOperation(iam, 'GetUser', { UserName: userName }, (_input, name) => ({
      User: writeUser(findUser(iam, name)),
    })),
    userOperation(iam, 'DeleteUser', { UserName: required(userName) }, (_input, name) => {
      const user = findUser(iam, name);
      if (user.keys.length > 0) {
        throw deleteConflict('Cannot delete entity, must remove access keys first.');
      }
      if (user.policies.size > 0) {
        throw deleteConflict('Cannot delete entity, must delete policies first.');
      }
      iam.removeUser(user);
      return undefined;
    }),
    userOperation(
      iam,
      'TagUser',
      { UserName: required(userName), Tags: required(tags) },
      (input, name) => {
        const user = findUser(iam, name);
        for (const tag of input.Tags) user.tags.set(tag.Key, tag.Value);
        return undefined;
      },
    ),
    queryOperation({
      name: 'ListUsers',
      input: paging,
      action: 'iam:ListUsers',
      invalid: 'ValidationError',
      resource: () => `arn:aws:iam::${iam.accountId}:user/`,
      run: (input) => listed('Users', iam.users(), input, writeUser),
    }),
  ];
}

export function policyOperations(iam: IamStore): readonly QueryOperation[] {
  const oneOfUser = { UserName: required(userName), PolicyName: required(policyName) };
  return [
    userOperation(
      iam,
      'PutUserPolicy',
      { ...oneOfUser, PolicyDocument: required(text({ min: 1, max: 131_072 })) },
      (input, name) => {
        const user = findUser(iam, name);
        checkName('policyName', input.PolicyName);
        putPolicy(user, input.PolicyName, input.PolicyDocument);
        return undefined;
      },
    ),
    userOperation(iam, 'GetUserPolicy', oneOfUser, (input, name) => {
      const policy = findUser(iam, name).policies.get(input.PolicyName);
      if (!policy) throw noSuchPolicy(input.PolicyName);
      return {
        UserName: name,
        PolicyName: input.PolicyName,
        // RFC 3986: IAM encodes what encodeURIComponent leaves of the reserved characters, too.
        PolicyDocument: encodeURIComponent(policy.document).replace(
          /[!'()*]/g,
          (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
        ),
      };
    }),
    userOperation(iam, 'DeleteUserPolicy', oneOfUser, (input, name) => {
      if (!findUser(iam, name).policies.delete(input.PolicyName)) {
        throw noSuchPolicy(input.PolicyName);
      }
      return undefined;
    }),
    userOperation(
      iam,
      'ListUserPolicies',
      { UserName: required(userName), ...paging },
      (input, name) =>
        listed('PolicyNames', [...findUser(iam, name).policies.keys()], input, (policy) => policy),
    ),
  ];
}

function noSuchPolicy(name: string): AwsError {
  return noSuchEntity(`The user policy with name ${name} cannot be found.`);
}

function putPolicy(user: User, name: string, document: string): void {
  const statements = readPolicy(document);
  const others = [...user.policies].filter(([held]) => held !== name);
  const documents = [document, ...others.map(([, policy]) => policy.document)];
  const size = documents.reduce((sum, text) => sum + text.replace(/\s/g, '').length, 0);
  if (size > policyLimit) {
    throw limitExceeded(
      `Maximum policy size of ${policyLimit} bytes exceeded for user ${user.name}`,
    );
  }
  user.policies.set(name, { document, statements });
}
