import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { BIN } from './cli.ts';

/** The two settings of docs/commands.md that make git merge checklists with the program. */
const DRIVER = 'ses-migrate checklist merge %O %A %B';
export const ATTRIBUTES = 'ses-migrate.json merge=ses-migrate\n';

export interface Repository {
  readonly folder: string;
  /** Runs git; throws where it fails, unless a code is expected. Returns what it said. */
  git(args: readonly string[], expected?: number | 'any'): string;
  read(name?: string): string;
  write(text: string, name?: string): void;
  /** Writes the file and commits everything. */
  commit(text: string): void;
}

/** Folders that a file of tests works in, with `ses-migrate` on PATH as an installed program. */
export function openRepositories() {
  const root = mkdtempSync(join(tmpdir(), 'ses-migrate-git-'));
  const bin = join(root, 'bin');
  mkdirSync(bin);
  const program = join(bin, 'ses-migrate');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`);
  chmodSync(program, 0o755);
  const env = {
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    HOME: root,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@acme.example',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@acme.example',
    GIT_MERGE_AUTOEDIT: 'no',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const git = (cwd: string, args: readonly string[], expected: number | 'any' = 0): string => {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd, env, encoding: 'utf8' });
    const said = `${stdout}${stderr}`;
    if (expected !== 'any' && status !== expected)
      throw new Error(`git ${args.join(' ')} ended with ${status}:\n${said}`);
    return said;
  };
  const at = (folder: string): Repository => ({
    folder,
    git: (args, expected) => git(folder, args, expected),
    read: (name = 'ses-migrate.json') => readFileSync(join(folder, name), 'utf8'),
    write: (text, name = 'ses-migrate.json') => writeFileSync(join(folder, name), text),
    commit(text) {
      writeFileSync(join(folder, 'ses-migrate.json'), text);
      git(folder, ['add', '-A']);
      git(folder, ['commit', '-qm', 'Record']);
    },
  });
  let count = 0;
  /** Each in a folder of its own, beside which a person can keep what git does not get. */
  const next = () => {
    const own = join(root, `p${++count}`);
    mkdirSync(own);
    return join(own, 'clone');
  };
  return {
    env,
    /** A new repository on branch main. */
    create({ driver = true, config = {} as Readonly<Record<string, string>> } = {}): Repository {
      const folder = next();
      git(root, ['init', '-q', '-b', 'main', folder]);
      const repository = at(folder);
      for (const [name, value] of Object.entries(config)) repository.git(['config', name, value]);
      if (driver) {
        repository.git(['config', 'merge.ses-migrate.driver', DRIVER]);
        repository.write(ATTRIBUTES, '.gitattributes');
      }
      return repository;
    },
    /** A bare repository that others clone and push to. */
    bare(): string {
      const folder = next();
      git(root, ['init', '-q', '--bare', '-b', 'main', folder]);
      return folder;
    },
    clone(from: string, { driver = true } = {}): Repository {
      const folder = next();
      git(root, ['clone', '-q', from, folder], 'any');
      const repository = at(folder);
      if (driver) repository.git(['config', 'merge.ses-migrate.driver', DRIVER]);
      return repository;
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}
