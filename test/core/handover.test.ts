import { expect, test } from 'vitest';
import { parseEnvFile } from '../../src/core/env-file.ts';
import {
  formatSettings,
  mergeEnv,
  namesFrom,
  readSettings,
  type SmtpSettings,
} from '../../src/core/handover.ts';
import { Secret } from '../../src/core/secret.ts';

const settings: SmtpSettings = {
  host: 'email-smtp.eu-central-1.amazonaws.com',
  port: 587,
  username: 'AKIAIOSFODNN7EXAMPLE',
  password: new Secret('BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2'),
  from: 'Acme <hello@acme.example>',
  region: 'eu-central-1',
};
const withoutFrom = { ...settings, from: null };
const NOW = new Date('2026-11-22T10:00:00Z');

const ENV = `# SMTP settings of Amazon SES in eu-central-1
SMTP_HOST=email-smtp.eu-central-1.amazonaws.com
SMTP_PORT=587
SMTP_USERNAME=AKIAIOSFODNN7EXAMPLE
SMTP_PASSWORD=BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2
SMTP_FROM_ADDRESS='Acme <hello@acme.example>'
`;

test('env: the default names', () => {
  expect(formatSettings(settings, 'env').reveal()).toBe(ENV);
});

test('env: other names, and no From', () => {
  const text = formatSettings(withoutFrom, 'env', { username: 'SMTP_USER' }).reveal();
  expect([...parseEnvFile(text).keys()]).toEqual([
    'SMTP_HOST',
    'SMTP_PORT',
    'SMTP_USER',
    'SMTP_PASSWORD',
  ]);
});

test('json: port is a number, From may be null, names may be given', () => {
  const text = formatSettings(withoutFrom, 'json', { password: 'SMTP_PASS' }).reveal();
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toEqual({
    host: 'email-smtp.eu-central-1.amazonaws.com',
    port: 587,
    username: 'AKIAIOSFODNN7EXAMPLE',
    SMTP_PASS: 'BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2',
    from: null,
    region: 'eu-central-1',
  });
});

test('neither shows itself', () => {
  expect(String(formatSettings(settings, 'env'))).toBe('[secret]');
  expect(JSON.stringify({ text: mergeEnv('', settings) })).toBe('{"text":"[secret]"}');
});

test.each([
  [
    'Resend over SMTP',
    'SMTP_HOST=a\nSMTP_USER=b\nSMTP_PASS=c\nSMTP_FROM=d',
    {
      host: 'SMTP_HOST',
      username: 'SMTP_USER',
      password: 'SMTP_PASS',
      from: 'SMTP_FROM',
    },
  ],
  [
    'Laravel',
    'MAIL_MAILER=smtp\nMAIL_HOST=a\nMAIL_PORT=1\nMAIL_USERNAME=b\nMAIL_PASSWORD=c\nMAIL_FROM_ADDRESS=d\nMAIL_FROM_NAME=e',
    {
      host: 'MAIL_HOST',
      port: 'MAIL_PORT',
      username: 'MAIL_USERNAME',
      password: 'MAIL_PASSWORD',
      from: 'MAIL_FROM_ADDRESS',
    },
  ],
  [
    'Django',
    'EMAIL_HOST=a\nEMAIL_HOST_USER=b\nEMAIL_HOST_PASSWORD=c\nDEFAULT_FROM_EMAIL=d',
    {
      host: 'EMAIL_HOST',
      username: 'EMAIL_HOST_USER',
      password: 'EMAIL_HOST_PASSWORD',
      from: 'DEFAULT_FROM_EMAIL',
    },
  ],
  [
    'NextAuth',
    'EMAIL_SERVER_HOST=a\nEMAIL_SERVER_PORT=1\nEMAIL_SERVER_USER=b\nEMAIL_SERVER_PASSWORD=c\nEMAIL_FROM=d',
    {
      host: 'EMAIL_SERVER_HOST',
      port: 'EMAIL_SERVER_PORT',
      username: 'EMAIL_SERVER_USER',
      password: 'EMAIL_SERVER_PASSWORD',
      from: 'EMAIL_FROM',
    },
  ],
  [
    'Mastodon',
    'SMTP_SERVER=a\nSMTP_LOGIN=b\nSMTP_PASSWORD=c',
    {
      host: 'SMTP_SERVER',
      username: 'SMTP_LOGIN',
      password: 'SMTP_PASSWORD',
    },
  ],
  [
    'a prefix',
    'APP_SMTP_HOST=a\nAPP_SMTP_USERNAME=b',
    {
      host: 'APP_SMTP_HOST',
      username: 'APP_SMTP_USERNAME',
    },
  ],
  ['no mail at all', 'DATABASE_HOST=a\nDB_PASSWORD=b\nIMAP_HOST=c\nMAIL_IMAP_HOST=d', {}],
  ['the first of two', 'SMTP_PASS=a\nSMTP_PASSWORD=b', { password: 'SMTP_PASS' }],
  ['comments only', '# nothing yet\n', {}],
  [
    'a list',
    'SMTP_HOST, SMTP_USER,SMTP_PASS',
    {
      host: 'SMTP_HOST',
      username: 'SMTP_USER',
      password: 'SMTP_PASS',
    },
  ],
  ['nothing', '', {}],
])('learns the names: %s', (_, text, names) => {
  expect(namesFrom(text)).toEqual(names);
});

test('refuses a list with a name that says nothing', () => {
  expect(() => namesFrom('SMTP_HOST,FOO')).toThrow(
    expect.objectContaining({
      code: 'usage/unknown-name',
      message: expect.stringContaining('"FOO"'),
    }),
  );
});

test('merge: into nothing is the same as formatting', () => {
  expect(mergeEnv('', settings, {}, NOW).reveal()).toBe(ENV);
});

test('merge: values change in place, old lines stay as comments, the rest is untouched', () => {
  const before = [
    '\uFEFF# our app',
    'DATABASE_URL="postgres://x"',
    '  export SMTP_HOST=smtp.resend.com # the old one',
    'SMTP_PORT=587',
    '',
    'SMTP_USER=resend',
    "SMTP_PASS='re_123",
    "SMTP_HOST=decoy'",
    'SMTP_SECURE=false',
    'LAST=1',
  ].join('\r\n');
  expect(mergeEnv(before, withoutFrom, {}, NOW).reveal()).toBe(
    [
      '\uFEFF# our app',
      'DATABASE_URL="postgres://x"',
      '# Replaced by ses-migrate on 2026-11-22:',
      '#   export SMTP_HOST=smtp.resend.com # the old one',
      '  export SMTP_HOST=email-smtp.eu-central-1.amazonaws.com',
      'SMTP_PORT=587',
      '',
      '# Replaced by ses-migrate on 2026-11-22:',
      '# SMTP_USER=resend',
      'SMTP_USER=AKIAIOSFODNN7EXAMPLE',
      '# Replaced by ses-migrate on 2026-11-22:',
      "# SMTP_PASS='re_123",
      "# SMTP_HOST=decoy'",
      'SMTP_PASS=BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2',
      'SMTP_SECURE=false',
      'LAST=1',
    ].join('\r\n'),
  );
});

test('merge: what is not there is appended, with the line ends of the file', () => {
  const merged = mergeEnv('A=1\r\nSMTP_PASS=x', withoutFrom, { host: 'MAIL_SERVER' }, NOW).reveal();
  expect(merged).toBe(
    [
      'A=1',
      '# Replaced by ses-migrate on 2026-11-22:',
      '# SMTP_PASS=x',
      'SMTP_PASS=BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2',
      '',
      '# SMTP settings of Amazon SES in eu-central-1',
      'MAIL_SERVER=email-smtp.eu-central-1.amazonaws.com',
      'SMTP_PORT=587',
      'SMTP_USERNAME=AKIAIOSFODNN7EXAMPLE',
      '',
    ].join('\r\n'),
  );
});

test('merge: an old value is never lost, and a second merge changes nothing', () => {
  const once = mergeEnv('SMTP_HOST=a\nSMTP_HOST=b\n', settings, {}, NOW).reveal();
  expect(once).toContain('# SMTP_HOST=a\n');
  expect(once).toContain('# SMTP_HOST=b\n');
  expect(parseEnvFile(once).get('SMTP_HOST')).toBe(settings.host);
  expect(mergeEnv(once, settings, {}, new Date('2027-01-01')).reveal()).toBe(once);
});

test('merge: without a From to write, the one of the file stays', () => {
  expect(mergeEnv('SMTP_FROM=x@y.example\n', withoutFrom).reveal()).toContain('\nSMTP_HOST=');
  expect(mergeEnv('SMTP_FROM=x@y.example\n', withoutFrom).reveal()).toMatch(
    /^SMTP_FROM=x@y\.example\n/,
  );
});

test.each([
  ['env', formatSettings(settings, 'env', { username: 'SMTP_LOGIN', password: 'MAIL_PASS' })],
  ['json', formatSettings(settings, 'json')],
  ['json with names', formatSettings(settings, 'json', { password: 'SMTP_PASS' })],
  ['merged', mergeEnv('X=1\nEMAIL_HOST_USER=old\nEMAIL_HOST_PASSWORD=old\n', settings)],
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
