import type { AccessKey, KeyUse } from '../../core/aws/iam-user.ts';
import { Secret } from '../../core/model/secret.ts';
import type { Seen } from '../../core/model/types.ts';
import { type Iam, PortError, unseen } from '../../ports/index.ts';
import { type Clients, call, callOrNull } from './clients.ts';

type KeysPart = Pick<
  Iam,
  'createAccessKey' | 'deleteAccessKey' | 'setAccessKeyActive' | 'keyOwner'
>;

const sdk = () => import('@aws-sdk/client-iam');

export function keysPart(clients: Clients): KeysPart {
  return {
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
    setAccessKeyActive: (user, keyId, active) =>
      call('iam', 'UpdateAccessKey', async () => {
        const { UpdateAccessKeyCommand } = await sdk();
        const Status = active ? 'Active' : 'Inactive';
        await (await clients.iam()).send(
          new UpdateAccessKeyCommand({ UserName: user, AccessKeyId: keyId, Status }),
        );
      }),
    async keyOwner(keyId) {
      const told = await readLastUsed(clients, keyId);
      if (told?.UserName === undefined) return null;
      const keys = await listKeys(clients, told.UserName);
      const key = keys.find((each) => each.id === keyId);
      return key === undefined ? null : { user: told.UserName, active: key.active };
    },
  };
}

/** The keys of a user, each with its last use; a last use that may not be read does not hide the keys. */
export async function readKeys(clients: Clients, user: string): Promise<readonly AccessKey[]> {
  const keys = await listKeys(clients, user);
  return Promise.all(
    keys.map(async (key) => ({ ...key, lastUse: await lastUseOf(clients, key.id) })),
  );
}

function listKeys(clients: Clients, user: string): Promise<readonly Omit<AccessKey, 'lastUse'>[]> {
  return call('iam', 'ListAccessKeys', async () => {
    const { ListAccessKeysCommand } = await sdk();
    const { AccessKeyMetadata } = await (await clients.iam()).send(
      new ListAccessKeysCommand({ UserName: user }),
    );
    return (AccessKeyMetadata ?? []).map((key) => ({
      id: key.AccessKeyId ?? '',
      active: key.Status === 'Active',
      created: key.CreateDate?.toISOString() ?? '',
    }));
  });
}

async function lastUseOf(clients: Clients, keyId: string): Promise<Seen<KeyUse | null>> {
  try {
    const used = (await readLastUsed(clients, keyId))?.AccessKeyLastUsed;
    // Without a date the service and Region are `N/A` (IAM API reference, AccessKeyLastUsed).
    if (used?.LastUsedDate === undefined) return { ok: true, value: null };
    const at = used.LastUsedDate.toISOString();
    return {
      ok: true,
      value: { at, service: used.ServiceName ?? '', region: used.Region ?? '' },
    };
  } catch (error) {
    if (error instanceof PortError) return unseen(error);
    throw error;
  }
}

/** null: IAM knows no such key (any more). */
function readLastUsed(clients: Clients, keyId: string) {
  return callOrNull('iam', 'GetAccessKeyLastUsed', 'NoSuchEntityException', async () => {
    const { GetAccessKeyLastUsedCommand } = await sdk();
    return (await clients.iam()).send(new GetAccessKeyLastUsedCommand({ AccessKeyId: keyId }));
  });
}
