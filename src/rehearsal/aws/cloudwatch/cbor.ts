import { cbor, tag } from '@smithy/core/cbor';
import { isRecord } from '../shape.ts';
import { jsonCodes, type Wire } from '../wire.ts';
import type { XmlValue } from '../xml.ts';

/** Tag 1 of RFC 8949 3.4.2: epoch seconds. */
const EPOCH = 1;

/** Smithy RPC v2 CBOR, which newer SDKs prefer for CloudWatch. `names` gives the new name of an old code. */
export function cborWire(names: Readonly<Record<string, string>>): Wire {
  const headers = (requestId: string) => ({
    'content-type': 'application/cbor',
    'smithy-protocol': 'rpc-v2-cbor',
    'x-amzn-requestid': requestId,
  });
  return {
    codes: {
      ...jsonCodes,
      throttled: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
    },
    result: (_operation, value, requestId) => ({
      status: 200,
      headers: headers(requestId),
      body: cbor.serialize(value ?? {}),
    }),
    error: ({ status, code, message }, requestId) => ({
      status,
      headers: {
        ...headers(requestId),
        'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}`,
      },
      body: cbor.serialize({ __type: names[code] ?? code, message }),
    }),
  };
}

/** A moment of world time, in milliseconds, as a tagged number. */
export function cborTime(ms: number): XmlValue {
  return tag({ tag: EPOCH, value: ms / 1000 }) as unknown as XmlValue;
}

/** The members of a request; moments as epoch seconds. */
export function readCbor(body: Buffer): unknown {
  return body.length === 0 ? {} : withoutTags(cbor.deserialize(body));
}

function withoutTags(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTags);
  if (value instanceof Date) return value.getTime() / 1000;
  if (!isRecord(value)) return typeof value === 'bigint' ? Number(value) : value;
  if ('tag' in value && 'value' in value) return Number(value.value);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutTags(item)]));
}
