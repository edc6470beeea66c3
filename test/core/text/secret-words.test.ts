import { describe, expect, test } from 'vitest';
import { looksSecret, secretWords, withoutWords } from '../../../src/core/text/secret-words.ts';

/** Made up, in the forms that the services document. */
const SECRETS = [
  'AKIAIOSFODNN7EXAMPLE',
  'ASIAIOSFODNN7EXAMPLE',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'BExampleExampleExample1234567890abcdefGHIJkl',
  'BExample+xample/xample1234567890abcdefGHIJkl',
  're_123456789abcdefg',
  'SG.abcdefghijklmnop.qrstuvwxyz0123456789',
  'key-3ax6xnjp29jd6fds4gc373sgvjxteol0'.replace(/[g-z]/g, 'a'),
  'xkeysib-0123456789abcdef',
  '9f8e7d6c-5b4a-3c2d-1e0f-9a8b7c6d5e4f',
  'smtps://user:geheim@mail.example:465',
  'https://ann:p%40ss@proxy.example',
  '0123456789abcdef0123456789abcdef',
  'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
];

const HARMLESS = [
  'acme.example',
  'verify-domain',
  'ses-smtp-acme.example',
  'Ann <ann@acme.example>',
  '/tmp/ses-migrate-test-AbC123/ses-migrate.json',
  '/home/Ann/Projects/Mail2026/settings',
  './ses-smtp.env',
  'https://acme.example/unsubscribe?a=b:c@d',
  'arn:aws:iam::123456789012:policy/Limit',
  'eu-central-1',
  'c='.repeat(30),
  'MAIL_HOST,MAIL_PORT,MAIL_USERNAME',
  'keyword-list',
];

test.each(SECRETS)('%s looks like a secret, alone and within a word', (secret) => {
  for (const word of [secret, `--file=${secret}`, `--${secret}`, `-p${secret}`, `a,${secret}`])
    expect([word, looksSecret(word)]).toEqual([word, true]);
});

test.each(HARMLESS)('%s does not', (word) => {
  expect(looksSecret(word)).toBe(false);
});

describe('what a message must not repeat', () => {
  test.each([
    ['a value', ['--via', 're_123456789abcdefg']],
    ['a value behind =', ['--via=re_123456789abcdefg']],
    ['a flag', ['--re_123456789abcdefg']],
    ['one of a list', ['--via', 'api,re_123456789abcdefg']],
  ])('%s', (_name, argv) => {
    const said = withoutWords('"re_123456789abcdefg" is no path.', secretWords(argv));
    expect(said).toMatch(
      /^"\(\d+ characters, not shown because they may be a secret\)" is no path/,
    );
  });

  test('a key that is named on purpose can be named in the answer', () => {
    expect(secretWords(['--key', 'AKIAIOSFODNN7EXAMPLE'])).toEqual([]);
    expect(secretWords(['--confirm=AKIAIOSFODNN7EXAMPLE'])).toEqual([]);
    expect(secretWords(['--region', 'AKIAIOSFODNN7EXAMPLE'])).not.toEqual([]);
  });

  test('in small letters, as a domain is repeated', () => {
    const words = secretWords(['AKIAIOSFODNN7EXAMPLE']);
    expect(withoutWords('akiaiosfodnn7example', words)).not.toContain('akia');
  });
});
