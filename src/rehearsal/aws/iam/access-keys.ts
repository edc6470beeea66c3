import { type QueryOperation, queryOperation } from '../query.ts';
import { oneOf, required } from '../shape.ts';
import type { XmlValue } from '../xml.ts';
import { limitExceeded, noSuchEntity } from './errors.ts';
import { findUser, iso, keyId, listed, paging, userName, userOperation } from './operation.ts';
import type { AccessKey, IamStore, User } from './store.ts';

const keysPerUser = 2;

function metadata(user: User, key: AccessKey): { readonly [name: string]: XmlValue } {
  return {
    UserName: user.name,
    AccessKeyId: key.id,
    Status: key.active ? 'Active' : 'Inactive',
    CreateDate: iso(key.createdAt),
  };
}

function keyOf(user: User, id: string): AccessKey {
  const key = user.keys.find((candidate) => candidate.id === id);
  if (!key) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  return key;
}

export function accessKeyOperations(iam: IamStore): readonly QueryOperation[] {
  return [
    userOperation(iam, 'CreateAccessKey', { UserName: userName }, (_input, name) => {
      const user = findUser(iam, name);
      if (user.keys.length >= keysPerUser) {
        throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${keysPerUser}`);
      }
      const key = iam.addKey(user);
      return { AccessKey: { ...metadata(user, key), SecretAccessKey: key.secret } };
    }),
    userOperation(iam, 'ListAccessKeys', { UserName: userName, ...paging }, (input, name) => {
      const user = findUser(iam, name);
      return listed('AccessKeyMetadata', user.keys, input, (key) => metadata(user, key));
    }),
    userOperation(
      iam,
      'UpdateAccessKey',
      {
        UserName: userName,
        AccessKeyId: required(keyId),
        Status: required(oneOf(['Active', 'Inactive'])),
      },
      (input, name) => {
        keyOf(findUser(iam, name), input.AccessKeyId).active = input.Status === 'Active';
        return undefined;
      },
    ),
    userOperation(
      iam,
      'DeleteAccessKey',
      { UserName: userName, AccessKeyId: required(keyId) },
      (input, name) => {
        const user = findUser(iam, name);
        user.keys.splice(user.keys.indexOf(keyOf(user, input.AccessKeyId)), 1);
        return undefined;
      },
    ),
    lastUsed(iam),
  ];
}

function lastUsed(iam: IamStore): QueryOperation {
  return queryOperation({
    name: 'GetAccessKeyLastUsed',
    input: { AccessKeyId: required(keyId) },
    action: 'iam:GetAccessKeyLastUsed',
    invalid: 'ValidationError',
    resource: (input) =>
      iam.findKey(input.AccessKeyId)?.user.arn ?? `arn:aws:iam::${iam.accountId}:user/`,
    run: (input) => {
      const found = iam.findKey(input.AccessKeyId);
      if (!found) {
        throw noSuchEntity(`The Access Key with id ${input.AccessKeyId} cannot be found.`);
      }
      const used = iam.lastUse(found.key);
      return {
        UserName: found.user.name,
        AccessKeyLastUsed: {
          LastUsedDate: used ? iso(used.at) : undefined,
          ServiceName: used?.service ?? 'N/A',
          Region: used ? iam.region : 'N/A',
        },
      };
    },
  });
}
