import type { DnsHost } from './host.ts';

export const azure: DnsHost = {
  id: 'azure',
  name: 'Azure DNS',
  nameServers: [/^ns\d-\d+\.azure-dns\.(com|net|org|info)$/],
  panel: 'https://portal.azure.com/',
  path: 'DNS zones > the zone > + Record set',
  labels: {
    host: 'Name',
    cname: 'Alias',
    mx: 'Mail exchange',
    txt: 'Value',
    priority: 'Preference',
  },
  host: 'relative',
  apex: '@',
  trailingDot: false,
  quotesTxt: false,
  priority: 'field',
  underscores: true,
  proxy: null,
  notes: [],
  source: {
    url: 'https://learn.microsoft.com/microsoft-365/admin/dns/create-dns-records-for-azure-dns-zones',
    own: true,
    checked: '2026-11-22',
  },
};
