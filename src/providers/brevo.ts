import type { Provider } from './provider.ts';

/** Once Sendinblue. Its old DKIM selector, `mail`, is too common a name to tell anything. */
export const brevo: Provider = {
  id: 'brevo',
  name: 'Brevo',
  source: 'https://developers.brevo.com/docs/domain-authentication-and-verification',
  checked: '2026-11-22',
  spf: ['brevo.com', 'sendinblue.com'],
  mx: [],
  dkim: [{ selector: 'brevo1', target: 'dkim.brevo.com' }],
  bounces: null,
  ownership: ['brevo-code:', 'sendinblue-code:'],
};
