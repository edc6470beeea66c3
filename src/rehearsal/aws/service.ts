import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './errors.ts';
import type { Context } from './policy.ts';
import type { AccountPrincipal } from './principal.ts';
import type { Wire } from './wire.ts';
import type { XmlValue } from './xml.ts';

export interface Received {
  readonly method: string;
  /** As on the wire, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One authenticated call. */
export interface Call {
  readonly principal: AccountPrincipal;
  /** Throws the service's access-denied error unless IAM allows `action` on `resource`. */
  authorise(action: string, resource: string, context?: Context): void;
}

/** An operation with its request, not yet read. */
export interface Operation {
  readonly name: string;
  run(call: Call): XmlValue | Promise<XmlValue>;
}

export type ServiceName =
  | 'ses'
  | 'iam'
  | 'sts'
  | 'sns'
  | 'sqs'
  | 'monitoring'
  | 'events'
  | 'route53'
  | 'ssm'
  | 'secretsmanager';

export interface Service {
  readonly name: ServiceName;
  readonly wire: Wire;
  /** null when the service has no such operation. */
  operation(request: Received): Operation | null;
  /** The same service in another protocol that this request speaks; null: in this one. */
  inProtocolOf?(request: Received): Service | null;
}

/** Undoes percent-encoding. Throws MalformedHttpRequestException. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw new AwsError('MalformedHttpRequestException', 400, 'The request path is malformed.');
  }
}
