import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/core/model/errors.ts';
import { parseSmtpUrl, parseSmtpUrlFlag } from '../../../src/core/parse/smtp-url.ts';

test.each(['smtp://u@h.example:25', 'smtps://h.example', 'smtp://u:@h.example'])(
  '--smtp-url %s has no secret in it',
  (url) => expect(parseSmtpUrlFlag(url)).toBe(url),
);

test('the user of a flag is kept', () => {
  expect(parseSmtpUrl('smtp://a%40b@h.example', '--smtp-url')).toEqual({
    ...{ host: 'h.example', port: 587, tls: 'starttls', username: 'a@b', password: null },
  });
});

test.each(['smtp://u:sesame@h.example', 'smtp://:sesame@h', 'sesame', 'http://u:sesame@h'])(
  '--smtp-url %s is refused, names the way out, and is not repeated',
  (url) => {
    let error: Failure | null = null;
    try {
      parseSmtpUrlFlag(url);
    } catch (thrown) {
      error = thrown as Failure;
    }
    expect(error).toMatchObject({ code: 'usage/bad-smtp-url', exitCode: 2 });
    expect(`${error?.message} ${error?.fix}`).not.toContain('sesame');
    if (/:\/\/\w*:/.test(url) && url.startsWith('smtp')) expect(error?.fix).toContain('SMTP_URL');
  },
);

describe('a password that a URL ends early', () => {
  const thrown = (url: string, name: 'SMTP_URL' | '--smtp-url'): Failure => {
    try {
      parseSmtpUrl(url, name);
    } catch (error) {
      return error as Failure;
    }
    throw new Error('it was taken');
  };

  // With digits before the mark a URL has "12" for a port and "u" for a host.
  test.each([
    'smtp://u:12/sesame@h.example',
    'smtp://u:12?sesame@h.example:587',
    'smtps://u:12#sesame@h.example',
    'smtp://u:se/same@h.example',
    'smtp://u:/sesame@h.example',
    'smtp://u:p@1/sesame@h.example',
    'smtp://sesame/u:p@h.example',
    'smtp://u:12#/sesame@h.example/',
  ])('%s contacts nobody, shows nothing of it, and names the encoding', (url) => {
    for (const name of ['SMTP_URL', '--smtp-url'] as const) {
      const error = thrown(url, name);
      expect(error).toMatchObject({ code: 'usage/bad-smtp-url', exitCode: 2 });
      expect(error.fix).toContain('%2F');
      expect(`${error.message} ${error.fix}`).not.toMatch(/sesame|\b12\b|h\.example/);
    }
  });

  test.each(['smtp://u:p@h.example/path', 'smtp://h.example?pool=true', 'smtp://u:12#sesame'])(
    '%s names more than a server',
    (url) => {
      const error = thrown(url, 'SMTP_URL');
      expect(error.code).toBe('usage/bad-smtp-url');
      expect(`${error.message} ${error.fix}`).not.toMatch(/sesame|pool|path\b(?!, a)/);
    },
  );

  test('a line break in it is not dropped in silence', () => {
    expect(thrown('smtp://u:p\nq@h.example', 'SMTP_URL').code).toBe('usage/bad-smtp-url');
  });

  test('encoded, user and password are what was meant', () => {
    const url = 'smtp://ACME%2Fann%5Cx:a%2Fb%3Fc%23d%40e%3Af%25@h.example';
    const { username, password, host } = parseSmtpUrl(url, 'SMTP_URL');
    expect([username, password?.reveal(), host]).toEqual([
      ...['ACME/ann\\x', 'a/b?c#d@e:f%', 'h.example'],
    ]);
  });
});
