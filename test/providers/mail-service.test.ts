import { expect, test } from 'vitest';
import { mailServiceOf } from '../../src/providers/recognise.ts';
import { diagnose, records } from '../core/dns/dns-case.ts';

test.each([
  ['mxa.mailgun.org', 'Mailgun'],
  ['mx.sendgrid.net', 'SendGrid'],
  ['pm.mtasv.net', 'Postmark'],
  ['aspmx.l.google.com', 'Google Workspace'],
  ['acme-example.mail.protection.outlook.com', 'Microsoft 365'],
  ['mx.zoho.eu', 'Zoho Mail'],
  ['inbound-smtp.eu-west-1.amazonaws.com', 'Amazon SES'],
  ['mx.notmailgun.org', null],
  ['mailgun.org.acme.example', null],
])('%s is of %s', (host, service) => {
  expect(mailServiceOf(host)).toBe(service);
});

const says = (host: string) =>
  diagnose({ 'mail-from-mx': { '*': records(`MX 10 ${host}`) } }, { mailServiceOf }).findings.find(
    ({ code }) => code === 'dns/mail-from-in-use',
  )?.message;

test('a MAIL FROM name in use is said to be that service’s; else only that it receives mail', () => {
  expect(says('mxa.mailgun.org')).toContain('belongs to Mailgun');
  expect(says('mx.acme.example')).toContain('belongs to a host that receives mail');
  // SES's own, of a Region that is misspelt, is another fault.
  expect(says('feedback-smtp.us-esat-1.amazonses.com')).toBeUndefined();
});
