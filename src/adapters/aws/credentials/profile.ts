import type { Section } from '../../../core/aws/shared-config.ts';
import { nearest } from '../../../core/parse/nearest.ts';
import { shellWord } from '../../../core/text/shell-word.ts';
import { assumeRole, assumeRoleWithWebIdentity, type OpenSts } from './assume-role.ts';
import { environmentKeys } from './environment.ts';
import { fromContainer, fromInstance } from './machine.ts';
import { type Env, type Keys, keysFrom, problem } from './problem.ts';
import { fromProcess } from './process.ts';
import type { RoleRequest } from './role-request.ts';
import { findProfile, type SharedFiles } from './shared-files.ts';
import { fromConsoleLogin, fromIdentityCenter, type SignIn } from './sign-in.ts';

/** What it takes to make keys of a profile. */
export interface Tools {
  readonly files: SharedFiles;
  readonly env: Env;
  readonly openSts: OpenSts;
  readonly mfaCode: (serial: string) => Promise<string>;
  readonly endpointOf: SignIn['endpointOf'];
  readonly clientConfig: SignIn['clientConfig'];
}

/** Settings any of which says that a profile is about credentials. */
const OF_CREDENTIALS =
  /^(aws_access_key_id|aws_secret_access_key|aws_session_token|role_arn|source_profile|credential_source|web_identity_token_file|credential_process|login_session|sso_.*)$/;

export function hasCredentials(section: Section): boolean {
  return Object.keys(section).some((key) => OF_CREDENTIALS.test(key));
}

/** Keys of a profile that was named, or that another one names; what it lacks ends the run. */
export async function fromProfile(
  name: string,
  tools: Tools,
  via: readonly string[] = [],
): Promise<Keys> {
  const section = findProfile(tools.files, name);
  if (section === null) throw notFound(name, tools.files, via);
  const here = `in profile ${name}`;
  // A profile may be its own source: then its own keys assume its role (SDKs and Tools Reference, "source_profile").
  if (section.role_arn && via.at(-1) !== name) return fromRole(name, section, tools, via);
  if (section.sso_session || section.sso_start_url || section.sso_account_id)
    return fromIdentityCenter(name, section, tools);
  if (section.aws_access_key_id || section.aws_secret_access_key) {
    const {
      aws_access_key_id: id = '',
      aws_secret_access_key: secret = '',
      aws_session_token: token = '',
    } = section;
    const names = {
      id: 'aws_access_key_id',
      secret: 'aws_secret_access_key',
      token: 'aws_session_token',
    };
    return keysFrom({ id, secret, token }, names, here);
  }
  if (section.login_session) return fromConsoleLogin(name, section, tools);
  if (section.credential_process) return fromProcess(section.credential_process, name, tools.env);
  if (section.credential_source) return fromSource(section.credential_source, name, tools.env);
  throw nothingIn(name, section);
}

function fromRole(
  name: string,
  section: Section,
  tools: Tools,
  via: readonly string[],
): Promise<Keys> {
  const wish = wishOf(name, section);
  const {
    web_identity_token_file: tokenFile,
    source_profile: source,
    credential_source: origin,
  } = section;
  if (tokenFile) return assumeRoleWithWebIdentity(tools.openSts, tokenFile, wish);
  if (source && origin)
    throw problem(
      `Profile ${name} has both source_profile and credential_source.`,
      'Keep the one whose credentials should assume the role.',
    );
  if (!source && !origin)
    throw problem(
      `Profile ${name} has role_arn, but no source_profile and no credential_source.`,
      'Add source_profile with the profile whose credentials are allowed to assume the role.',
    );
  const keys = source
    ? () => fromSourceProfile(name, source, tools, via)
    : () => fromSource(origin ?? '', name, tools.env);
  return keys().then((given) => assumeRole(tools.openSts, given, wish, tools.mfaCode));
}

function fromSourceProfile(
  name: string,
  source: string,
  tools: Tools,
  via: readonly string[],
): Promise<Keys> {
  const path = [...via, name];
  const own = findProfile(tools.files, source)?.aws_access_key_id !== undefined;
  if (path.includes(source) && !(source === name && own))
    throw problem(
      `The profiles ${[...path, source].join(' -> ')} name each other as source_profile in a loop.`,
      'Give the last profile its own credentials.',
    );
  return fromProfile(source, tools, path);
}

function wishOf(name: string, section: Section): RoleRequest {
  const duration = section.duration_seconds === undefined ? null : Number(section.duration_seconds);
  if (duration !== null && !(Number.isInteger(duration) && duration > 0))
    throw problem(
      `duration_seconds of profile ${name} is not a number of seconds: ${section.duration_seconds}`,
      'Set it to a number between 900 and 43200.',
    );
  return {
    roleArn: section.role_arn ?? '',
    sessionName: section.role_session_name || null,
    externalId: section.external_id || null,
    duration,
    mfaSerial: section.mfa_serial || null,
    askedBy: `profile ${name}`,
  };
}

const SOURCES = ['Environment', 'Ec2InstanceMetadata', 'EcsContainer'];

/** `credential_source`: where the keys are that assume the role, or that the profile itself is. */
async function fromSource(source: string, name: string, env: Env): Promise<Keys> {
  const wanted = `credential_source = ${source} of profile ${name}`;
  const correct = 'Correct credential_source, or give the profile other credentials.';
  if (source === 'Environment') {
    const keys = environmentKeys(env);
    if (keys !== null) return keys;
    throw problem(`${wanted} finds no keys: AWS_ACCESS_KEY_ID is not set.`, correct);
  }
  if (source === 'Ec2InstanceMetadata')
    return fromInstance(env, (why) => problem(`${wanted} finds no credentials: ${why}.`, correct));
  if (source === 'EcsContainer') {
    if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI)
      return fromContainer(env);
    throw problem(
      `${wanted} finds no container: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set.`,
      correct,
    );
  }
  const meant =
    SOURCES.find((each) => each.toLowerCase() === source.toLowerCase()) ??
    nearest(source, SOURCES)[0];
  throw problem(
    `${wanted} is not a source of credentials.`,
    meant === undefined ? `The sources are ${SOURCES.join(', ')}.` : `Did you mean ${meant}?`,
  );
}

function notFound(name: string, files: SharedFiles, via: readonly string[]) {
  const { profiles, unprefixed, paths } = files;
  const who = via.length === 0 ? '' : `, which profile ${via.at(-1)} names as source_profile,`;
  const meant = nearest(name, [...profiles.keys()]);
  const near = meant.length === 0 ? '' : ` Did you mean ${meant.join(' or ')}?`;
  const fix = unprefixed.includes(name)
    ? `${paths.config} has a section [${name}]: in that file a profile is written [profile ${name}].`
    : `Correct the name, or add the profile, for example with \`aws configure --profile ${shellWord(name)}\`.${near}`;
  return problem(
    `Profile ${name}${who} is in neither ${paths.config} nor ${paths.credentials}.`,
    fix,
  );
}

function nothingIn(name: string, section: Section) {
  const known = [
    'aws_access_key_id',
    'aws_secret_access_key',
    'role_arn',
    'credential_process',
    'sso_session',
  ];
  const mistyped = Object.keys(section).find((key) => nearest(key, known).length > 0);
  const near =
    mistyped === undefined
      ? ''
      : ` Did you mean ${nearest(mistyped, known)[0]} where it has ${mistyped}?`;
  return problem(
    `Profile ${name} has no credentials.${near}`,
    `Add them with \`aws configure --profile ${shellWord(name)}\` or \`aws configure sso --profile ${shellWord(name)}\`; for the role of this machine, set credential_source = Ec2InstanceMetadata or EcsContainer.`,
  );
}
