import type { WorldClock } from '../contract.ts';
import { AwsError } from './errors.ts';
import { rpcOperation, rpcService } from './json-rpc.ts';
import type { Service } from './service.ts';
import { flag, oneOf, required, text } from './shape.ts';

interface Parameter {
  readonly type: string;
  readonly value: string;
  readonly version: number;
  readonly modified: number;
}

const types = ['String', 'StringList', 'SecureString'] as const;
const name = required(text({ min: 1, max: 2048 }));

/** SSM 2014-11-06: Parameter Store, as far as a secret is put there and read back. */
export function createSsm(options: {
  readonly clock: WorldClock;
  readonly region: string;
  readonly accountId: string;
}): Service {
  const { clock, region, accountId } = options;
  const parameters = new Map<string, Parameter>();
  const arn = (of: string) =>
    `arn:aws:ssm:${region}:${accountId}:parameter/${of.replace(/^\//, '')}`;
  return rpcService('ssm', 'AmazonSSM', [
    rpcOperation({
      name: 'PutParameter',
      input: {
        Name: name,
        Value: required(text({ min: 1 })),
        Type: oneOf(types),
        Overwrite: flag(),
      },
      action: 'ssm:PutParameter',
      resource: (input) => arn(input.Name),
      run(input) {
        const held = parameters.get(input.Name);
        checkPut(input.Name, input.Value, held, input.Overwrite === true);
        const type = held?.type ?? input.Type;
        if (type === undefined)
          throw new AwsError('ValidationException', 400, 'A parameter type is required.');
        const version = (held?.version ?? 0) + 1;
        const modified = clock.now();
        parameters.set(input.Name, { type, value: input.Value, version, modified });
        return { Version: version, Tier: 'Standard' };
      },
    }),
    rpcOperation({
      name: 'GetParameter',
      input: { Name: name, WithDecryption: flag() },
      action: 'ssm:GetParameter',
      resource: (input) => arn(input.Name),
      run(input) {
        const held = parameters.get(input.Name);
        if (!held) throw new AwsError('ParameterNotFound', 400, '');
        const sealed = held.type === 'SecureString' && input.WithDecryption !== true;
        return {
          Parameter: {
            Name: input.Name,
            Type: held.type,
            Value: sealed ? `AQICAH${'x'.repeat(40)}` : held.value,
            Version: held.version,
            LastModifiedDate: held.modified / 1000,
            ARN: arn(input.Name),
            DataType: 'text',
          },
        };
      },
    }),
  ]);
}

function checkPut(
  of: string,
  value: string,
  held: Parameter | undefined,
  overwrite: boolean,
): void {
  if (!/^(?:[\w.-]+|(?:\/[\w.-]+)+)$/.test(of) || /^\/?(?:aws|ssm)/i.test(of)) {
    throw new AwsError(
      'ValidationException',
      400,
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (of.split('/').length > 16) {
    throw new AwsError('HierarchyLevelLimitExceededException', 400, 'Too many levels.');
  }
  if (Buffer.byteLength(value) > 4096) {
    throw new AwsError(
      'ValidationException',
      400,
      'Standard tier parameters support a maximum parameter value of 4096 characters.',
    );
  }
  if (held && !overwrite) {
    throw new AwsError(
      'ParameterAlreadyExists',
      400,
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
}
