import type { DnsHost } from './host.ts';

export const ionos: DnsHost = {
  id: 'ionos',
  name: 'IONOS',
  nameServers: [/^ns\d+\.ui-dns\.(com|net|org|biz|de)$/],
  panel: 'https://my.ionos.com/domains',
  path: 'Domains & SSL > the domain > DNS > Add record',
  labels: {
    host: 'Host name',
    cname: 'Points to',
    mx: 'Points to',
    txt: 'Value',
    priority: 'Priority',
  },
  host: 'relative',
  apex: '@',
  trailingDot: null,
  quotesTxt: false,
  priority: 'field',
  underscores: null,
  proxy: null,
  notes: [],
  source: {
    url: 'https://learn.microsoft.com/microsoft-365/admin/dns/create-dns-records-at-ionos-com',
    own: false,
    checked: '2026-11-22',
  },
};
