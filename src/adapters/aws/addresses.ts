import type { AddressIdentity } from '../../core/ses/address-verification.ts';
import type { Ses } from '../../ports/index.ts';
import { type Clients, call, callOrNull } from './clients.ts';

type AddressPart = Pick<Ses, 'addressIdentity' | 'createAddress' | 'deleteAddress'>;

const sdk = () => import('@aws-sdk/client-sesv2');

/** E-mail address identities of SESv2. */
export function addressPart(clients: Clients): AddressPart {
  return {
    addressIdentity: (address) =>
      callOrNull('ses', 'GetEmailIdentity', 'NotFoundException', async () => {
        const { GetEmailIdentityCommand } = await sdk();
        const command = new GetEmailIdentityCommand({ EmailIdentity: address });
        const found = await (await clients.sesv2()).send(command);
        return {
          address,
          usable: found.VerifiedForSendingStatus ?? false,
          status: found.VerificationStatus ?? 'NOT_STARTED',
          configurationSet: found.ConfigurationSetName ?? null,
          tags: (found.Tags ?? []).map(({ Key, Value }) => ({
            key: Key ?? '',
            value: Value ?? '',
          })),
          mailFrom: found.MailFromAttributes?.MailFromDomain ?? null,
          policies: Object.keys(found.Policies ?? {}),
        } satisfies AddressIdentity;
      }),
    createAddress: ({ address, configurationSet, tags }) =>
      call('ses', 'CreateEmailIdentity', async () => {
        const { CreateEmailIdentityCommand } = await sdk();
        const command = new CreateEmailIdentityCommand({
          EmailIdentity: address,
          ...(configurationSet === null ? {} : { ConfigurationSetName: configurationSet }),
          ...(tags.length === 0
            ? {}
            : { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
        });
        // Each call that is taken sends a mail to somebody: it is not tried again by itself.
        await (await clients.sesv2Once()).send(command);
      }),
    deleteAddress: (address) =>
      call('ses', 'DeleteEmailIdentity', async () => {
        const { DeleteEmailIdentityCommand } = await sdk();
        await (await clients.sesv2()).send(
          new DeleteEmailIdentityCommand({ EmailIdentity: address }),
        );
      }),
  };
}
