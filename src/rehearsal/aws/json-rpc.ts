/** AWS JSON 1.0 and 1.1: the operation in a header, one JSON document each way. */

import { AwsError } from './errors.ts';
import type { Call, Received, Service, ServiceName } from './service.ts';
import { type Members, parse, type Read } from './shape.ts';
import { jsonCodes, type Wire } from './wire.ts';
import type { XmlValue } from './xml.ts';

const codes = {
  ...jsonCodes,
  throttled: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  unknownOperation: { code: 'UnknownOperationException', status: 400 },
  invalid: 'ValidationException',
};

/** `version` is 1.0 or 1.1; `errorOf` is the body of an error and what goes with it in headers. */
function jsonRpcWire(
  version: string,
  errorOf: (error: AwsError) => { readonly type: string; readonly headers: Record<string, string> },
): Wire {
  const headers = (requestId: string) => ({
    'content-type': `application/x-amz-json-${version}`,
    'x-amzn-requestid': requestId,
  });
  return {
    codes,
    result: (_operation, value, requestId) => ({
      status: 200,
      headers: headers(requestId),
      body: JSON.stringify(value ?? {}),
    }),
    error: (error, requestId) => {
      const { type, headers: added } = errorOf(error);
      return {
        status: error.status,
        headers: { ...headers(requestId), ...added },
        body: JSON.stringify({ __type: type, message: error.message }),
      };
    },
  };
}

const wire11 = jsonRpcWire('1.1', ({ code }) => ({ type: code, headers: {} }));

/**
 * JSON 1.0 of a service that spoke the query protocol before: the old code of an error goes in a header
 * (`x-amzn-query-error`), the new one in the body. `names` gives the new name of an old code.
 */
export function queryCompatibleWire(names: Readonly<Record<string, string>>): Wire {
  return jsonRpcWire('1.0', ({ code, status }) => ({
    type: names[code] ?? code,
    headers: { 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` },
  }));
}

export interface RpcOperation {
  readonly name: string;
  run(input: unknown, call: Call): XmlValue | Promise<XmlValue>;
}

export function rpcOperation<S extends Members>(definition: {
  readonly name: string;
  readonly input: S;
  readonly action: string;
  readonly resource: (input: Read<S>) => string;
  readonly run: (input: Read<S>) => XmlValue | Promise<XmlValue>;
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
  wire: Wire = wire11,
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
