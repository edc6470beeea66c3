import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Secret } from '../../../src/core/model/secret.ts';
import { parseEnvFile } from '../../../src/core/smtp-credentials/env-file.ts';
import { mergeEnv } from '../../../src/core/smtp-credentials/env-merge.ts';
import type { SettingNames, SmtpSettings } from '../../../src/core/smtp-credentials/settings.ts';
import {
  FORMS,
  type Form,
  formatSettings,
} from '../../../src/core/smtp-credentials/settings-formats.ts';
import { keyIdsIn, readSettings } from '../../../src/core/smtp-credentials/settings-reader.ts';
import { hclString } from '../../../src/core/text/hcl-string.ts';
import { settings, withoutFrom } from './smtp-settings.ts';

const ENV = `# SMTP settings of Amazon SES in eu-central-1
SMTP_HOST=email-smtp.eu-central-1.amazonaws.com
SMTP_PORT=587
SMTP_USERNAME=AKIAIOSFODNN7EXAMPLE
SMTP_PASSWORD=BMXhUYlu5Z3gSX+QORxlVa7XPaz91aGW/fHxvkOZdW0=
SMTP_FROM_ADDRESS='Acme <hello@acme.example>'
`;

test('env: the default names', () => {
  expect(formatSettings(settings, 'env').reveal()).toBe(ENV);
});

test('env: other names, and no From', () => {
  const text = formatSettings(withoutFrom, 'env', { names: { username: 'SMTP_USER' } }).reveal();
  expect([...parseEnvFile(text).keys()]).toEqual([
    'SMTP_HOST',
    'SMTP_PORT',
    'SMTP_USER',
    'SMTP_PASSWORD',
  ]);
});

test('json: port is a number, From may be null, names may be given', () => {
  const text = formatSettings(withoutFrom, 'json', { names: { password: 'SMTP_PASS' } }).reveal();
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toEqual({
    host: 'email-smtp.eu-central-1.amazonaws.com',
    port: 587,
    username: 'AKIAIOSFODNN7EXAMPLE',
    SMTP_PASS: 'BMXhUYlu5Z3gSX+QORxlVa7XPaz91aGW/fHxvkOZdW0=',
    from: null,
    region: 'eu-central-1',
  });
});

/** Readers that were not written for the forms: what a program gets that is given the text. */
const READERS: Readonly<Record<Form, (text: string) => Record<string, string>>> = {
  env: readByBoth,
  infisical: readAsInfisical,
  github: readByBoth,
  json: (text) => JSON.parse(text),
  docker: readAsDocker,
  kubernetes: (text) => {
    const { data } = readYaml(text) as { data: Record<string, string> };
    const decode = (value: string) => Buffer.from(value, 'base64').toString('utf8');
    return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, decode(value)]));
  },
  terraform: readHcl,
};

/** A shell, and Node's reader of .env files, which has to say the same. */
function readByBoth(text: string): Record<string, string> {
  const read = readByShell(text);
  expect(read).toMatchObject(parseEnv(text));
  return read;
}

/** Infisical's CLI (secrets set --file, v0.43): `#` and `//` begin comments, one pair of quotes comes off. */
function readAsInfisical(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => line.trim());
  const pairs = lines
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('//'))
    .map((line) => line.split(/=(.*)/s, 2).map((part) => part.trim()));
  return Object.fromEntries(
    pairs.map(([name = '', value = '']) => {
      if (value === '' || /^\d| /.test(name)) fail(`refused: ${name}`);
      return [name, /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value];
    }),
  );
}

function readByShell(text: string): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'ses-migrate-'));
  try {
    const file = join(folder, 'settings');
    writeFileSync(file, text);
    const shown = execFileSync('sh', ['-c', 'set -a; . "$1"; env -0', 'sh', file], { env: {} });
    const pairs = shown
      .toString('utf8')
      .split('\0')
      .map((each) => each.split(/=(.*)/s, 2));
    return Object.fromEntries(pairs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * As docker/cli reads --env-file (opts/file.go, 2026-11): `#` in front is a comment, a name has no white space, and
 * the value is everything behind the `=` as it is, quotes and spaces too. A name alone is taken from outside.
 */
function readAsDocker(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => line.trimStart());
  return Object.fromEntries(
    lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const [name = '', value] = line.split(/=(.*)/s, 2);
        if (name === '' || /[ \t]/.test(name) || value === undefined)
          fail(`poorly formed: ${line}`);
        return [name, value];
      }),
  );
}

/** As much of YAML as a Secret needs, and nothing else: maps by indentation, keys and values plain or in JSON's quotes. */
function readYaml(text: string): unknown {
  const root: Record<string, unknown> = {};
  let below = root;
  for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#'))) {
    const [, indent, key = '', value = ''] =
      /^( {2})?("[^"\\]*"|[A-Za-z]\w*):(?: (\S.*))?$/.exec(line) ?? fail(`no YAML: ${line}`);
    const name = key.startsWith('"') ? JSON.parse(key) : key;
    const read = value.startsWith('"') ? JSON.parse(value) : plain(value);
    if (indent !== undefined) below[name] = read;
    else if (value === '') {
      below = {};
      root[name] = below;
    } else root[name] = read;
  }
  return root;
}

function plain(value: string): string {
  if (!/^(?!(?:null|yes|no|on|off|true|false)$)[A-Za-z][\w/-]*$/i.test(value) && value !== '')
    fail(`no plain text in YAML: ${value}`);
  return value;
}

/** HCL native syntax: `name = "…"` with JSON's escapes, `$${` and `%%{` for `${` and `%{`. */
function readHcl(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = '', quoted = ''] =
        /^([A-Za-z_][\w-]*) *= ("(?:\\.|[^"\\])*")$/.exec(line) ?? fail(`no HCL: ${line}`);
      if (/(?<!\$)(?:\$\$)*\$\{/.test(quoted)) fail(`a template: ${line}`);
      return [name, String(JSON.parse(quoted)).replace(/([$%])\1\{/g, '$1{')];
    }),
  );
}

function fail(why: string): never {
  throw new Error(why);
}

const NASTY: SmtpSettings = {
  ...settings,
  from: `Its 50% of # $${'{HOME}'} \`x\` <a+b@acme.example>`,
};

describe.each(FORMS)('%s', (form) => {
  const defaults = form === 'json' ? 'password' : 'SMTP_PASSWORD';
  const passwordName = form === 'terraform' ? 'smtp_password' : defaults;
  const fromNames: Partial<Record<Form, string>> = { json: 'from', terraform: 'smtp_from_address' };
  const fromName = fromNames[form] ?? 'SMTP_FROM_ADDRESS';

  test('is read by others as it was meant', () => {
    const read = READERS[form](formatSettings(NASTY, form).reveal());
    expect(read[passwordName]).toBe(settings.password.reveal());
    expect(read[fromName]).toBe(NASTY.from);
  });

  test.each(["Tim's <t@acme.example>", 'a=b;c|d&e <t@acme.example>', '"Q" \\ <t@acme.example>'])(
    'the sender %j is not spoilt',
    (from) => {
      const read = READERS[form](formatSettings({ ...settings, from }, form).reveal());
      expect(read[fromName]).toBe(from);
    },
  );

  test('takes names of its own, and no From where none is known', () => {
    const names: SettingNames = { username: 'LOGIN', password: 'null' };
    const read = READERS[form](formatSettings(withoutFrom, form, { names }).reveal());
    expect(read.LOGIN).toBe(settings.username);
    expect(read.null).toBe(settings.password.reveal());
    expect(read[fromName] ?? null).toBeNull();
  });

  test('user name and password are found again by this tool', () => {
    const names: SettingNames = form === 'json' ? {} : { username: 'MAIL_USER' };
    for (const text of [formatSettings(NASTY, form), formatSettings(settings, form, { names })]) {
      const login = readSettings(text.reveal());
      expect(login?.username).toBe(settings.username);
      expect(login?.password.reveal()).toBe(settings.password.reveal());
    }
  });

  test('the id of the key is found again, whatever its name', () => {
    const text = formatSettings(settings, form, { names: { username: 'LOGIN' } }).reveal();
    expect(keyIdsIn(text)).toEqual([settings.username]);
    expect(keyIdsIn(`# ${settings.username}\n`)).toEqual([]);
  });

  test('does not show itself', () => {
    const text = formatSettings(settings, form);
    expect(`${text} ${JSON.stringify({ text })}`).not.toContain(settings.password.reveal());
  });
});

test('kubernetes: keys are bare, but for those that YAML reads as something else, and a namespace can be named', () => {
  const names = { username: 'null', password: 'NO' };
  const text = formatSettings(settings, 'kubernetes', { names, namespace: 'api-dev' }).reveal();
  expect(text).toMatch(/^ {2}namespace: api-dev$/m);
  expect(text).toMatch(/^ {2}SMTP_HOST: "/m);
  expect(text).toMatch(/^ {2}"null": "/m);
  expect(text).toMatch(/^ {2}"NO": "/m);
});

test('kubernetes: the login is found in a Secret of another hand, stringData first', () => {
  const text = [
    'apiVersion: v1',
    'kind: Secret',
    'stringData:',
    '  SMTP_PASSWORD: new',
    'data:',
    '  SMTP_USERNAME: dQ==',
    '  SMTP_PASSWORD: b2xk',
    'type: Opaque',
  ].join('\n');
  const login = readSettings(text);
  expect([login?.username, login?.password.reveal()]).toEqual(['u', 'new']);
});

test('kubernetes: kind, type and name, to be applied as it is', () => {
  const text = formatSettings(settings, 'kubernetes', { secretName: 'mail' }).reveal();
  expect(readYaml(text)).toMatchObject({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'mail' },
    type: 'Opaque',
  });
});

test.each(['Mail', 'a_b', '-a', 'a-', '', 'a'.repeat(254)])(
  'kubernetes: %j is no name of a Secret',
  (secretName) => {
    expect(() => formatSettings(settings, 'kubernetes', { secretName })).toThrow(
      expect.objectContaining({ code: 'usage/bad-secret-name' }),
    );
  },
);

test.each<[Form, string]>([
  ['env', 'a-b'],
  ['env', '1A'],
  ['docker', 'a b'],
  ['kubernetes', 'a/b'],
  ['kubernetes', ''],
  ['github', 'GITHUB_PASSWORD'],
  ['github', 'a.b'],
  ['terraform', 'a.b'],
])('%s cannot have the name %j', (form, password) => {
  expect(() => formatSettings(settings, form, { names: { password } })).toThrow(
    expect.objectContaining({ code: 'usage/bad-variable-name' }),
  );
});

function merged(text: string): Secret {
  const result = mergeEnv(text, withoutFrom);
  return result.ok ? result.content : fail(result.problems.join());
}

test.each([
  [
    'env',
    formatSettings(settings, 'env', { names: { username: 'SMTP_LOGIN', password: 'MAIL_PASS' } }),
  ],
  ['json', formatSettings(settings, 'json')],
  ['json with names', formatSettings(settings, 'json', { names: { password: 'SMTP_PASS' } })],
  ['merged', merged('X=1\nEMAIL_HOST=old.example\nEMAIL_HOST_USER=old\nEMAIL_HOST_PASSWORD=old\n')],
  ['a URL', merged('MAIL_URL=smtp://u:p@old.example\n')],
])('reads user name and password back: %s', (_, text) => {
  const login = readSettings(text.reveal());
  expect(login?.username).toBe(settings.username);
  expect(login?.password.reveal()).toBe(settings.password.reveal());
});

test.each([
  '',
  'SMTP_USERNAME=x',
  'SMTP_USERNAME=x\nSMTP_PASSWORD=\n',
  '{"username":"x"}',
  '{"username":"x","password":"y"',
])('there is no login in %j', (text) => {
  expect(readSettings(text)).toBeNull();
});

test('a control character is written as HCL knows it, which has fewer escapes than JSON', () => {
  expect(hclString('a\bb\fc\td\\be')).toBe('"a\\u0008b\\u000cc\\td\\\\be"');
});
