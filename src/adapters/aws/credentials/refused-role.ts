import { PortError } from '../../../ports/index.ts';
import { problem } from './problem.ts';
import type { RoleRequest } from './role-request.ts';

/**
 * Why STS did not give out a role, and where that is put right: never with a policy for SES. What is no refusal (no
 * answer, too many calls) stays as it is.
 */
export function refusedRole(error: unknown, wish: RoleRequest): unknown {
  if (!(error instanceof PortError) || isNoAnswer(error)) return error;
  return problem(
    `Could not assume ${wish.roleArn} for ${wish.askedBy}. ${error.message}`,
    roleFix(error, wish),
    error.cause,
  );
}

function roleFix(
  { message, errorName }: PortError,
  { roleArn, askedBy, mfaSerial }: RoleRequest,
): string {
  if (/MultiFactorAuthentication|MFA/i.test(message)) {
    return /invalid MFA|one.time pass/i.test(message)
      ? `Wait for the next code of ${mfaSerial ?? 'the MFA device'} and run the command again: AWS accepts each code only once, within its 30 seconds.`
      : `Set mfa_serial of ${askedBy} to the ARN of your MFA device.`;
  }
  if (errorName === 'RegionDisabledException')
    return 'STS is not activated in this Region. Activate it in IAM, Account settings, or use another --region.';
  if (/ExpiredToken/.test(errorName)) return `Renew the source credentials of ${askedBy}.`;
  if (/InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient|AuthFailure/.test(errorName))
    return `The source credentials of ${askedBy} are not valid. Correct the keys that its source_profile or credential_source gives.`;
  if (/ValidationError|MalformedPolicy/.test(errorName))
    return `Correct role_arn and the settings beside it in ${askedBy}.`;
  return `Two policies decide: the trust policy of ${roleArn} must name the caller as principal (with its external ID or MFA condition, where it has one), and a policy of the caller must allow sts:AssumeRole on that role.`;
}

export function refusedWebIdentity(error: unknown, wish: RoleRequest): unknown {
  if (!(error instanceof PortError) || isNoAnswer(error)) return error;
  return problem(
    `Could not assume ${wish.roleArn} with the web identity token of ${wish.askedBy}. ${error.message}`,
    webIdentityFix(error, wish),
    error.cause,
  );
}

function webIdentityFix(
  { message, errorName }: PortError,
  { roleArn, askedBy }: RoleRequest,
): string {
  if (/No OpenIDConnect provider/i.test(message))
    return `Create the OpenID Connect provider that the message names in IAM of the account of ${roleArn}, with audience sts.amazonaws.com.`;
  if (/audience/i.test(message))
    return 'Add the audience of the token to the OpenID Connect provider in IAM.';
  if (/expired/i.test(`${errorName} ${message}`))
    return `The token has expired. Have its issuer renew the token file of ${askedBy}.`;
  if (errorName === 'RegionDisabledException')
    return 'STS is not activated in this Region. Activate it in IAM, Account settings, or use another --region.';
  if (/InvalidIdentityToken|IDPCommunication/.test(errorName))
    return `Check that the token file of ${askedBy} holds a token of the OpenID Connect provider that ${roleArn} trusts.`;
  return `The trust policy of ${roleArn} must allow sts:AssumeRoleWithWebIdentity for the subject (sub) and audience (aud) of this token.`;
}

function isNoAnswer({ reason }: PortError): boolean {
  return reason === 'unreachable' || reason === 'throttled';
}
