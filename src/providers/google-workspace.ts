import type { Provider } from './provider.ts';

export const googleWorkspace: Provider = {
  id: 'google-workspace',
  name: 'Google Workspace',
  source: 'https://app.dnspro.co.uk/articles/dns-records-needed-for-google-workspace',
  checked: '2026-11-22',
  spf: ['_spf.google.com'],
  mx: ['google.com', 'googlemail.com'],
  dkim: [{ selector: 'google', target: null }],
  bounces: null,
  ownership: [],
};
