import { expect, test } from 'vitest';
import { dmarcOf, mailFromOf, senderPatternOf, smtpUserOf } from '../../src/core/settings.ts';
import { checklist, DOMAIN, identity } from '../helpers/world.ts';

test('MAIL FROM: what was chosen, else what SES has, else mail.', () => {
  const held = identity({ mailFrom: { domain: 'bounce.acme.example' } });
  const chosen = checklist({ choices: { mailFrom: 'b.acme.example' } });
  expect(mailFromOf(DOMAIN, chosen, held)).toBe('b.acme.example');
  expect(mailFromOf(DOMAIN, checklist(), held)).toBe('bounce.acme.example');
  expect(mailFromOf(DOMAIN, checklist(), identity({ mailFrom: { domain: null } }))).toBe(
    'mail.acme.example',
  );
  expect(mailFromOf(DOMAIN, checklist(), null)).toBe('mail.acme.example');
});

test.each([
  [{}, 'v=DMARC1; p=none;'],
  [{ dmarc: 'reject' as const }, 'v=DMARC1; p=reject;'],
  [{ dmarcRua: 'd@acme.example' }, 'v=DMARC1; p=none; rua=mailto:d@acme.example;'],
])('DMARC of %j', (choices, text) => {
  expect(dmarcOf(checklist({ choices }))).toBe(text);
});

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
