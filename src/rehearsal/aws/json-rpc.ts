/** AWS JSON 1.1: the operation in a header, one JSON document each way. */

import { AwsError } from './errors.ts';
import type { Call, Received, Service, ServiceName } from './service.ts';
import { type Members, parse, type Read } from './shape.ts';
import { jsonCodes, type Wire } from './wire.ts';
import type { XmlValue } from './xml.ts';

const headers = (requestId: string) => ({
  'content-type': 'application/x-amz-json-1.1',
  'x-amzn-requestid': requestId,
});

const wire: Wire = {
  codes: {
    ...jsonCodes,
    throttled: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
    unknownOperation: { code: 'UnknownOperationException', status: 400 },
    invalid: 'ValidationException',
  },
  result: (_operation, value, requestId) => ({
    status: 200,
    headers: headers(requestId),
    body: JSON.stringify(value ?? {}),
  }),
  error: (error, requestId) => ({
    status: error.status,
    headers: headers(requestId),
    body: JSON.stringify({ __type: error.code, message: error.message }),
  }),
};

export interface RpcOperation {
  readonly name: string;
  run(input: unknown, call: Call): XmlValue;
}

export function rpcOperation<S extends Members>(definition: {
  readonly name: string;
  readonly input: S;
  readonly action: string;
  readonly resource: (input: Read<S>) => string;
  readonly run: (input: Read<S>) => XmlValue;
}): RpcOperation {
  return {
    name: definition.name,
    run(raw, call) {
      const input = parse(definition.input, raw, 'ValidationException');
      call.authorise(definition.action, definition.resource(input));
      return definition.run(input);
    },
  };
}

/** `target` is before the operation in X-Amz-Target: `AmazonSSM.PutParameter`. */
export function rpcService(
  name: ServiceName,
  target: string,
  operations: readonly RpcOperation[],
): Service {
  return {
    name,
    wire,
    operation(request: Received) {
      const found = operations.find(
        (operation) => request.headers['x-amz-target'] === `${target}.${operation.name}`,
      );
      if (!found) return null;
      return { name: found.name, run: (call) => found.run(read(request.body), call) };
    },
  };
}

function read(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AwsError('SerializationException', 400, 'The request body is not JSON.');
  }
}
