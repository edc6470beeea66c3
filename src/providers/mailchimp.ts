import type { Provider } from './provider.ts';

export const mailchimp: Provider = {
  id: 'mailchimp',
  name: 'Mailchimp',
  source: 'https://phishfence.io/learn/dmarc-mailchimp',
  checked: '2026-11-22',
  spf: ['mcsv.net'],
  mx: [],
  dkim: [
    { selector: 'k2', target: 'mcsv.net' },
    // Until 2022.
    { selector: 'k1', target: 'mcsv.net' },
  ],
  bounces: null,
  ownership: [],
};
