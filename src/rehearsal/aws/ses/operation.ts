import { unreadable } from '../errors.ts';
import { type Call, decodePath, type Operation, type Received } from '../service.ts';
import { isRecord, type Members, parse, type Read } from '../shape.ts';
import { jsonCodes } from '../wire.ts';
import type { XmlValue } from '../xml.ts';

/** JSON of an answer; the timestamps in it are epoch seconds. */
export type Json = XmlValue;

export interface SesOperation {
  readonly name: string;
  readonly routes: readonly Route[];
  /** Query parameters that may be repeated. */
  readonly lists: readonly string[];
  run(input: unknown, call: Call): Json | Promise<Json>;
}

interface Route {
  readonly method: string;
  readonly segments: readonly string[];
}

/** `on` holds `METHOD /path/{Member}`, more than one where AWS moved the operation. */
export function sesOperation<S extends Members>(definition: {
  readonly name: string;
  readonly on: readonly string[];
  readonly lists?: readonly string[];
  readonly input: S;
  /** ARN that IAM judges `ses:<name>` on; null when the operation judges for itself. */
  readonly resource: (input: Read<S>) => string | null;
  readonly run: (input: Read<S>, call: Call) => Json | Promise<Json>;
}): SesOperation {
  return {
    name: definition.name,
    lists: definition.lists ?? [],
    routes: definition.on.map((route) => {
      const [method = '', path = ''] = route.split(' ');
      return { method, segments: path.split('/') };
    }),
    run(raw, call) {
      const input = parse(definition.input, raw, jsonCodes.invalid);
      const resource = definition.resource(input);
      if (resource !== null) call.authorise(`ses:${definition.name}`, resource);
      return definition.run(input, call);
    },
  };
}

/** Finds the operation by method and path; a trailing slash does not matter. */
export function route(operations: readonly SesOperation[], request: Received): Operation | null {
  const segments = request.path.replace(/\/$/, '').split('/');
  for (const operation of operations) {
    for (const candidate of operation.routes) {
      if (candidate.method !== request.method) continue;
      const labels = match(candidate.segments, segments);
      if (!labels) continue;
      return {
        name: operation.name,
        run: (call) =>
          operation.run({ ...queryOf(operation, request), ...bodyOf(request), ...labels }, call),
      };
    }
  }
  return null;
}

function match(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const labels: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    const label = /^\{(\w+)\}$/.exec(part)?.[1];
    if (label !== undefined && segment !== '') labels[label] = decodePath(segment);
    else if (part !== segment) return null;
  }
  return labels;
}

function queryOf(operation: SesOperation, request: Received): Record<string, unknown> {
  const keys = [...new Set(request.query.keys())];
  return Object.fromEntries(
    keys.map((key) => {
      const values = request.query.getAll(key);
      return [key, operation.lists.includes(key) ? values : values[0]];
    }),
  );
}

function bodyOf(request: Received): Record<string, unknown> {
  if (request.body.length === 0) return {};
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw unreadable('The request body is not valid JSON.');
    throw error;
  }
  if (!isRecord(body)) throw unreadable('The request body must be a JSON object.');
  return body;
}
