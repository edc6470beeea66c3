import { describe, expect, test } from 'vitest';
import { parseEnvFile } from '../../../src/core/smtp-credentials/env-file.ts';
import {
  type Merged,
  type MergeOptions,
  mergeEnv,
} from '../../../src/core/smtp-credentials/env-merge.ts';
import type { SmtpSettings } from '../../../src/core/smtp-credentials/settings.ts';
import { isProviderVariable } from '../../../src/providers/variables.ts';
import { settings, withoutFrom } from './smtp-settings.ts';

/** Merged, as it has to be here: what is refused has tests of its own. */
function merge(existing: string, given: SmtpSettings, options: MergeOptions = {}): Merged {
  const merged = mergeEnv(existing, given, options);
  if (!merged.ok) throw new Error(merged.problems.join('; '));
  return merged;
}

/** A whole set, so that what is beside it is judged. */
const SET = 'SMTP_HOST=old.example\nSMTP_PORT=465\nSMTP_USERNAME=u\nSMTP_PASSWORD=p\n';
const NOW = new Date('2026-11-22T10:00:00Z');
const ENV = `# SMTP settings of Amazon SES in eu-central-1
SMTP_HOST=email-smtp.eu-central-1.amazonaws.com
SMTP_PORT=587
SMTP_USERNAME=AKIAIOSFODNN7EXAMPLE
SMTP_PASSWORD=BMXhUYlu5Z3gSX+QORxlVa7XPaz91aGW/fHxvkOZdW0=
SMTP_FROM_ADDRESS='Acme <hello@acme.example>'
`;

test('merge: into nothing is the same as formatting', () => {
  expect(merge('', settings, { now: NOW }).content.reveal()).toBe(ENV);
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
  expect(merge(before, withoutFrom, { now: NOW }).content.reveal()).toBe(
    [
      '\uFEFF# our app',
      'DATABASE_URL="postgres://x"',
      '# Replaced by ses-migrate on 2026-11-22:',
      '#   export SMTP_HOST=smtp.resend.com # the old one',
      '  export SMTP_HOST=email-smtp.eu-central-1.amazonaws.com # the old one',
      'SMTP_PORT=587',
      '',
      '# Replaced by ses-migrate on 2026-11-22:',
      '# SMTP_USER=resend',
      'SMTP_USER=AKIAIOSFODNN7EXAMPLE',
      '# Replaced by ses-migrate on 2026-11-22:',
      "# SMTP_PASS='re_123",
      "# SMTP_HOST=decoy'",
      "SMTP_PASS='BMXhUYlu5Z3gSX+QORxlVa7XPaz91aGW/fHxvkOZdW0='",
      'SMTP_SECURE=false',
      'LAST=1',
    ].join('\r\n'),
  );
});

test('merge: what is not there is appended, with the line ends of the file', () => {
  const merged = merge('A=1\r\nSMTP_PASS=x', withoutFrom, {
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
  const once = merge(`SMTP_HOST=a\n${SET}`, settings, { now: NOW }).content.reveal();
  expect(once).toContain('# SMTP_HOST=a\n');
  expect(once).toContain('# SMTP_HOST=old.example\n');
  expect(parseEnvFile(once).get('SMTP_HOST')).toBe(settings.host);
  expect(merge(once, settings, { now: new Date('2027-01-01') }).content.reveal()).toBe(once);
});

test('merge: without a From to write, the one of the file stays', () => {
  expect(merge('SMTP_FROM=x@y.example\n', withoutFrom).content.reveal()).toContain('\nSMTP_HOST=');
  expect(merge('SMTP_FROM=x@y.example\n', withoutFrom).content.reveal()).toMatch(
    /^SMTP_FROM=x@y\.example\n/,
  );
});

test("the old provider's own variables stay in force until the cut-over, and are named", () => {
  const before = `A=1\nRESEND_API_KEY=re_1\nAPP_SENDGRID_API_KEY="SG.x"\nRESEND_DELAY=5\n${SET}`;
  const { content, kept } = merge(before, withoutFrom, { now: NOW, isOld: isProviderVariable });
  expect(kept).toEqual(['RESEND_API_KEY', 'APP_SENDGRID_API_KEY']);
  expect(content.reveal()).toMatch(
    /^A=1\nRESEND_API_KEY=re_1\nAPP_SENDGRID_API_KEY="SG\.x"\nRESEND_DELAY=5\n# Replaced/,
  );
});

const LOGIN = 'AKIAIOSFODNN7EXAMPLE:BMXhUYlu5Z3gSX%2BQORxlVa7XPaz91aGW%2FfHxvkOZdW0%3D';

test.each([
  ['SMTP_SECURE=true', 'false'],
  ['SMTP_SECURE=ssl', 'tls'],
  ['SMTP_SSL=on', 'off'],
  ['SMTP_USE_SSL=Yes', 'No'],
  ['SMTP_USE_TLS=False', 'True'],
  ['SMTP_STARTTLS=no', 'yes'],
  ['SMTP_STARTTLS_REQUIRED=0', '1'],
  ['SMTP_DISABLE_STARTTLS=true', 'false'],
  ['SMTP_IGNORE_TLS=1', '0'],
  ['SMTP_ENCRYPTION=SSL', 'TLS'],
  ['SMTP_ENCRYPTION=none', 'tls'],
  ['SMTP_SECURITY=ssl/tls', 'STARTTLS'],
  ['SMTP_SECURITY=off', 'starttls'],
  ['SMTP_SCHEME=smtps', 'smtp'],
  ['SMTP_PROTOCOL=smtps', 'smtp'],
  ['SMTP_PROTOCOL=submissions', 'submission'],
  ['SMTP_TLS_TYPE=none', 'STARTTLS'],
  ['SMTP_STARTTLS_POLICY=NoStartTLS', 'MandatoryStartTLS'],
  ['SMTP_AUTH=false', 'true'],
  ['SMTP_AUTH_METHOD=CRAM-MD5', 'PLAIN'],
  ['SMTP_AUTHENTICATION=:cram_md5', ':plain'],
  ['SMTP_AUTH_MECHANISM=Xoauth2', 'Plain'],
  ['SMTP_ENABLED=false', 'true'],
  ['SMTP_DRIVER=sendgrid', 'smtp'],
  ['EMAIL_PROVIDER=RESEND', 'SMTP'],
])('%s would not go with port 587 any more', (line, value) => {
  const name = line.split('=')[0] ?? '';
  const { content, adjusted } = merge(`${SET}${line}\n`, withoutFrom);
  expect(parseEnvFile(content.reveal()).get(name)).toBe(value);
  expect(content.reveal()).toContain(`# ${line}\n`);
  expect(adjusted).toEqual([name]);
});

test.each([
  'SMTP_SECURE=false',
  'SMTP_SECURE=',
  'SMTP_SECURE=tls',
  'SMTP_USE_TLS=True',
  'SMTP_STARTTLS=required',
  'SMTP_ENCRYPTION=tls',
  'SMTP_TLS_TYPE=STARTTLS',
  'SMTP_AUTH=plain',
  'SMTP_AUTH_METHOD=login',
  'SMTP_DRIVER=smtp',
  'SMTP_SERVICE=billing',
  'SMTP_TIMEOUT=10',
  'SMTP_OPENSSL_VERIFY_MODE=peer',
  'COOKIE_SECURE=true',
])('%s stays', (line) => {
  const { content, adjusted } = merge(`${line}\n${SET}`, withoutFrom);
  expect(content.reveal().startsWith(`${line}\n`)).toBe(true);
  expect(adjusted).toEqual([]);
});

test.each([
  ['SMTP_SECURE=false', 'true'],
  ['SMTP_USE_TLS=1', '0'],
  ['SMTP_ENCRYPTION=tls', 'ssl'],
  ['SMTP_SECURITY=starttls', 'force_tls'],
  ['SMTP_SCHEME=smtp', 'smtps'],
  ['SMTP_CONNECTION_SECURITY=STARTTLS', 'TLS'],
])('%s would not go with port 465', (line, value) => {
  const name = line.split('=')[0] ?? '';
  const before = SET.replace('465', '587');
  const { content } = merge(`${before}${line}\n`, { ...withoutFrom, port: 465 });
  expect(parseEnvFile(content.reveal()).get(name)).toBe(value);
});

test.each([
  ['SMTP_URL=smtps://resend:re_1@smtp.resend.com:465', `smtp://${LOGIN}@${settings.host}:587`],
  ['EMAIL_SERVER="smtp://a:b@c"', `smtp://${LOGIN}@${settings.host}:587`],
  ['MAIL_DSN=submissions://a:b@c', `submission://${LOGIN}@${settings.host}:587`],
  ['DSN=smtps://a:b@c:465', `smtp://${LOGIN}@${settings.host}:587`],
  ['MAILER_DSN=null://null', `smtp://${LOGIN}@${settings.host}:587`],
  [
    `MAIL_URL="smtp://$${'{U}'}:$${'{P}'}@$${'{H}'}:587?pool=true"`,
    `smtp://${LOGIN}@${settings.host}:587?pool=true`,
  ],
])('a URL is rewritten in its own dialect: %s', (line, value) => {
  const { content, changed, added } = merge(`${line}\n`, withoutFrom);
  expect([...parseEnvFile(content.reveal()).values()]).toEqual([value]);
  expect([changed, added]).toEqual([[line.split('=')[0]], []]);
});

describe('a file that would be changed by half is not changed at all', () => {
  test.each([
    ['SMTP_HOST=a.example\nSMTP_PORT=25\n', /only a part.*SMTP_HOST, SMTP_PORT/],
    ['EMAIL_PROVIDER=resend\nRESEND_API_KEY=re_1\n', /EMAIL_PROVIDER=resend chooses another/],
    ['RELAY=smtp.old.example\n', /RELAY looks like a mail server/],
    [`${SET}SMTP_SECURITY=quantum\n`, /SMTP_SECURITY: its value is not understood/],
    [`${SET}SMTP_AUTH_METHOD=kerberos\n`, /SMTP_AUTH_METHOD/],
    [`${SET}MAIL_MAILER=failover\n`, /MAIL_MAILER: it chooses a mailer/],
    [SET.replace('old.example', 'ssl://old.example'), /SMTP_HOST: its value is not the name/],
    [
      `${SET}BACKUP_SMTP_HOST=b.example\nBACKUP_SMTP_USER=u\nBACKUP_SMTP_PASS=p\n`,
      /2 mail servers/,
    ],
    [`${SET}SMTP_FROM=x@other.example\n`, /SMTP_FROM is x@other\.example.*only as \*@acme/],
    ['smtp:\n  host: a.example\n', /another format/],
    ['services:\n  app:\n    environment:\n      - SMTP_HOST=a\n', /another format/],
    ['{ "host": "a" }\n', /another format/],
    ['MAILER_DSN=failover(smtp://a:hush@b smtp://c:hush@d)\n', /MAILER_DSN chooses/],
  ])('%j', (before, problem) => {
    const merged = mergeEnv(before, withoutFrom, {
      allowed: ['*@acme.example'],
      isOld: isProviderVariable,
    });
    expect(merged.ok).toBe(false);
    expect(!merged.ok && merged.problems.join('; ')).toMatch(problem);
    const said = JSON.stringify(merged);
    expect(said).not.toContain(withoutFrom.password.reveal());
    expect(said).not.toContain('hush');
    expect(!merged.ok && merged.lines[0]).toMatch(/=email-smtp\.eu-central-1\.amazonaws\.com$/);
  });

  test('each of several allowed patterns covers its senders, and none takes the place of another', () => {
    const allowed = ['*@acme.example', 'news@shop.example'];
    const covered = `${SET}SMTP_FROM=hello@acme.example\nNEWS_FROM=news@shop.example\n`;
    const merged = mergeEnv(covered, withoutFrom, { allowed });
    expect(merged.ok && merged.adjusted).toEqual([]);
    const other = mergeEnv(`${SET}SMTP_FROM=x@shop.example\n`, withoutFrom, { allowed });
    expect(!other.ok && other.problems).toEqual([
      'SMTP_FROM is x@shop.example, and the new login sends only as *@acme.example or news@shop.example',
    ]);
  });

  test('a sender that is not covered can be confirmed by the name of its variable', () => {
    const merged = mergeEnv(`${SET}SMTP_FROM=x@other.example\n`, withoutFrom, {
      allowed: ['*@acme.example'],
      confirmed: ['SMTP_FROM'],
    });
    expect(merged.ok).toBe(true);
  });

  test('a single allowed address takes the place of one that is not covered; its name stays', () => {
    const { content, adjusted } = merge(
      `${SET}SMTP_FROM="Acme Shop <shop@old.example>"\nSMTP_FROM_NAME=Shop\n`,
      { ...withoutFrom, from: 'hello@acme.example' },
    );
    expect(adjusted).toEqual(['SMTP_FROM']);
    expect(parseEnvFile(content.reveal()).get('SMTP_FROM')).toBe('Acme Shop <hello@acme.example>');
    expect(parseEnvFile(content.reveal()).get('SMTP_FROM_NAME')).toBe('Shop');
  });

  test('names that a person gives are the way on: what is missing is added', () => {
    const { added, content } = merge('EMAIL_PROVIDER=smtp\nSMTP_HOST=a.example\n', withoutFrom, {
      names: { host: 'SMTP_HOST', username: 'SMTP_USER' },
    });
    expect(added).toEqual(['SMTP_PORT', 'SMTP_USER', 'SMTP_PASSWORD']);
    expect(parseEnvFile(content.reveal()).get('SMTP_HOST')).toBe(settings.host);
  });
});

test('the SES API today: Region, sender and name are taken over, its keys are named and stay', () => {
  const before =
    'SES_REGION=eu-central-1\nSES_FROM=a@acme.example\nSES_FROM_NAME=Acme\nSES_SECRET_KEY=s\n';
  const { content, kept } = merge(before, withoutFrom, { allowed: ['*@acme.example'] });
  expect(kept).toEqual(['SES_SECRET_KEY']);
  expect(content.reveal().startsWith(before)).toBe(true);
  const after = parseEnvFile(content.reveal());
  expect(after.get('SMTP_FROM_ADDRESS')).toBe('a@acme.example');
  expect(after.get('SMTP_FROM_NAME')).toBe('Acme');
});

test('port 465 and no switch: whether the application can do STARTTLS nobody knows, so 465 stays', () => {
  expect(merge(SET, withoutFrom).port).toBe(465);
  expect(merge(`${SET}SMTP_TLS=true\n`, withoutFrom).port).toBe(465);
  // What stands in for SES in a rehearsal has one port.
  expect(merge(SET, { ...withoutFrom, host: '127.0.0.1', port: 2587 }).port).toBe(2587);
});

test('for Docker, values are written as they stand', () => {
  const { content } = merge('A="1"\n', settings, { form: 'docker' });
  expect(content.reveal()).toContain('\nSMTP_FROM_ADDRESS=Acme <hello@acme.example>\n');
});
