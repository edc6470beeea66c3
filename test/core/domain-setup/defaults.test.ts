import { expect, test } from 'vitest';
import { senderPatternsOf, smtpUserOf } from '../../../src/core/domain-setup/defaults.ts';
import { checklist, DOMAIN } from '../../helpers/world.ts';

test('the IAM user has a name that IAM takes, or the chosen one', () => {
  expect(smtpUserOf(DOMAIN, checklist())).toBe('ses-smtp-acme.example');
  expect(smtpUserOf(`${'a'.repeat(60)}.example`, checklist())).toHaveLength(64);
  expect(smtpUserOf(DOMAIN, checklist({ choices: { smtpUser: 'mailer' } }))).toBe('mailer');
});

test('senders: the whole domain, or what was chosen', () => {
  expect(senderPatternsOf(DOMAIN, checklist())).toEqual(['*@acme.example']);
  const chosen = checklist({ choices: { senders: 'a@acme.example *@news.acme.example' } });
  expect(senderPatternsOf(DOMAIN, chosen)).toEqual(['a@acme.example', '*@news.acme.example']);
});
