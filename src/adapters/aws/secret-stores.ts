import { Secret } from '../../core/model/secret.ts';
import type { StoredSecret } from '../../core/smtp-credentials/secret-store.ts';
import type { SecretStores } from '../../ports/index.ts';
import { type Clients, call, callOrNull } from './clients.ts';

const ssm = () => import('@aws-sdk/client-ssm');
const manager = () => import('@aws-sdk/client-secrets-manager');

export function secretStores(clients: Clients): SecretStores {
  return {
    findSecret: (store, name) =>
      store === 'ssm' ? findParameter(clients, name) : findSecret(clients, name),
    readSecret: (store, name) =>
      store === 'ssm' ? readParameter(clients, name) : readSecret(clients, name),
    createSecret: (store, name, value) =>
      store === 'ssm'
        ? putParameter(clients, name, value, false)
        : call('secretsmanager', 'CreateSecret', async () => {
            const { CreateSecretCommand } = await manager();
            // The SDK gives it a token, by which another try of the same call is known.
            const command = new CreateSecretCommand({ Name: name, SecretString: value.reveal() });
            await (await clients.secretsManager()).send(command);
          }),
    replaceSecret: (store, name, value) =>
      store === 'ssm'
        ? putParameter(clients, name, value, true)
        : call('secretsmanager', 'PutSecretValue', async () => {
            const { PutSecretValueCommand } = await manager();
            const input = { SecretId: name, SecretString: value.reveal() };
            await (await clients.secretsManager()).send(new PutSecretValueCommand(input));
          }),
  };
}

/** Without decryption: what it is, not what it holds. */
async function findParameter(clients: Clients, name: string): Promise<StoredSecret | null> {
  const found = await getParameter(clients, name, false);
  return found === null ? null : { kind: found.Type ?? 'unknown', deleted: false };
}

async function readParameter(clients: Clients, name: string): Promise<Secret | null> {
  const found = await getParameter(clients, name, true);
  return found === null ? null : new Secret(found.Value ?? '');
}

async function getParameter(clients: Clients, name: string, decrypted: boolean) {
  const found = await callOrNull('ssm', 'GetParameter', 'ParameterNotFound', async () => {
    const { GetParameterCommand } = await ssm();
    const command = new GetParameterCommand({ Name: name, WithDecryption: decrypted });
    return (await clients.ssm()).send(command);
  });
  return found === null ? null : (found.Parameter ?? {});
}

/** As SecureString, with the key that AWS keeps for it (alias/aws/ssm). */
function putParameter(
  clients: Clients,
  name: string,
  value: Secret,
  overwrite: boolean,
): Promise<void> {
  return call('ssm', 'PutParameter', async () => {
    const { PutParameterCommand } = await ssm();
    const command = new PutParameterCommand({
      Name: name,
      Value: value.reveal(),
      Type: 'SecureString',
      Overwrite: overwrite,
    });
    await (await clients.ssm()).send(command);
  });
}

async function findSecret(clients: Clients, name: string): Promise<StoredSecret | null> {
  const none = 'ResourceNotFoundException';
  const found = await callOrNull('secretsmanager', 'DescribeSecret', none, async () => {
    const { DescribeSecretCommand } = await manager();
    return (await clients.secretsManager()).send(new DescribeSecretCommand({ SecretId: name }));
  });
  return found === null ? null : { kind: 'secret', deleted: found.DeletedDate !== undefined };
}

async function readSecret(clients: Clients, name: string): Promise<Secret | null> {
  const none = 'ResourceNotFoundException';
  const found = await callOrNull('secretsmanager', 'GetSecretValue', none, async () => {
    const { GetSecretValueCommand } = await manager();
    return (await clients.secretsManager()).send(new GetSecretValueCommand({ SecretId: name }));
  });
  return found === null ? null : new Secret(found.SecretString ?? '');
}
