import { type Answer, expiry, openSession, Refused, xml } from './answers.ts';
import type { Principal, State } from './types.ts';

/** STS 2011-06-15, as far as credentials are got through it. */
export function sts(state: State, form: URLSearchParams, caller: Principal | null): Answer {
  const operation = form.get('Action') ?? '';
  if (operation === 'AssumeRoleWithWebIdentity') return webIdentity(state, form);
  if (caller === null)
    throw new Refused('MissingAuthenticationToken', 'Missing Authentication Token');
  if (operation === 'GetCallerIdentity')
    return xml(
      operation,
      `<UserId>AIDAEXAMPLE</UserId><Account>${caller.account}</Account><Arn>${caller.arn}</Arn>`,
    );
  if (operation === 'AssumeRole') return assumeRole(state, form, caller);
  throw new Refused('InvalidAction', `Could not find operation ${operation}`, 400);
}

function assumeRole(state: State, form: URLSearchParams, caller: Principal): Answer {
  const arn = form.get('RoleArn') ?? '';
  const role = state.roles.get(arn);
  const trusted =
    role?.trusts.includes(caller.arn) === true &&
    (role.externalId === undefined || role.externalId === form.get('ExternalId'));
  if (!trusted || role === undefined)
    throw new Refused(
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    );
  if (role.mfa !== undefined) {
    const code = form.get('TokenCode') ?? '';
    if (form.get('SerialNumber') !== role.mfa || !state.mfaCodes.delete(code))
      throw new Refused(
        'AccessDenied',
        'MultiFactorAuthentication failed with invalid MFA one time pass code.',
      );
  }
  return credentials('AssumeRole', state, arn, form);
}

function webIdentity(state: State, form: URLSearchParams): Answer {
  const arn = form.get('RoleArn') ?? '';
  const subject = state.webTokens.get(form.get('WebIdentityToken') ?? '');
  if (subject === undefined)
    throw new Refused(
      'InvalidIdentityToken',
      'No OpenIDConnect provider found in your account for https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE',
      400,
    );
  if (state.roles.get(arn)?.trusts.includes(subject) !== true)
    throw new Refused('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  return credentials('AssumeRoleWithWebIdentity', state, arn, form);
}

function credentials(operation: string, state: State, arn: string, form: URLSearchParams): Answer {
  const session = openSession(state, arn, form.get('RoleSessionName') ?? '');
  return xml(
    operation,
    `<Credentials><AccessKeyId>${session.keyId}</AccessKeyId><SecretAccessKey>${session.secret}</SecretAccessKey><SessionToken>${session.token}</SessionToken><Expiration>${expiry().toISOString()}</Expiration></Credentials><AssumedRoleUser><Arn>${session.arn}</Arn><AssumedRoleId>AROAEXAMPLE:x</AssumedRoleId></AssumedRoleUser>`,
  );
}
