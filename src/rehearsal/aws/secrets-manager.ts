import { randomUUID } from 'node:crypto';
import { AwsError } from './errors.ts';
import { rpcOperation, rpcService } from './json-rpc.ts';
import { randomToken } from './random.ts';
import type { Service } from './service.ts';
import { required, text } from './shape.ts';

interface Stored {
  readonly arn: string;
  /** Oldest first. */
  readonly versions: { readonly id: string; readonly value: string }[];
}

const secretId = required(text({ min: 1, max: 2048 }));
const value = required(text({ min: 1, max: 65_536 }));

/** Secrets Manager 2017-10-17: secrets made, given a new version, described and read. */
export function createSecretsManager(options: {
  readonly region: string;
  readonly accountId: string;
}): Service {
  const prefix = `arn:aws:secretsmanager:${options.region}:${options.accountId}:secret:`;
  const secrets = new Map<string, Stored>();
  const find = (id: string): [name: string, secret: Stored] => {
    const found = [...secrets].find(([name, secret]) => name === id || secret.arn === id);
    if (found) return found;
    const message = "Secrets Manager can't find the specified secret.";
    throw new AwsError('ResourceNotFoundException', 400, message);
  };
  // What is not there is judged on its name, with the six characters still to come.
  const resource = (id: string) => secrets.get(id)?.arn ?? `${prefix}${id}-??????`;
  return rpcService('secretsmanager', 'secretsmanager', [
    rpcOperation({
      name: 'CreateSecret',
      input: {
        Name: required(text({ min: 1, max: 512, pattern: /^[\w/+=.@-]+$/ })),
        SecretString: value,
        ClientRequestToken: text({ min: 32, max: 64 }),
      },
      action: 'secretsmanager:CreateSecret',
      resource: (input) => `${prefix}${input.Name}`,
      run({ Name, SecretString, ClientRequestToken: token }) {
        const held = secrets.get(Name);
        if (held && held.versions[0]?.id !== token) {
          const message = `The operation failed because the secret ${Name} already exists.`;
          throw new AwsError('ResourceExistsException', 400, message);
        }
        const id = token ?? randomUUID();
        const arn = held?.arn ?? `${prefix}${Name}-${randomToken().slice(0, 6)}`;
        if (!held) secrets.set(Name, { arn, versions: [{ id, value: SecretString }] });
        return { ARN: arn, Name, VersionId: id };
      },
    }),
    rpcOperation({
      name: 'PutSecretValue',
      input: { SecretId: secretId, SecretString: value, ClientRequestToken: text() },
      action: 'secretsmanager:PutSecretValue',
      resource: (input) => resource(input.SecretId),
      run({ SecretId, SecretString, ClientRequestToken }) {
        const [Name, secret] = find(SecretId);
        const id = ClientRequestToken ?? randomUUID();
        secret.versions.push({ id, value: SecretString });
        return { ARN: secret.arn, Name, VersionId: id, VersionStages: ['AWSCURRENT'] };
      },
    }),
    rpcOperation({
      name: 'DescribeSecret',
      input: { SecretId: secretId },
      action: 'secretsmanager:DescribeSecret',
      resource: (input) => resource(input.SecretId),
      run(input) {
        const [Name, secret] = find(input.SecretId);
        return { ARN: secret.arn, Name };
      },
    }),
    rpcOperation({
      name: 'GetSecretValue',
      input: { SecretId: secretId },
      action: 'secretsmanager:GetSecretValue',
      resource: (input) => resource(input.SecretId),
      run(input) {
        const [Name, secret] = find(input.SecretId);
        const current = secret.versions.at(-1);
        return { ARN: secret.arn, Name, VersionId: current?.id, SecretString: current?.value };
      },
    }),
  ]);
}
