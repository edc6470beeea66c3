import { expect, test } from 'vitest';
import { envLogins } from '../../src/adapters/env-logins.ts';
import { Failure } from '../../src/core/model/errors.ts';

function old(SMTP_URL: string) {
  return envLogins({ SMTP_URL }).oldSmtp();
}

test('SES login: both variables or none', () => {
  const both = { SES_MIGRATE_SMTP_USERNAME: 'AKIA', SES_MIGRATE_SMTP_PASSWORD: 'p w' };
  const login = envLogins(both).sesSmtp();
  expect(login?.username).toBe('AKIA');
  expect(login?.password.reveal()).toBe('p w');
  expect(envLogins({ ...both, SES_MIGRATE_SMTP_PASSWORD: undefined }).sesSmtp()).toBeNull();
  expect(envLogins({ ...both, SES_MIGRATE_SMTP_USERNAME: '' }).sesSmtp()).toBeNull();
  expect(envLogins({}).sesSmtp()).toBeNull();
});

test.each([
  ['smtp://u:p@mail.old.example', 'mail.old.example', 587, 'starttls'],
  ['smtp://u:p@mail.old.example:2525', 'mail.old.example', 2525, 'starttls'],
  ['smtp://mail.old.example:2525', 'mail.old.example', 2525, 'if-offered'],
  ['smtp://u:p@127.0.0.1.example', '127.0.0.1.example', 587, 'starttls'],
  ['smtp://u:p@localhost:2525', 'localhost', 2525, 'if-offered'],
  ['smtp://u:p@127.0.0.2:2525', '127.0.0.2', 2525, 'if-offered'],
  ['smtps://u:p@mail.old.example', 'mail.old.example', 465, 'implicit'],
  ['SMTPS://u:p@mail.old.example:4650/', 'mail.old.example', 4650, 'implicit'],
  ['smtp://u:p@[::1]:2525', '::1', 2525, 'if-offered'],
])('%s is %s:%i, TLS %s', (url, host, port, tls) => {
  expect(old(url)?.endpoint).toEqual({ host, port, tls });
});

test('user and password are unescaped, and may be absent', () => {
  const login = old('smtp://resend%40acme:p%40ss%2F%25@h.example')?.login;
  expect(login?.username).toBe('resend@acme');
  expect(login?.password.reveal()).toBe('p@ss/%');
  expect(old('smtp://h.example')?.login).toBeNull();
  expect(envLogins({}).oldSmtp()).toBeNull();
  expect(old('')).toBeNull();
});

test.each([
  'mail.old.example:587',
  'https://u:sesame@h.example',
  'smtp://',
  'smtp:sesame',
  'smtp://u:50%sesame@h.example',
])('%s is refused without showing it', (url) => {
  const error = (() => {
    try {
      old(url);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(Failure);
  expect(error).toMatchObject({ code: 'usage/bad-smtp-url', exitCode: 2 });
  expect(String(error) + (error as Failure).fix).not.toContain('sesame');
});
