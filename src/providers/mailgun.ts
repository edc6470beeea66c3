import type { Provider } from './provider.ts';

export const mailgun: Provider = {
  id: 'mailgun',
  name: 'Mailgun',
  source: 'https://documentation.mailgun.com/docs/mailgun/user-manual/domains/domains-verify',
  checked: '2026-11-22',
  spf: ['mailgun.org'],
  mx: ['mailgun.org'],
  dkim: [
    // Automatic sender security: CNAMEs into dkim1.mailgun.com or dkim1.eu.mgsend.org.
    { selector: 'pdk1', target: 'mailgun.com' },
    { selector: 'pdk1', target: 'mgsend.org' },
    { selector: 'pic', target: null },
    { selector: 'mailo', target: null },
  ],
  bounces: { labels: ['mg'], targets: ['mailgun.org'], needsKey: false },
  ownership: [],
};
