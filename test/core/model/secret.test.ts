import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret, withoutSecrets } from '../../../src/core/model/secret.ts';

const secret = new Secret('open/sesame 77');

test('a secret prints as [secret] in every form, and reveals itself to who asks', () => {
  const error = new Error(`login ${secret}`);
  for (const text of [String(secret), `${secret}`, JSON.stringify({ secret }), inspect({ secret })])
    expect(text).toContain('[secret]');
  expect([inspect({ secret }), error.message].join()).not.toContain('sesame');
  expect(secret.reveal()).toBe('open/sesame 77');
});

test.each([
  ['535 "open/sesame 77" is wrong', '535 "[secret]" is wrong'],
  ['open/sesame 77open/sesame 77', '[secret][secret]'],
  ['smtp://me:open%2Fsesame%2077@host', 'smtp://me:[secret]@host'],
  ['535 open/sesame is wrong', '535 open/sesame is wrong'],
])('%s is told as %s', (said, told) => {
  expect(withoutSecrets(said, [null, undefined, new Secret('other'), secret])).toBe(told);
});

test.each(['', 'a', 'ab', 'abc'])(
  'in the base 64 of SASL, behind a user of any length: %j',
  (user) => {
    const plain = Buffer.from(`\0${user}\0${secret.reveal()}`).toString('base64');
    const told = withoutSecrets(`501 ${plain}`, [secret]);
    expect(told).toContain('[secret]');
    const left = Buffer.from(told.replace('501 ', '').replace('[secret]', ''), 'base64');
    expect(left.toString()).not.toMatch(/pen|sesam|77/);
  },
);

test('too short to look for, and empty', () => {
  for (const value of ['', 'abc'])
    expect(withoutSecrets('an abc of words', [new Secret(value)])).toBe('an abc of words');
});

test('a value that a server repeats as IMAP quotes it, or in JSON', () => {
  const secret = new Secret('a"b\\c d');
  expect(withoutSecrets('LOGIN you "a\\"b\\\\c d" is wrong', [secret])).toBe(
    'LOGIN you "[secret]" is wrong',
  );
  expect(withoutSecrets(JSON.stringify({ password: 'a"b\\c d' }), [secret])).toBe(
    '{"password":"[secret]"}',
  );
});
