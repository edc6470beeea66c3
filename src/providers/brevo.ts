import type { Provider } from './provider.ts';

/** Once Sendinblue. Its old DKIM selector, `mail`, is too common a name to tell anything. */
export const brevo: Provider = {
  id: 'brevo',
  name: 'Brevo',
  source:
    'https://help.brevo.com/hc/en-us/articles/17286219877778-FAQs-About-domain-authentication-Brevo-code-DKIM-DMARC',
  checked: '2026-11-22',
  spf: ['brevo.com', 'sendinblue.com'],
  mx: [],
  dkim: [{ selector: 'brevo1', target: 'dkim.brevo.com' }],
  bounces: null,
  ownership: ['brevo-code:', 'sendinblue-code:'],
};
