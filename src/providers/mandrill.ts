import type { Provider } from './provider.ts';

export const mandrill: Provider = {
  id: 'mandrill',
  name: 'Mailchimp Transactional (Mandrill)',
  source:
    'https://mailchimp.com/developer/release-notes/new-sending-domain-authentication-requirements',
  checked: '2026-11-22',
  spf: ['mandrillapp.com'],
  mx: ['mandrillapp.com'],
  dkim: [
    { selector: 'mte1', target: 'mandrillapp.com' },
    { selector: 'mandrill', target: null },
  ],
  // The return path is named by the customer.
  bounces: { labels: [], targets: ['mandrillapp.com'], needsKey: false },
  ownership: [],
};
