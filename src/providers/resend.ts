import type { Provider } from './provider.ts';

/** Runs on SES: its records differ from those of an SES identity by the DKIM key and the name alone. */
export const resend: Provider = {
  id: 'resend',
  name: 'Resend',
  source: 'https://resend.com/docs/knowledge-base/how-do-i-avoid-conflicting-with-my-mx-records',
  checked: '2026-11-22',
  spf: [],
  mx: [],
  dkim: [{ selector: 'resend', target: null }],
  // `send` unless a custom return path was chosen (resend.com/changelog/custom-return-path).
  bounces: { labels: ['send'], targets: ['amazonses.com'], needsKey: true },
  ownership: [],
};
