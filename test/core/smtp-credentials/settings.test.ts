import { expect, test } from 'vitest';
import { isNameList, namesFrom, namesInList } from '../../../src/core/smtp-credentials/settings.ts';
import { isProviderVariable } from '../../../src/providers/variables.ts';

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
      fromName: 'MAIL_FROM_NAME',
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
    'NextAuth with a URL, which is no host',
    'EMAIL_SERVER=smtp://u:p@old.example:587\nEMAIL_FROM=d',
    { from: 'EMAIL_FROM' },
  ],
  ['nothing', '', {}],
])('learns the names: %s', (_, text, names) => {
  expect(namesFrom(text)).toEqual(names);
});

test('what only the old provider reads is no name of ours', () => {
  const text = 'MAILGUN_SMTP_LOGIN=a\nMAILGUN_SMTP_PASSWORD=b\nSMTP_PASSWORD=c';
  expect(namesFrom(text, isProviderVariable)).toEqual({ password: 'SMTP_PASSWORD' });
});

test.each([
  [
    'SMTP_HOST, SMTP_USER,SMTP_PASS',
    { host: 'SMTP_HOST', username: 'SMTP_USER', password: 'SMTP_PASS' },
  ],
  ['username=LOGIN,password=mail.key', { username: 'LOGIN', password: 'mail.key' }],
  ['password=KEY', { password: 'KEY' }],
  ['SMTP_HOST,password=KEY', { host: 'SMTP_HOST', password: 'KEY' }],
])('the list %s', (list, names) => {
  expect(isNameList(list)).toBe(true);
  expect(namesInList(list)).toEqual(names);
});

test.each(['.env', './config/mail.env'])('%s is no list but a file', (text) => {
  expect(isNameList(text)).toBe(false);
});

test.each(['SMTP_HOST,FOO', 'secret=FOO'])('refuses the list %s', (list) => {
  expect(() => namesInList(list)).toThrow(
    expect.objectContaining({
      code: 'usage/unknown-name',
      message: expect.stringContaining('FOO'),
    }),
  );
});
