import { describe, expect, test } from 'vitest';
import { parseInboxUrl } from '../../../src/core/parse/inbox-url.ts';
import { loginFix } from '../../../src/core/proof/imap-logins.ts';

test.each([
  ['imaps://me@imap.acme.example', ['imap.acme.example', 993, 'implicit', 'me']],
  [
    'imaps://me@acme.example@IMAP.acme.example/',
    ['imap.acme.example', 993, 'implicit', 'me@acme.example'],
  ],
  ['imaps://me%40acme.example@h.example:1993', ['h.example', 1993, 'implicit', 'me@acme.example']],
  ['imap://me+x@h.example', ['h.example', 143, 'starttls', 'me+x']],
  ['imaps://ACME%2Fme%2Fshared@h.example', ['h.example', 993, 'implicit', 'ACME/me/shared']],
  ['imap://me@[::1]:1143', ['::1', 1143, 'starttls', 'me']],
])('%s', (text, [host, port, tls, user]) => {
  expect(parseInboxUrl(text)).toEqual({ host, port, tls, user });
});

describe('refused', () => {
  const thrown = (text: string) => {
    try {
      return parseInboxUrl(text);
    } catch (error) {
      return error as { code: string; exitCode: number; message: string; fix: string };
    }
  };

  test.each([
    'me@acme.example',
    'https://me@h.example',
    'pop3://me@h.example',
    'imaps://h.example',
    'imaps://me@',
    'imaps://me@h.example/INBOX',
    'imaps://me@h.example?x=1',
    'imaps://100%@h.example',
    'imaps://me@h.example:99999',
  ])('%s', (text) => {
    expect(thrown(text)).toMatchObject({ code: 'usage/bad-inbox', exitCode: 2 });
  });

  test.each(['imaps://me:hunter2@h.example', 'imaps://me@acme.example:hunter2@h.example'])(
    'a password, and it is not repeated: %s',
    (text) => {
      const error = thrown(text) as { message: string; fix: string };
      expect(error).toMatchObject({
        code: 'usage/bad-inbox',
        fix: expect.stringContaining('IMAP_PASSWORD'),
      });
      expect(JSON.stringify({ ...error, message: error.message })).not.toContain('hunter2');
    },
  );
});

describe('a user name or a password that a URL ends early', () => {
  test.each([
    'imaps://me:12/hunter2@h.example',
    'imaps://me:hun/ter2@h.example',
    'imaps://me:12?hunter2@h.example',
    'imaps://me:12#hunter2@h.example',
    'imaps://ACME/hunter2@h.example',
    'imaps://me@acme.example:12/hunter2@h.example',
  ])('%s: nothing of it is shown, and the encoding is named', (text) => {
    let shown = '';
    try {
      parseInboxUrl(text);
    } catch (error) {
      const { code, message, fix } = error as { code: string; message: string; fix: string };
      shown = `${code} ${message} ${fix}`;
    }
    expect(shown).toMatch(/^usage\/bad-inbox .*%2F.*IMAP_PASSWORD/);
    expect(shown).not.toMatch(/hunter2|ter2|h\.example|ACME/);
  });
});

test.each([
  ['imap.gmail.com', /app password/],
  ['outlook.office365.com', /no longer accepts passwords.*--eml FILE/],
  ['imap.mail.me.com', /app-specific/],
  ['notgmail.com', /^Check the user/],
])('%s says what to log in with', (host, fix) => {
  expect(loginFix({ host, port: 993, tls: 'implicit', user: 'u' })).toMatch(fix);
});
