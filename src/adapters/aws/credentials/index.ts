import { PortError } from '../../../ports/index.ts';
import { assumeRoleWithWebIdentity } from './assume-role.ts';
import { environmentKeys } from './environment.ts';
import { fromContainer, fromInstance, inContainer } from './machine.ts';
import { withUnusedProfile } from './other-identity.ts';
import { type Env, type Keys, problem } from './problem.ts';
import { fromProfile, hasCredentials, type Tools } from './profile.ts';
import { findProfile, type ProfileName, profileName } from './shared-files.ts';

/** Milliseconds before their end that keys are renewed: a request with them may take a while. */
const RENEW_BEFORE = 5 * 60_000;

/**
 * The keys of a run, found once for all clients however many ask at the same time, and again when they end. What was
 * found not to work is not tried again: an MFA code is good once, and a vault opens a window each time.
 */
export function credentialsOf(
  flag: string | null,
  tools: () => Promise<Tools>,
): () => Promise<Keys> {
  let found: Promise<Keys> | null = null;
  let renewing = false;
  const find = async () => {
    const given = await tools();
    try {
      return await fromSource(flag, given);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      throw withUnusedProfile(error, profileName(flag, given.env), given.env, given.files);
    }
  };
  return async () => {
    found ??= find();
    const { expiration } = await found;
    if (expiration !== undefined && expiration.getTime() - Date.now() < RENEW_BEFORE && !renewing) {
      renewing = true;
      found = find().finally(() => {
        renewing = false;
      });
    }
    return found;
  };
}

/**
 * What is named, or is in the environment, is used or ends the run; only where nothing was chosen is the machine's
 * own role taken. docs/credentials.md has the order beside the AWS CLI's.
 */
async function fromSource(flag: string | null, tools: Tools): Promise<Keys> {
  const { env, files } = tools;
  const profile = profileName(flag, env);
  refuseTwoNames(profile, env);
  if (profile.from !== null)
    return (await settingsOnly(profile, tools)) ?? fromProfile(profile.name, tools);
  const keys = environmentKeys(env);
  if (keys !== null) return keys;
  const section = findProfile(files, profile.name);
  const { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: roleArn } = env;
  // The CLI takes a role of the default profile before the token of the environment, and its other credentials after.
  if (tokenFile && !section?.role_arn) return fromTokenFile(tokenFile, roleArn, tools);
  if (section !== null && hasCredentials(section)) return fromProfile(profile.name, tools);
  if (inContainer(env)) return fromContainer(env);
  return fromInstance(env, (why) => none(why, tools));
}

/** The CLI takes the one, the SDKs the other. */
function refuseTwoNames({ from, name }: ProfileName, { AWS_DEFAULT_PROFILE: other }: Env): void {
  if (from !== 'AWS_PROFILE' || !other || other === name) return;
  throw problem(
    `AWS_PROFILE (${name}) and AWS_DEFAULT_PROFILE (${other}) name different profiles.`,
    'Run `unset AWS_DEFAULT_PROFILE`, or choose one with --profile.',
  );
}

/** AWS_PROFILE may give only a Region or an endpoint beside keys of the environment, as the CLI has it. */
async function settingsOnly(
  { name, from }: ProfileName,
  { files, env }: Tools,
): Promise<Keys | null> {
  const section = findProfile(files, name);
  if (from === '--profile' || section === null || hasCredentials(section)) return null;
  return environmentKeys(env);
}

function fromTokenFile(
  tokenFile: string,
  roleArn: string | undefined,
  { env, openSts }: Tools,
): Promise<Keys> {
  if (!roleArn)
    throw problem(
      'AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not.',
      'Set AWS_ROLE_ARN to the role, or run `unset AWS_WEB_IDENTITY_TOKEN_FILE`.',
    );
  return assumeRoleWithWebIdentity(openSts, tokenFile, {
    roleArn,
    sessionName: env.AWS_ROLE_SESSION_NAME || null,
    externalId: null,
    duration: null,
    mfaSerial: null,
    askedBy: 'the environment',
  });
}

function none(why: string, { files }: Tools): PortError {
  const { config, credentials } = files.paths;
  const names = [...files.profiles.keys()].filter((name) => name !== 'default');
  const known = names.length === 0 ? '' : ` Profiles there: ${names.slice(0, 8).join(', ')}.`;
  return problem(
    `No AWS credentials were found: AWS_ACCESS_KEY_ID and AWS_PROFILE are not set, ${credentials} and ${config} have no default profile with credentials, and ${why}.`,
    names.length === 0
      ? 'Sign in with `aws login` or `aws configure sso`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.'
      : `Choose one with --profile.${known}`,
  );
}
