import type { DnsHost } from './host.ts';

export const godaddy: DnsHost = {
  id: 'godaddy',
  name: 'GoDaddy',
  nameServers: [/^[a-z0-9-]+\.domaincontrol\.com$/],
  panel: 'https://dcc.godaddy.com/control/{zone}/dns',
  path: 'Domain Portfolio > the domain > DNS > Add New Record',
  labels: { host: 'Name', cname: 'Value', mx: 'Value', txt: 'Value', priority: 'Priority' },
  host: 'relative',
  apex: '@',
  trailingDot: false,
  quotesTxt: false,
  priority: 'field',
  underscores: true,
  proxy: null,
  notes: [],
  // Names the page https://www.godaddy.com/help/add-a-cname-record-19236, which was not read itself.
  source: {
    url: 'https://learn.microsoft.com/microsoft-365/admin/dns/create-dns-records-at-godaddy',
    own: false,
    checked: '2026-11-22',
  },
};
