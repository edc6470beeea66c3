import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Folder of this user's own for the byte code that Node keeps (Node 22.8 and later), made when it is missing; null where
 * there is none that nobody else can write to. Node's default lies in the shared temporary folder, and who
 * made it there first decides what is run.
 */
export function compileCacheFolder(env = process.env, platform = process.platform) {
  try {
    const base = baseFolder(env, platform);
    if (base === null) return null;
    mkdirSync(base, { recursive: true, mode: 0o700 });
    const folder = join(base, 'ses-migrate');
    if (!isOurs(statSync(base), { others: 0o022, root: true })) return null;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stat = lstatSync(folder);
    return stat.isDirectory() && isOurs(stat, { others: 0o077, root: false }) ? folder : null;
  } catch {
    // No home, a read-only one, a file in its place: the start takes a little longer, and that is all.
    return null;
  }
}

/** XDG Base Directory Specification: a relative path in its variables is not valid. */
function baseFolder(env, platform) {
  if (platform === 'win32') return isAbsolute(env.LOCALAPPDATA ?? '') ? env.LOCALAPPDATA : null;
  if (isAbsolute(env.XDG_CACHE_HOME ?? '')) return env.XDG_CACHE_HOME;
  const home = env.HOME ?? homedir();
  return isAbsolute(home) ? join(home, '.cache') : null;
}

/** Windows has no such ids and modes: %LOCALAPPDATA% lets in its owner alone. */
function isOurs({ uid, mode }, { others, root }) {
  const own = process.geteuid?.();
  if (own === undefined) return true;
  return (uid === own || (root && uid === 0)) && (mode & others) === 0;
}
