import type { DnsHost } from './host.ts';

export const squarespace: DnsHost = {
  id: 'squarespace',
  name: 'Squarespace Domains',
  nameServers: [/^[a-z0-9-]+\.squarespacedns\.com$/],
  panel: 'https://account.squarespace.com/domains/managed/{zone}/dns/dns-settings',
  path: 'DNS > Custom records > Add record',
  labels: { host: 'Name', cname: 'Data', mx: 'Data', txt: 'Data', priority: 'Priority' },
  host: 'relative',
  apex: '@',
  trailingDot: null,
  quotesTxt: false,
  priority: 'field',
  underscores: null,
  proxy: null,
  notes: ['Older panels call the Name field Host.'],
  source: {
    url: 'https://support.squarespace.com/hc/en-us/articles/360002101888',
    // Read in others' instructions that name this page.
    own: false,
    checked: '2026-11-22',
  },
};
