import { type Answer, expiry, json, openSession, Refused } from './answers.ts';
import type { Request } from './signature.ts';
import type { Principal, State } from './types.ts';

export interface Unsigned {
  readonly service: string;
  readonly operation: string;
  answer(): Answer;
}

/** What is asked without a signature: Identity Center, the instance and container metadata; null for all else. */
export function unsignedService(state: State, request: Request): Unsigned | null {
  const { path, method, query, headers, body } = request;
  if (path === '/federation/credentials')
    return {
      service: 'portal.sso',
      operation: 'GetRoleCredentials',
      answer: () => roleCredentials(state, query, headers),
    };
  if (path === '/token' && method === 'POST')
    return { service: 'oidc', operation: 'CreateToken', answer: () => createToken(state, body) };
  if (path.startsWith('/latest/'))
    return { service: 'instance', operation: path, answer: () => instance(state, path) };
  if (path === '/container-role')
    return {
      service: 'container',
      operation: 'GetCredentials',
      answer: () => container(state, headers),
    };
  return null;
}

function roleCredentials(
  state: State,
  query: URLSearchParams,
  headers: Request['headers'],
): Answer {
  const assigned = state.ssoTokens.get(String(headers['x-amz-sso_bearer_token']));
  if (assigned === undefined)
    throw new Refused('UnauthorizedException', 'Session token not found or invalid', 401);
  const [account, role] = [query.get('account_id'), query.get('role_name')];
  if (!assigned.includes(`${account}/${role}`))
    throw new Refused('ForbiddenException', 'No access');
  const arn = `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${role}_0123456789abcdef`;
  const { keyId, secret, token } = openSession(state, arn, 'ann');
  return json({
    roleCredentials: {
      accessKeyId: keyId,
      secretAccessKey: secret,
      sessionToken: token,
      expiration: expiry().getTime(),
    },
  });
}

function createToken(state: State, body: Buffer): Answer {
  const { refreshToken } = JSON.parse(body.toString('utf8')) as { refreshToken?: string };
  const accessToken = state.refreshTokens.get(refreshToken ?? '');
  if (accessToken === undefined)
    throw new Refused('InvalidGrantException', 'Invalid refresh token', 400);
  return json({ accessToken, expiresIn: 3600, refreshToken, tokenType: 'Bearer' });
}

function instance(state: State, path: string): Answer {
  const text = (body: string): Answer => ({ status: 200, type: 'text/plain', body });
  if (path === '/latest/api/token') return text('IMDStoken');
  const { instanceRole } = state;
  if (instanceRole === null) return { status: 404, type: 'text/plain', body: '' };
  const name = instanceRole.split('/').at(-1) ?? '';
  if (path === '/latest/meta-data/iam/security-credentials/') return text(name);
  return machineKeys(openSession(state, instanceRole, 'i-0123456789abcdef0'));
}

function container(state: State, headers: Request['headers']): Answer {
  if (state.container === null || headers.authorization !== state.container.authorization)
    return json({ Code: 'AccessDenied', Message: 'not authorized' }, 403);
  return machineKeys(openSession(state, state.container.role, 'task'));
}

function machineKeys({ keyId, secret, token }: Principal): Answer {
  return json({
    Code: 'Success',
    AccessKeyId: keyId,
    SecretAccessKey: secret,
    Token: token,
    Expiration: expiry().toISOString().replace(/\.\d+/, ''),
  });
}
