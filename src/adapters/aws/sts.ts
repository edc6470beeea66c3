import type { Sts } from '../../ports/index.ts';
import { type Clients, call } from './clients.ts';

export function stsPort(clients: Clients): Sts {
  return {
    caller: () =>
      call('sts', 'GetCallerIdentity', async () => {
        const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
        const { Account, Arn } = await (await clients.sts()).send(new GetCallerIdentityCommand({}));
        return { account: Account ?? '', arn: Arn ?? '' };
      }),
  };
}
