/** What an unpacked archive, a clone or an environment would have git run: nothing of it may run. */

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bareEnvironment, findProgram } from '../../src/adapters/find-program.ts';
import { gitView } from '../../src/adapters/git.ts';

let dir: string;
let ran: string;
let evil: string;
const before = { ...process.env };

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ses-migrate-orders-'));
  mkdirSync(join(dir, 'project'));
  ran = join(dir, 'ran');
  evil = program(join(dir, 'evil'));
});
afterEach(() => {
  for (const name of Object.keys(process.env))
    if (!(name in before)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
  rmSync(dir, { recursive: true });
});

/** A program that leaves a trace. */
function program(path: string): string {
  writeFileSync(path, `#!/bin/sh\nenv >> ${ran}\necho ran >> ${ran}\nexit 1\n`);
  chmodSync(path, 0o755);
  return path;
}

function project(...names: string[]): string {
  return join(dir, 'project', ...names);
}

function repository(config: Readonly<Record<string, string>> = {}): void {
  git('init', '--quiet');
  writeFileSync(project('.gitignore'), '*.secret\n');
  writeFileSync(project('README'), '');
  git('add', '--', '.gitignore', 'README');
  for (const [name, value] of Object.entries(config)) git('config', name, value);
}

function git(...args: string[]): void {
  execFileSync('git', ['-C', project(), ...args], { stdio: 'ignore', env: { PATH: before.PATH } });
}

const ORDERS: Readonly<Record<string, (evil: string) => Readonly<Record<string, string>>>> = {
  'core.fsmonitor': (file) => ({ 'core.fsmonitor': file }),
  'core.fsmonitor, version 1': (file) => ({
    'core.fsmonitor': file,
    'core.fsmonitorHookVersion': '1',
  }),
  'core.pager': (file) => ({ 'core.pager': file, 'pager.ls-files': file }),
  'core.editor': (file) => ({ 'core.editor': file, 'sequence.editor': file }),
  'core.sshCommand': (file) => ({
    'core.sshCommand': file,
    'extensions.partialClone': 'origin',
    'remote.origin.url': 'ssh://127.0.0.1/nothing',
    'remote.origin.promisor': 'true',
  }),
  'a transport of its own': (file) => ({
    'extensions.partialClone': 'origin',
    'remote.origin.url': `ext::${file}`,
    'remote.origin.promisor': 'true',
    'protocol.ext.allow': 'always',
  }),
  'diff.external and textconv': (file) => ({ 'diff.external': file, 'diff.x.textconv': file }),
  'a filter driver': (file) => ({
    'filter.x.clean': file,
    'filter.x.smudge': file,
    'filter.x.process': file,
  }),
  'an alias of what we call': (file) => ({
    'alias.ls-files': `!${file}`,
    'alias.check-ignore': `!${file}`,
    'alias.rev-parse': `!${file}`,
  }),
  'a credential helper and askpass': (file) => ({
    'credential.helper': file,
    'core.askPass': file,
  }),
  'a program for signatures': (file) => ({
    'gpg.program': file,
    'core.alternateRefsCommand': file,
  }),
};

test.each(Object.entries(ORDERS))('the config of the repository: %s', async (_name, config) => {
  repository(config(evil));
  writeFileSync(project('.gitattributes'), '* filter=x diff=x\n');
  expect(await gitView(project('app.env'))).toBe('not-ignored');
  expect(await gitView(project('README'))).toBe('tracked');
  expect(await gitView(project('app.secret'))).toBe('private');
  expect(existsSync(ran)).toBe(false);
});

test('the config that another file of the archive holds', async () => {
  repository({
    'include.path': '../evil.config',
    'includeIf.gitdir:/.path': project('evil.config'),
  });
  writeFileSync(project('evil.config'), `[core]\n\tfsmonitor = ${evil}\n`);
  expect(await gitView(project('app.env'))).toBe('not-ignored');
  expect(existsSync(ran)).toBe(false);
});

test('a hook for every write of the index', async () => {
  repository();
  mkdirSync(project('.git/hooks'), { recursive: true });
  program(project('.git/hooks/post-index-change'));
  program(project('.git/hooks/fsmonitor-watchman'));
  expect(await gitView(project('app.env'))).toBe('not-ignored');
  expect(existsSync(ran)).toBe(false);
});

test('a bare repository committed inside a clone', async () => {
  mkdirSync(project('docs'));
  execFileSync('git', ['init', '--quiet', '--bare', project('docs')], { stdio: 'ignore' });
  writeFileSync(
    project('docs/config'),
    `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ${project()}\n\tfsmonitor = ${evil}\n`,
  );
  expect(await gitView(project('docs/app.env'))).toBe('unknown');
  expect(existsSync(ran)).toBe(false);
});

test.each([
  [
    'GIT_CONFIG_COUNT',
    { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.fsmonitor' },
    'GIT_CONFIG_VALUE_0',
  ],
  ['GIT_CONFIG_PARAMETERS', {}, 'GIT_CONFIG_PARAMETERS'],
  ['GIT_SSH_COMMAND', {}, 'GIT_SSH_COMMAND'],
  ['GIT_EXTERNAL_DIFF', {}, 'GIT_EXTERNAL_DIFF'],
  ['GIT_PAGER', {}, 'GIT_PAGER'],
  ['GIT_ASKPASS', {}, 'GIT_ASKPASS'],
] as const)('the environment: %s', async (_name, more, last) => {
  repository();
  const value = last === 'GIT_CONFIG_PARAMETERS' ? `'core.fsmonitor'='${evil}'` : evil;
  Object.assign(process.env, more, { [last]: value });
  expect(await gitView(project('app.env'))).toBe('not-ignored');
  expect(existsSync(ran)).toBe(false);
});

test.each([
  'GIT_DIR',
  'GIT_EXEC_PATH',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_CEILING_DIRECTORIES',
])('%s does not lead to another repository or to other programs', async (name) => {
  repository();
  process.env[name] = project();
  expect(await gitView(project('app.env'))).toBe('not-ignored');
});

test('git gets no credentials', async () => {
  repository();
  mkdirSync(join(dir, 'bin'));
  program(join(dir, 'bin/git'));
  Object.assign(process.env, {
    PATH: join(dir, 'bin'),
    AWS_SECRET_ACCESS_KEY: 'not-for-git',
    IMAP_PASSWORD: 'not-for-git',
    NODE_OPTIONS: '--require=not-for-git',
    LD_PRELOAD: '',
  });
  await gitView(project('app.env'));
  expect(existsSync(ran)).toBe(true);
  expect(bareEnvironment(process.env)).not.toHaveProperty('AWS_SECRET_ACCESS_KEY');
  expect(
    execFileSync('cat', [ran], { encoding: 'utf8', env: { PATH: before.PATH } }),
  ).not.toContain('not-for-git');
});

test('a list of patterns that never ends is no answer', async () => {
  execFileSync('mkfifo', [join(dir, 'pipe')]);
  repository({ 'core.excludesFile': join(dir, 'pipe') });
  expect(await gitView(project('app.env'), 500)).toBe('unknown');
});

test('nothing below .git is committed, by whatever way one comes there', async () => {
  repository();
  symlinkSync(project('.git'), project('link'));
  expect(await gitView(project('link/app.env'))).toBe('private');
});

test('a program is taken from an absolute folder of PATH alone', async () => {
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  mkdirSync(project('node_modules/.bin'), { recursive: true });
  for (const folder of [bin, project(), project('node_modules/.bin')]) {
    program(join(folder, 'tool'));
    program(join(folder, 'tool.exe'));
  }
  const at = (...folders: string[]) => findProgram('tool', { PATH: folders.join(':') }, 'linux');
  const cwd = process.cwd();
  try {
    process.chdir(project());
    expect(await at('.', '', './', '../project', bin)).toBe(join(bin, 'tool'));
    expect(await at('.', '')).toBeNull();
    expect(await at('node_modules/.bin', project('node_modules/.bin'))).toBeNull();
    expect(await findProgram('tool', {}, 'linux')).toBeNull();
    expect(await findProgram('tool', { Path: bin }, 'win32')).toBe(join(bin, 'tool.exe'));
    expect(await findProgram('tool', { Path: '' }, 'win32')).toBeNull();
  } finally {
    process.chdir(cwd);
  }
});

test('a folder or a file without the right to run it is no program', async () => {
  const [first, second, third] = ['a', 'b', 'c'].map((name) => join(dir, name));
  for (const folder of [first, second, third]) mkdirSync(String(folder));
  mkdirSync(join(String(first), 'tool'));
  writeFileSync(join(String(second), 'tool'), '', { mode: 0o644 });
  program(join(String(third), 'tool'));
  const path = [first, second, third].join(':');
  expect(await findProgram('tool', { PATH: path }, 'linux')).toBe(join(String(third), 'tool'));
});
