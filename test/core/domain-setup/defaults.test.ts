import { expect, test } from 'vitest';
import { senderPatternOf, smtpUserOf } from '../../../src/core/domain-setup/defaults.ts';
import { checklist, DOMAIN } from '../../helpers/world.ts';

test('the IAM user has a name that IAM takes, or the chosen one', () => {
  expect(smtpUserOf(DOMAIN, checklist())).toBe('ses-smtp-acme.example');
  expect(smtpUserOf(`${'a'.repeat(60)}.example`, checklist())).toHaveLength(64);
  expect(smtpUserOf(DOMAIN, checklist({ choices: { smtpUser: 'mailer' } }))).toBe('mailer');
});

test('senders: the whole domain, or what was chosen', () => {
  expect(senderPatternOf(DOMAIN, checklist())).toBe('*@acme.example');
  expect(senderPatternOf(DOMAIN, checklist({ choices: { senders: 'a@acme.example' } }))).toBe(
    'a@acme.example',
  );
});
