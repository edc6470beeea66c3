import { randomBytes, randomUUID } from 'node:crypto';
import type { Principal, State } from './types.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export class Refused extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 403) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

export function xml(operation: string, content: string): Answer {
  const body = `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${content}</${operation}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`;
  return { status: 200, type: 'text/xml', body };
}

/** In the form of the service: XML of the query protocol and of Route 53, else JSON. */
export function refusal({ code, message, status }: Refused, service: string): Answer {
  if (/^(ses|portal\.sso|oidc|ssm|secretsmanager)$/.test(service))
    return { status, type: 'application/json', body: JSON.stringify({ __type: code, message }) };
  return {
    status,
    type: 'text/xml',
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  };
}

/** Keys of a session of this role, which are known from now on. */
export function openSession(state: State, roleArn: string, name: string): Principal {
  const [, partition = 'aws', , , account = '', role = ''] = roleArn.split(':');
  const principal: Principal = {
    keyId: `ASIA${randomBytes(10).toString('hex').slice(0, 16).toUpperCase()}`,
    secret: `SESSIONsecret${randomBytes(16).toString('hex')}`,
    token: `SESSIONtoken${randomBytes(24).toString('hex')}`,
    account,
    arn: `arn:${partition}:sts::${account}:assumed-${role.replace(/\/.*\//, '/')}/${name}`,
    regions: partition === 'aws' ? /^(?!us-gov|cn-|eusc)/ : /^us-gov/,
    expired: false,
  };
  state.principals.set(principal.keyId, principal);
  return principal;
}

/** An hour from now. */
export function expiry(): Date {
  return new Date(Date.now() + 3_600_000);
}
