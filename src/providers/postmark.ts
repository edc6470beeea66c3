import type { Provider } from './provider.ts';

/** Its DKIM selectors hold a date and cannot be guessed; the return path has a name of its own. */
export const postmark: Provider = {
  id: 'postmark',
  name: 'Postmark',
  source: 'https://postmarkapp.com/support/article/1046-how-do-i-verify-a-domain',
  checked: '2026-11-22',
  spf: ['mtasv.net'],
  mx: ['postmarkapp.com'],
  dkim: [],
  bounces: { labels: ['pm-bounces'], targets: ['mtasv.net'], needsKey: false },
  ownership: [],
};
