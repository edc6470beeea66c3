import { expect, test } from 'vitest';
import { Secret } from '../../../src/core/model/secret.ts';
import {
  looksLikeKeyId,
  passwordForm,
  withoutStray,
} from '../../../src/core/smtp-credentials/login-clues.ts';

const legacy = Buffer.concat([Buffer.from([2]), Buffer.alloc(32, 9)]).toString('base64');

test.each([
  ['BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2', 'derived'],
  ['BBbphbrQmrKMx42d1N6+C7VINYEBGI5v9VsZeTxwskfh', 'derived'],
  [legacy, 'legacy'],
  ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'secret'],
  // Cut off, of another version, with a character that base 64 has not, empty.
  ['BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ', 'other'],
  ['DMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2', 'other'],
  ['BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdW-2', 'other'],
  ['', 'other'],
])('%j is %s', (text, form) => {
  expect(passwordForm(new Secret(text))).toBe(form);
});

test.each([
  ['AKIAIOSFODNN7EXAMPLE', true],
  ['ASIAIOSFODNN7EXAMPLE', false],
  ['AKIA', false],
  ['ses-smtp-acme', false],
  ['mail@acme.example', false],
])('%s as key id: %s', (text, is) => {
  expect(looksLikeKeyId(text)).toBe(is);
});

test.each([
  [' a b\r\n', 'ab'],
  ['"a+/="', 'a+/='],
  ["'a'", 'a'],
  ['"a', '"a'],
  ['a+/=', 'a+/='],
])('%j without what is stray is %s', (text, clean) => {
  expect(withoutStray(text)).toBe(clean);
});
