import type { Env } from './aws/credentials/problem.ts';
import { profileName, readSharedFiles } from './aws/credentials/shared-files.ts';

/** The Region of the AWS profile in use, from either shared file; null where none names one, or none can be read. */
export async function profileRegion(
  profile: string | null,
  env: Env,
): Promise<{ readonly region: string; readonly place: string } | null> {
  const files = await readSharedFiles(env);
  const { name } = profileName(profile, env);
  const region = files.profiles.get(name)?.region;
  return region ? { region, place: `region of profile ${name}` } : null;
}
