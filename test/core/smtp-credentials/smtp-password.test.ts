import { expect, test } from 'vitest';
import vectors from '../../../fixtures/smtp-password-vectors.json' with { type: 'json' };
import { REGION_NAMES } from '../../../src/core/aws/regions.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import {
  looksLikeTemporaryKey,
  smtpPassword,
} from '../../../src/core/smtp-credentials/smtp-password.ts';

test.each(vectors)('gives the password published in $source', ({ secret, region, password }) => {
  expect(smtpPassword(new Secret(secret), region).reveal()).toBe(password);
});

test('is 44 characters, begins with B and differs in every Region', () => {
  const secrets = ['', 'x', 'å secret with more than ASCII', 'k'.repeat(500)];
  for (const secret of secrets) {
    const passwords = REGION_NAMES.map((region) =>
      smtpPassword(new Secret(secret), region).reveal(),
    );
    expect(new Set(passwords).size).toBe(REGION_NAMES.length);
    for (const password of passwords) expect(password).toMatch(/^B[A-Za-z0-9+/]{43}$/);
  }
});

test('does not show itself', () => {
  expect(`${smtpPassword(new Secret('some+secret+key'), 'eu-central-1')}`).toBe('[secret]');
});

test.each([
  ['ASIAIOSFODNN7EXAMPLE', true],
  ['AKIAIOSFODNN7EXAMPLE', false],
  ['AKIAASIA4FODNN7EXAMP', false],
])('%s is a temporary key: %s', (id, temporary) => {
  expect(looksLikeTemporaryKey(id)).toBe(temporary);
});
