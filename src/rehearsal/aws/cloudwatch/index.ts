import type { WorldClock } from '../../contract.ts';
import { queryCompatibleWire, type RpcOperation, rpcService } from '../json-rpc.ts';
import { isQuery, queryService } from '../query.ts';
import type { Received, Service } from '../service.ts';
import { isRecord } from '../shape.ts';
import { queryCodes, queryWire } from '../wire.ts';
import type { XmlValue } from '../xml.ts';
import { alarmOperations } from './alarms.ts';
import { cborTime, cborWire, readCbor } from './cbor.ts';
import { metricOperations } from './metric-operations.ts';
import type { Metrics } from './metrics.ts';

const TARGET = 'GraniteServiceVersion20100801';
const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';
const CBOR_PATH = new RegExp(`^/service/${TARGET}/operation/(\\w+)$`);
const NAMES: Readonly<Record<string, string>> = {
  LimitExceeded: 'com.amazonaws.cloudwatch#LimitExceededFault',
};
/** Members that hold moments: milliseconds here, epoch seconds, ISO 8601 or tagged numbers on the wire. */
const MOMENT = /Timestamps?$/;

/** CloudWatch 2010-08-01, in JSON 1.0, in the query protocol and in RPC v2 CBOR. */
export function createCloudWatch(options: {
  readonly clock: WorldClock;
  readonly metrics: Metrics;
  readonly arn: string;
}): Service {
  const operations = [
    ...metricOperations(options.metrics, options.clock),
    ...alarmOperations(options),
  ];
  const json = rpcService(
    'monitoring',
    TARGET,
    operations.map((each) => writing(each, (ms) => ms / 1000)),
    queryCompatibleWire(NAMES),
  );
  const query = queryService(
    'monitoring',
    queryWire(NAMESPACE, queryCodes),
    operations.map((each) => ({
      name: each.name,
      run: async (input, call) => inXml(moments(await each.run(input, call), iso)),
    })),
  );
  const binary = cborService(operations);
  return {
    ...json,
    inProtocolOf: (request) => {
      if (CBOR_PATH.test(request.path)) return binary;
      return isQuery(request) ? query : null;
    },
  };
}

function writing(operation: RpcOperation, moment: (ms: number) => XmlValue): RpcOperation {
  return {
    name: operation.name,
    run: async (input, call) => moments(await operation.run(input, call), moment),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** A result with its moments as the wire has them. */
function moments(value: XmlValue, moment: (ms: number) => XmlValue): XmlValue {
  if (Array.isArray(value)) return value.map((item) => moments(item, moment));
  if (!isRecord(value)) return value;
  // CBOR has no way to leave out a value but to leave out its name.
  const given = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    given.map(([name, item]): [string, XmlValue] => {
      if (!MOMENT.test(name)) return [name, moments(item as XmlValue, moment)];
      const at = (each: unknown) => moment(Number(each));
      return [name, Array.isArray(item) ? item.map(at) : at(item)];
    }),
  );
}

/** Lists are `member` elements; an empty answer has no result element. */
function inXml(value: XmlValue): XmlValue {
  if (Array.isArray(value)) return { member: value.map(inXml) };
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, inXml(item as XmlValue)]),
  );
}

function cborService(operations: readonly RpcOperation[]): Service {
  return {
    name: 'monitoring',
    wire: cborWire(NAMES),
    operation(request: Received) {
      const name = CBOR_PATH.exec(request.path)?.[1];
      const found = operations.find((operation) => operation.name === name);
      if (!found) return null;
      const { run } = writing(found, cborTime);
      return { name: found.name, run: (call) => run(readCbor(request.body), call) };
    },
  };
}
