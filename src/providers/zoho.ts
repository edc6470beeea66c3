import type { Provider } from './provider.ts';

/** A data centre has a domain of its own: com, eu, in, com.au, jp, com.cn, and zohocloud.ca. */
export const zoho: Provider = {
  id: 'zoho',
  name: 'Zoho Mail',
  source: 'https://mxio.io/providers/zoho-mail',
  checked: '2026-11-22',
  spf: [
    'zohomail.com',
    'zoho.com',
    'zoho.eu',
    'zohomail.eu',
    'zoho.in',
    'zoho.com.au',
    'zoho.jp',
    'zoho.com.cn',
    'zohocloud.ca',
  ],
  mx: ['zoho.com', 'zoho.eu', 'zoho.in', 'zoho.com.au', 'zoho.jp', 'zoho.com.cn', 'zohocloud.ca'],
  // The default; the customer may name another.
  dkim: [{ selector: 'zmail', target: null }],
  bounces: null,
  ownership: [],
};
