import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, sep } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** A package of the project can put any name there; no program of the system is installed so. */
const OF_A_PACKAGE = `${sep}node_modules${sep}`;

/**
 * Absolute path of a program in PATH; null when there is none. An entry that is relative or empty stands for
 * the current folder, which may be anybody's archive, and Windows even looks there first: neither counts.
 * On Windows only `.exe`: a `.cmd` needs a shell, which would read the arguments again.
 */
export async function findProgram(
  name: string,
  env: Env = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  const file = platform === 'win32' ? `${name}.exe` : name;
  for (const folder of foldersOf(env)) {
    const path = join(folder, file);
    if (await isProgram(path)) return path;
  }
  return null;
}

function foldersOf(env: Env): readonly string[] {
  // Windows keeps the name as "Path".
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH');
  return (key === undefined ? '' : (env[key] ?? ''))
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && !`${folder}${sep}`.includes(OF_A_PACKAGE));
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Whatever is in the way, this entry of PATH does not give the program: as a shell does, try the next.
    return false;
  }
}

/** What a program needs of the environment to find its home; no credentials, and no orders to it or to a loader. */
const NEEDED = [
  'HOME',
  'USER',
  'LOGNAME',
  'XDG_CONFIG_HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'SYSTEMROOT',
  'PATH',
];

/** The environment for a program that is not ours: the needed names alone. */
export function bareEnvironment(env: Env = process.env): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && NEEDED.includes(name.toUpperCase()) ? [[name, value]] : [],
    ),
  );
}
