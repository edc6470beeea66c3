import type { DnsHost } from './host.ts';

export const vercel: DnsHost = {
  id: 'vercel',
  name: 'Vercel',
  nameServers: [/^ns[1-9]\.vercel-dns\.com$/, /^[a-z]\.zeit\.world$/],
  panel: 'https://vercel.com/dashboard/domains',
  path: 'Domains > the domain > DNS Records',
  labels: { host: 'Name', cname: 'Value', mx: 'Value', txt: 'Value', priority: 'Priority' },
  host: 'relative',
  apex: 'empty',
  trailingDot: null,
  quotesTxt: false,
  priority: 'field',
  underscores: null,
  proxy: null,
  notes: [],
  source: {
    url: 'https://vercel.com/docs/domains/managing-dns-records',
    own: true,
    checked: '2026-11-22',
  },
};
