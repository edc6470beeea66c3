/** The AWS query protocol: form-encoded members with dotted paths, as IAM, STS and SNS read them. */

import type { Call, Operation, Received, Service, ServiceName } from './service.ts';
import { type Members, parse, type Read } from './shape.ts';
import type { Wire } from './wire.ts';
import type { XmlValue } from './xml.ts';

export interface QueryOperation {
  readonly name: string;
  run(input: unknown, call: Call): XmlValue | Promise<XmlValue>;
}

/** An operation that reads `input` by its shape and is allowed by IAM on `resource` (null: always allowed). */
export function queryOperation<S extends Members>(definition: {
  readonly name: string;
  readonly input: S;
  readonly action: string;
  readonly resource: (input: Read<S>, call: Call) => string | null;
  readonly run: (input: Read<S>, call: Call) => XmlValue | Promise<XmlValue>;
  readonly invalid: string;
}): QueryOperation {
  return {
    name: definition.name,
    run(raw, call) {
      const input = parse(definition.input, raw, definition.invalid);
      const resource = definition.resource(input, call);
      if (resource !== null) call.authorise(definition.action, resource);
      return definition.run(input, call);
    },
  };
}

export function queryService(
  name: ServiceName,
  wire: Wire,
  operations: readonly QueryOperation[],
): Service {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  return {
    name,
    wire,
    operation(request: Received): Operation | null {
      const form = new URLSearchParams(request.body.toString('utf8'));
      const found = byName.get(form.get('Action') ?? '');
      if (!found) return null;
      return { name: found.name, run: (call) => found.run(readForm(form), call) };
    },
  };
}

interface Branch {
  [part: string]: string | Branch;
}

/** Whether a request speaks the query protocol, and not JSON or CBOR. */
export function isQuery({ headers }: Received): boolean {
  return String(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
}

/** `Tags.member.1.Key=a` to a list, `Attributes.entry.1.key=a` to a map, the rest to text. */
function readForm(form: URLSearchParams): Record<string, unknown> {
  const root: Branch = {};
  for (const [path, value] of form) {
    const parts = path.split('.');
    const last = parts.pop() ?? '';
    let branch = root;
    for (const part of parts) {
      const next = branch[part];
      const child: Branch = typeof next === 'object' ? next : {};
      branch[part] = child;
      branch = child;
    }
    branch[last] = value;
  }
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, collect(value)]));
}

function collect(value: string | Branch): unknown {
  if (typeof value === 'string') return value;
  const { member, entry } = value;
  if (typeof member === 'object') return Object.values(member).map(collect);
  if (typeof entry === 'object') {
    const pairs = Object.values(entry).flatMap((pair) =>
      typeof pair === 'object' ? [[String(pair.key), pair.value ?? '']] : [],
    );
    return Object.fromEntries(pairs);
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, collect(item)]));
}
