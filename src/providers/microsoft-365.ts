import type { Provider } from './provider.ts';

export const microsoft365: Provider = {
  id: 'microsoft-365',
  name: 'Microsoft 365',
  source:
    'https://github.com/MicrosoftDocs/defender-docs/blob/public/defender-office-365/email-authentication-dkim-configure.md',
  checked: '2026-11-22',
  spf: ['spf.protection.outlook.com'],
  mx: ['mail.protection.outlook.com', 'mx.microsoft'],
  dkim: [
    { selector: 'selector1', target: 'onmicrosoft.com' },
    // Domains added since 2025.
    { selector: 'selector1', target: 'dkim.mail.microsoft' },
  ],
  bounces: null,
  ownership: [],
};
