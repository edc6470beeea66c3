import { expect, test } from 'vitest';
import { parseEnvFile } from '../../../src/core/smtp-credentials/env-file.ts';
import { mergeEnv } from '../../../src/core/smtp-credentials/env-merge.ts';
import { isProviderVariable } from '../../../src/providers/variables.ts';
import { settings, withoutFrom } from './smtp-settings.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const ENV = `# SMTP settings of Amazon SES in eu-central-1
SMTP_HOST=email-smtp.eu-central-1.amazonaws.com
SMTP_PORT=587
SMTP_USERNAME=AKIAIOSFODNN7EXAMPLE
SMTP_PASSWORD=BMXhUYlu5Z3gSX+QORxlVa7XPaz91aGW/fHxvkOZdW0=
SMTP_FROM_ADDRESS='Acme <hello@acme.example>'
`;

test('merge: into nothing is the same as formatting', () => {
  expect(mergeEnv('', settings, { now: NOW }).content.reveal()).toBe(ENV);
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
  expect(mergeEnv(before, withoutFrom, { now: NOW }).content.reveal()).toBe(
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
      'SMTP_PASS=BMXhUYlu5Z3gSX+QORxlVa7XPaz91aGW/fHxvkOZdW0=',
      'SMTP_SECURE=false',
      'LAST=1',
    ].join('\r\n'),
  );
});

test('merge: what is not there is appended, with the line ends of the file', () => {
  const merged = mergeEnv('A=1\r\nSMTP_PASS=x', withoutFrom, {
    names: { host: 'MAIL_SERVER' },
    now: NOW,
  }).content.reveal();
  expect(merged).toBe(
    [
      'A=1',
      '# Replaced by ses-migrate on 2026-11-22:',
      '# SMTP_PASS=x',
      'SMTP_PASS=BMXhUYlu5Z3gSX+QORxlVa7XPaz91aGW/fHxvkOZdW0=',
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
  const once = mergeEnv('SMTP_HOST=a\nSMTP_HOST=b\n', settings, { now: NOW }).content.reveal();
  expect(once).toContain('# SMTP_HOST=a\n');
  expect(once).toContain('# SMTP_HOST=b\n');
  expect(parseEnvFile(once).get('SMTP_HOST')).toBe(settings.host);
  expect(mergeEnv(once, settings, { now: new Date('2027-01-01') }).content.reveal()).toBe(once);
});

test('merge: without a From to write, the one of the file stays', () => {
  expect(mergeEnv('SMTP_FROM=x@y.example\n', withoutFrom).content.reveal()).toContain(
    '\nSMTP_HOST=',
  );
  expect(mergeEnv('SMTP_FROM=x@y.example\n', withoutFrom).content.reveal()).toMatch(
    /^SMTP_FROM=x@y\.example\n/,
  );
});

test("merge: the old provider's own variables become comments, in their place", () => {
  const before =
    'A=1\nRESEND_API_KEY=re_1\nAPP_SENDGRID_API_KEY="SG.x"\nRESEND_DELAY=5\nSMTP_HOST=b\n';
  const { content, retired } = mergeEnv(before, withoutFrom, {
    now: NOW,
    isOld: isProviderVariable,
  });
  expect(retired).toEqual(['RESEND_API_KEY', 'APP_SENDGRID_API_KEY']);
  expect(content.reveal()).toMatch(
    /^A=1\n# Retired by ses-migrate on 2026-11-22:\n# RESEND_API_KEY=re_1\n# Retired [^\n]*:\n# APP_SENDGRID_API_KEY="SG\.x"\nRESEND_DELAY=5\n/,
  );
  expect([...parseEnvFile(content.reveal()).keys()].slice(0, 3)).toEqual([
    'A',
    'RESEND_DELAY',
    'SMTP_HOST',
  ]);
});

const LOGIN = 'AKIAIOSFODNN7EXAMPLE:BMXhUYlu5Z3gSX%2BQORxlVa7XPaz91aGW%2FfHxvkOZdW0%3D';

test.each([
  ['SMTP_SECURE=true', 'false'],
  ['EMAIL_SERVER_SECURE=1', '0'],
  ['EMAIL_USE_SSL=True', 'False'],
  ['EMAIL_USE_TLS=False', 'True'],
  ['MAIL_ENCRYPTION=ssl', 'tls'],
  ['MAIL_SCHEME=smtps', 'smtp'],
  ['MAIL_MAILER=resend', 'smtp'],
  ['SMTP_URL=smtps://resend:re_1@smtp.resend.com:465', `smtp://${LOGIN}@${settings.host}:587`],
  ['EMAIL_SERVER="smtp://a:b@c"', `smtp://${LOGIN}@${settings.host}:587`],
])('merge: %s would not go with port 587 any more', (line, value) => {
  const name = line.split('=')[0] ?? '';
  const { content, adjusted } = mergeEnv(`${line}\n`, settings);
  expect(parseEnvFile(content.reveal()).get(name)).toBe(value);
  expect(content.reveal()).toContain(`# ${line}\n`);
  expect(adjusted).toEqual([name]);
});

test.each([
  'SMTP_SECURE=false',
  'SMTP_SECURE=',
  'EMAIL_USE_TLS=True',
  'MAIL_ENCRYPTION=tls',
  'MAIL_MAILER=log',
  'COOKIE_SECURE=true',
  'SMTP_TLS=true',
  'API_URL=smtp://x',
])('merge: %s stays', (line) => {
  const { content, adjusted } = mergeEnv(`${line}\n`, settings);
  expect(content.reveal().startsWith(`${line}\n\n`)).toBe(true);
  expect(adjusted).toEqual([]);
});

test('merge: with a port of implicit TLS, that is what is said', () => {
  const { content } = mergeEnv('SMTP_SECURE=false\n', { ...settings, port: 465 });
  expect(parseEnvFile(content.reveal()).get('SMTP_SECURE')).toBe('true');
});

test('merge: for Docker, values are written as they stand', () => {
  const { content } = mergeEnv('SMTP_FROM=x\n', settings, { form: 'docker' });
  expect(content.reveal()).toContain('\nSMTP_FROM=Acme <hello@acme.example>\n');
});
