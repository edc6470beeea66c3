import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  NO_CONFIG,
  parseSharedConfig,
  type Section,
  type SharedConfig,
} from '../../../core/aws/shared-config.ts';
import { errnoOf } from '../../errno.ts';
import { readRegular } from '../../read-regular.ts';
import { type Env, problem } from './problem.ts';

/** The shared files, and where they were looked for. */
export interface SharedFiles extends SharedConfig {
  readonly paths: { readonly config: string; readonly credentials: string };
  /** Why one of them cannot be read; null: each was read, or is not there. */
  readonly unreadable: string | null;
}

/** The profile that was named, and by what; `default` where nothing names one. */
export interface ProfileName {
  readonly name: string;
  readonly from: '--profile' | 'AWS_PROFILE' | 'AWS_DEFAULT_PROFILE' | null;
}

export function profileName(flag: string | null, env: Env): ProfileName {
  if (flag !== null) return { name: flag, from: '--profile' };
  for (const from of ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'] as const) {
    const name = env[from];
    if (name) return { name, from };
  }
  return { name: 'default', from: null };
}

export async function readSharedFiles(env: Env): Promise<SharedFiles> {
  const paths = {
    config: pathOf(env.AWS_CONFIG_FILE, 'config', env),
    credentials: pathOf(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials', env),
  };
  const [config, credentials] = await Promise.all([read(paths.config), read(paths.credentials)]);
  const unreadable = config.why ?? credentials.why;
  const known = unreadable === null ? parseSharedConfig(config.text, credentials.text) : NO_CONFIG;
  return { ...known, paths, unreadable };
}

/** Settings of a profile; an empty section where there is none. Throws where the files cannot be read. */
export function sectionOf(files: SharedFiles, name: string): Section {
  return findProfile(files, name) ?? {};
}

/** null where neither file has the profile. */
export function findProfile(files: SharedFiles, name: string): Section | null {
  if (files.unreadable !== null)
    throw problem(files.unreadable, 'Make the file readable for the user that runs ses-migrate.');
  return files.profiles.get(name) ?? null;
}

/** `~/.aws/config`, or where the variable says. */
function pathOf(variable: string | undefined, name: string, env: Env): string {
  const path = variable || `~/.aws/${name}`;
  return path.startsWith('~/') ? join(homeOf(env), path.slice(2)) : path;
}

/** A user without an entry in passwd, as in many containers, has no home; nothing is in `/`. */
export function homeOf(env: Env): string {
  if (env.HOME) return env.HOME;
  try {
    return homedir();
  } catch {
    return '/';
  }
}

/** A file that is not there is an empty one. */
async function read(path: string): Promise<{ text: string; why: string | null }> {
  try {
    return { text: (await readRegular(path)).toString('utf8'), why: null };
  } catch (error) {
    const code = errnoOf(error);
    if (code === null) throw error;
    const absent = code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
    return { text: '', why: absent ? null : `${path} cannot be read (${code}).` };
  }
}
