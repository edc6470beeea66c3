import type { DnsHost } from './host.ts';

export const cloudflare: DnsHost = {
  id: 'cloudflare',
  name: 'Cloudflare',
  nameServers: [/^[a-z0-9-]+\.ns\.cloudflare\.com$/],
  panel: 'https://dash.cloudflare.com/?to=/:account/{zone}/dns/records',
  path: 'DNS > Records > Add record',
  labels: {
    host: 'Name',
    cname: 'Target',
    mx: 'Mail server',
    txt: 'Content',
    priority: 'Priority',
  },
  host: 'relative',
  apex: '@',
  trailingDot: false,
  quotesTxt: false,
  priority: 'field',
  underscores: true,
  proxy: { label: 'Proxy status', off: 'DNS only (grey cloud)' },
  notes: ['A proxied CNAME returns Cloudflare addresses, and DKIM fails.'],
  source: {
    url: 'https://developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types/',
    own: true,
    checked: '2026-11-22',
  },
};
