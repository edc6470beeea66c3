import type { Provider } from './provider.ts';

/** Now Bird. Its DKIM selectors hold a date (scph0320) and cannot be guessed. */
export const sparkpost: Provider = {
  id: 'sparkpost',
  name: 'SparkPost',
  source: 'https://developers.sparkpost.com/api/sending-domains/',
  checked: '2026-11-22',
  spf: ['sparkpostmail.com'],
  mx: ['sparkpostmail.com'],
  dkim: [],
  bounces: {
    labels: ['bounces', 'bounce'],
    targets: ['sparkpostmail.com', 'mail.e.sparkpost.com'],
    needsKey: false,
  },
  ownership: [],
};
