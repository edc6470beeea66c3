import type { Provider } from './provider.ts';

/** Its DKIM selectors are tokens, which SES alone tells. */
export const ses: Provider = {
  id: 'ses',
  name: 'Amazon SES',
  source: 'https://docs.aws.amazon.com/ses/latest/dg/mail-from.html',
  checked: '2026-11-22',
  spf: ['amazonses.com'],
  mx: ['inbound-smtp.*.amazonaws.com'],
  dkim: [],
  bounces: { labels: [], targets: ['amazonses.com'], needsKey: false },
  ownership: [],
};
