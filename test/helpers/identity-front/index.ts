/**
 * Stands before the AWS of a rehearsal and knows more than one account: it checks each signature by value and the
 * session token, plays STS, IAM Identity Center and the metadata services, and passes on what its own principals may
 * do, signed as the operator of the rehearsal.
 */

import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Answer, Refused, refusal } from './answers.ts';
import { authenticate, type Request, scopeOf, signed4 } from './signature.ts';
import { sts } from './sts.ts';
import type { Principal, Role, Seen, State } from './types.ts';
import { unsignedService } from './unsigned.ts';

const ACCOUNT = '123456789012';
export const OTHER_ACCOUNT = '999988887777';

export interface Front {
  readonly url: string;
  readonly state: State;
  readonly seen: Seen[];
  /** A user with long-lived keys. */
  addUser(name: string, change?: Partial<Principal>): Principal;
  addRole(role: Role): Role;
  /** Names of the changes that got through, with who made them. */
  changes(): readonly string[];
  close(): Promise<void>;
}

export async function openFront(rehearsal: Readonly<Record<string, string>>): Promise<Front> {
  const state: State = {
    principals: new Map(),
    roles: new Map(),
    mfaCodes: new Set(),
    webTokens: new Map(),
    ssoTokens: new Map(),
    refreshTokens: new Map(),
    instanceRole: null,
    container: null,
    sts: 'answers',
    plain503: new Set(),
  };
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    serve(state, rehearsal, seen, request, response).catch((error: Error) =>
      response.destroy(error),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  let users = 0;
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    state,
    seen,
    addUser(name, change = {}) {
      users += 1;
      const account = change.account ?? ACCOUNT;
      const principal: Principal = {
        keyId: `AKIAFRONT${String(users).padStart(11, '0')}`,
        secret: `FRONTsecret${users}${'x'.repeat(24)}`,
        token: null,
        account,
        arn: `arn:aws:iam::${account}:user/${name}`,
        regions: /^(?!us-gov|cn-|eusc)/,
        expired: false,
        ...change,
      };
      state.principals.set(principal.keyId, principal);
      return principal;
    },
    addRole(role) {
      state.roles.set(role.arn, role);
      return role;
    },
    changes: () =>
      seen
        .filter(({ service, operation, status }) => status < 300 && isChange(service, operation))
        .map(({ operation, by }) => `${operation} by ${by}`),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function isChange(service: string, operation: string): boolean {
  if (['sts', 'portal.sso', 'oidc', 'instance', 'container'].includes(service)) return false;
  return !/^(GET |Get|List|Describe|Simulate|POST \/v2\/email\/list-)/.test(operation);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function serve(
  state: State,
  rehearsal: Readonly<Record<string, string>>,
  seen: Seen[],
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  const { method = 'GET', headers } = incoming;
  const request: Request = {
    method,
    path,
    query: new URLSearchParams(query),
    headers,
    body: await buffer(incoming),
  };
  const form = new URLSearchParams(request.body.toString('latin1'));
  const rpc = String(headers['x-amz-target'] ?? '').split('.')[1];
  const free = unsignedService(state, request);
  const scope = scopeOf(request);
  const service = free?.service ?? scope?.service ?? 'sts';
  const operation = free?.operation ?? form.get('Action') ?? rpc ?? `${method} ${path}`;
  let by: string | null = null;
  const answer = async (): Promise<Answer | null> => {
    if (free !== null) return free.answer();
    const caller = scope === null ? null : await authenticate(state, request, scope);
    by = caller?.arn ?? null;
    if (state.plain503.has(operation)) return UNAVAILABLE;
    if (service !== 'sts') return passOn(rehearsal, request, scope);
    if (operation === 'GetCallerIdentity' && state.sts === 'hangs') return null;
    if (operation === 'GetCallerIdentity' && state.sts === 'fails') return UNAVAILABLE;
    return sts(state, form, caller);
  };
  const told = await answer().catch((error: unknown) => {
    if (error instanceof Refused) return refusal(error, service);
    throw error;
  });
  seen.push({ service, operation, region: scope?.region ?? null, by, status: told?.status ?? 0 });
  if (told !== null) response.writeHead(told.status, { 'content-type': told.type }).end(told.body);
}

const UNAVAILABLE: Answer = { status: 503, type: 'text/plain', body: 'Service Unavailable' };

/** As the operator of the rehearsal. */
async function passOn(
  env: Readonly<Record<string, string>>,
  request: Request,
  scope: { readonly region: string; readonly service: string } | null,
): Promise<Answer> {
  const target = new URL(env.AWS_ENDPOINT_URL ?? '');
  const { 'content-type': type, 'x-amz-target': rpc } = request.headers;
  const own = {
    host: target.host,
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(rpc === undefined ? {} : { 'x-amz-target': rpc }),
  };
  const keys = {
    keyId: env.AWS_ACCESS_KEY_ID ?? '',
    secret: env.AWS_SECRET_ACCESS_KEY ?? '',
    token: null,
  };
  const headers = await signed4(keys, scope ?? { region: '', service: '' }, {
    ...request,
    headers: own,
  });
  const query = request.query.size === 0 ? '' : `?${request.query}`;
  const onward = httpRequest(`${target.origin}${request.path}${query}`, {
    method: request.method,
    headers,
  });
  onward.end(request.body);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  const body = (await buffer(answer)).toString('utf8');
  const errorType = answer.headers['x-amzn-errortype'];
  return {
    status: answer.statusCode ?? 502,
    type: answer.headers['content-type'] ?? 'text/xml',
    body:
      errorType === undefined
        ? body
        : JSON.stringify({ ...(JSON.parse(body) as object), __type: errorType }),
  };
}
