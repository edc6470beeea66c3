import type { Provider } from './provider.ts';

/** Servers of one's own, which SPF names as hosts or addresses: see spf.ts beside. */
export const smtp: Provider = {
  id: 'smtp',
  name: 'servers of its own',
  source: 'https://www.rfc-editor.org/rfc/rfc7208#section-5',
  checked: '2026-11-22',
  spf: [],
  mx: [],
  dkim: [],
  bounces: null,
  ownership: [],
};
