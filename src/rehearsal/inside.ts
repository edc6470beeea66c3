import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Both src/rehearsal and the chunks of the bundle are two levels below the package. */
const SEAL = fileURLToPath(new URL('../../bin/loopback-only.cjs', import.meta.url));

export interface InsideOptions {
  /** An existing folder that goes with the rehearsal. */
  readonly folder: string;
  /** Path of the program; null: none is put on PATH. */
  readonly entry: string | null;
  readonly domain: string;
  readonly parent: NodeJS.ProcessEnv;
}

/**
 * What makes a program feel that it is in a rehearsal: `ses-migrate` on PATH is this one, a shell says where one
 * is, and no Node.js program connects beyond this machine.
 */
export async function insideEnvironment(options: InsideOptions): Promise<Record<string, string>> {
  const { folder, entry, domain, parent } = options;
  const files = join(folder, 'files');
  await mkdir(files, { mode: 0o700 });
  return {
    NODE_OPTIONS: [parent.NODE_OPTIONS, `--require ${quotedOption(SEAL)}`]
      .filter(Boolean)
      .join(' '),
    PS1: `(rehearsal ${domain}) $ `,
    SES_MIGRATE_TRIAL: files,
    ...(entry === null ? {} : { PATH: await withProgram(join(folder, 'bin'), entry, parent) }),
  };
}

/** NODE_OPTIONS is split at spaces outside of quotes; a backslash escapes (Node.js, CLI). */
function quotedOption(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`;
}

async function withProgram(folder: string, entry: string, parent: NodeJS.ProcessEnv) {
  await mkdir(folder);
  const script = `#!/bin/sh\nexec ${quotedWord(process.execPath)} ${quotedWord(entry)} "$@"\n`;
  const program = join(folder, 'ses-migrate');
  await writeFile(program, script);
  await chmod(program, 0o755);
  await writeFile(`${program}.cmd`, `@"${process.execPath}" "${entry}" %*\r\n`);
  return [folder, parent.PATH].filter(Boolean).join(delimiter);
}

function quotedWord(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/**
 * The command as it is started: bash takes its prompt from its own file, not from the environment, so it gets one
 * that reads the person's file first. Other shells, and a shell that runs a script, stay as they are.
 */
export async function asStarted(
  command: readonly string[],
  { folder, domain }: Pick<InsideOptions, 'folder' | 'domain'>,
): Promise<readonly string[]> {
  const [file = '', ...args] = command;
  if (basename(file) !== 'bash' || args.length > 0) return command;
  const start = join(folder, 'bashrc');
  const own = '[ -f ~/.bashrc ] && . ~/.bashrc\n';
  const path = `PATH=${quotedWord(join(folder, 'bin'))}:$PATH\n`;
  await writeFile(start, `${own}${path}PS1=${quotedWord(`(rehearsal ${domain}) $ `)}\n`);
  return [file, '--rcfile', start];
}
