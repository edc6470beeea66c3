import type { Provider } from './provider.ts';

export const sendgrid: Provider = {
  id: 'sendgrid',
  name: 'SendGrid',
  source:
    'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/how-to-set-up-domain-authentication',
  checked: '2026-11-22',
  spf: ['sendgrid.net'],
  mx: [],
  dkim: [{ selector: 's1', target: 'sendgrid.net' }],
  // Its own names are em and a number, which cannot be guessed.
  bounces: { labels: ['em'], targets: ['sendgrid.net'], needsKey: false },
  ownership: [],
};
