import type { Provider } from './provider.ts';

/** Its DKIM selectors hold a date and cannot be guessed; the return path has a name of its own. */
export const postmark: Provider = {
  id: 'postmark',
  name: 'Postmark',
  source: 'https://postmarkapp.com/support/article/1113-how-do-i-manage-domains-using-the-api',
  checked: '2026-11-22',
  spf: ['mtasv.net'],
  mx: ['postmarkapp.com'],
  dkim: [],
  bounces: { labels: ['pm-bounces'], targets: ['mtasv.net'], needsKey: false },
  ownership: [],
};
