import type { Section } from '../../../core/aws/shared-config.ts';
import { shellWord } from '../../../core/text/shell-word.ts';
import type { PortError } from '../../../ports/index.ts';
import { KEY_VARIABLES } from './environment.ts';
import type { Env } from './problem.ts';
import { hasCredentials } from './profile.ts';
import {
  type ProfileName,
  profileName,
  readSharedFiles,
  type SharedFiles,
} from './shared-files.ts';

/** Adds to why keys of the environment are of no use that they hide a profile, which a person may have meant. */
export function withUnusedProfile(
  error: PortError,
  { from }: ProfileName,
  env: Env,
  { profiles }: SharedFiles,
): PortError {
  const variables = KEY_VARIABLES.filter((variable) => env[variable]);
  const usable = [...profiles]
    .filter(([, section]) => hasCredentials(section))
    .map(([name]) => name);
  if (
    error.reason !== 'credentials' ||
    from !== null ||
    variables.length === 0 ||
    usable.length === 0
  )
    return error;
  const meant = usable.includes('default') ? 'profile default' : `profiles such as ${usable[0]}`;
  const hint = `The keys of the environment are used, which take precedence over ${meant}; to use a profile, run \`unset ${variables.join(' ')}\`.`;
  return error.withFix([error.fix, hint].join(' ').trim());
}

/** Said before the first call where a profile and keys of the environment are both there; null: only one is. */
export async function bothIdentities(flag: string | null, env: Env): Promise<string | null> {
  const profile = profileName(flag, env);
  const { profiles } = await readSharedFiles(env);
  const other = ['AWS_ACCESS_KEY_ID', 'AWS_WEB_IDENTITY_TOKEN_FILE'].find((name) => env[name]);
  if (profile.from === null || other === undefined) return null;
  const section = profiles.get(profile.name);
  const settingsOnly =
    section !== undefined &&
    !hasCredentials(section) &&
    profile.from !== '--profile' &&
    other === 'AWS_ACCESS_KEY_ID';
  return settingsOnly
    ? `${profile.from} (${profile.name}) has no credentials; the keys of the environment are used.`
    : `${profile.from} (${profile.name}) is used instead of ${other} of the environment; ${otherwise(profile)} to use that.`;
}

function otherwise({ from }: ProfileName): string {
  return from === '--profile' ? 'remove --profile' : `\`unset ${from}\``;
}

/** How new keys are had where those in use are expired or not valid, by where they come from. */
export function renewal(
  { name, from }: ProfileName,
  env: Env,
  { profiles, paths }: SharedFiles,
): string {
  if (from === null && (env.AWS_ACCESS_KEY_ID || env.AWS_SECRET_ACCESS_KEY))
    return 'Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for a temporary key, AWS_SESSION_TOKEN to new values.';
  const [profile, section] = originOf(name, profiles);
  const option = profile === 'default' ? '' : ` --profile ${shellWord(profile)}`;
  if (section.sso_session || section.sso_start_url) return `Run \`aws sso login${option}\`.`;
  if (section.login_session) return `Run \`aws login${option}\`.`;
  if (section.credential_process)
    return `Renew the credentials that the credential_process of profile ${profile} reads.`;
  if (section.aws_access_key_id)
    return `Correct or renew the keys of profile ${profile} in ${paths.credentials} or ${paths.config}.`;
  return 'Sign in again with `aws login` or `aws sso login`, or set new keys.';
}

/** The profile at the end of a chain of source_profile. */
function originOf(name: string, profiles: ReadonlyMap<string, Section>): [string, Section] {
  let at = name;
  for (const seen = new Set<string>(); !seen.has(at); ) {
    seen.add(at);
    at = profiles.get(at)?.source_profile ?? at;
  }
  return [at, profiles.get(at) ?? {}];
}
