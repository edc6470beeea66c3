import type { STSClient } from '@aws-sdk/client-sts';
import { PortError } from '../../../ports/index.ts';
import { errnoOf } from '../../errno.ts';
import { readRegular } from '../../read-regular.ts';
import { portError } from '../errors.ts';
import { type Keys, problem } from './problem.ts';
import { refusedRole, refusedWebIdentity } from './refused-role.ts';
import type { RoleRequest } from './role-request.ts';

/** STS in the Region of the run; `keys` null: for calls that are not signed. */
export type OpenSts = (keys: Keys | null) => Promise<STSClient>;

export async function assumeRole(
  openSts: OpenSts,
  source: Keys,
  wish: RoleRequest,
  mfaCode: (serial: string) => Promise<string>,
): Promise<Keys> {
  const { roleArn, externalId, duration, mfaSerial } = wish;
  const mfa =
    mfaSerial === null ? {} : { SerialNumber: mfaSerial, TokenCode: await mfaCode(mfaSerial) };
  try {
    const { AssumeRoleCommand } = await import('@aws-sdk/client-sts');
    const command = new AssumeRoleCommand({
      RoleArn: roleArn,
      RoleSessionName: sessionName(wish),
      ...(externalId === null ? {} : { ExternalId: externalId }),
      ...(duration === null ? {} : { DurationSeconds: duration }),
      ...mfa,
    });
    return keysOf((await (await openSts(source)).send(command)).Credentials, wish);
  } catch (error) {
    throw refusedRole(portError(error, 'sts', 'AssumeRole'), wish);
  }
}

/** With the token of a file, which its keeper renews. */
export async function assumeRoleWithWebIdentity(
  openSts: OpenSts,
  tokenFile: string,
  wish: RoleRequest,
): Promise<Keys> {
  const token = await tokenOf(tokenFile, wish);
  try {
    const { AssumeRoleWithWebIdentityCommand } = await import('@aws-sdk/client-sts');
    const command = new AssumeRoleWithWebIdentityCommand({
      RoleArn: wish.roleArn,
      RoleSessionName: sessionName(wish),
      WebIdentityToken: token,
      ...(wish.duration === null ? {} : { DurationSeconds: wish.duration }),
    });
    return keysOf((await (await openSts(null)).send(command)).Credentials, wish);
  } catch (error) {
    throw refusedWebIdentity(portError(error, 'sts', 'AssumeRoleWithWebIdentity'), wish);
  }
}

async function tokenOf(file: string, { askedBy }: RoleRequest): Promise<string> {
  const read = await readRegular(file).catch((error: unknown) => {
    const code = errnoOf(error);
    if (code === null) throw error;
    throw problem(
      `The web identity token file of ${askedBy} cannot be read: ${file} (${code}).`,
      'Correct AWS_WEB_IDENTITY_TOKEN_FILE or web_identity_token_file, or mount the file. In Kubernetes it is mounted where the service account has the role annotation.',
    );
  });
  const token = read.toString('utf8').trim();
  if (token !== '') return token;
  throw problem(
    `The web identity token file of ${askedBy} is empty: ${file}.`,
    'Have its issuer write a token.',
  );
}

function sessionName({ sessionName: given }: RoleRequest): string {
  return given ?? `ses-migrate-${Date.now()}`;
}

function keysOf(
  given:
    | {
        AccessKeyId?: string | undefined;
        SecretAccessKey?: string | undefined;
        SessionToken?: string | undefined;
        Expiration?: Date | undefined;
      }
    | undefined,
  { roleArn }: RoleRequest,
): Keys {
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken,
    Expiration,
  } = given ?? {};
  if (!accessKeyId || !secretAccessKey || !SessionToken)
    throw new PortError(`STS returned no credentials for ${roleArn}.`, {
      reason: 'unreachable',
      errorName: 'NoCredentials',
    });
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
  };
}
