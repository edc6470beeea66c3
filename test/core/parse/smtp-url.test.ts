import { expect, test } from 'vitest';
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
