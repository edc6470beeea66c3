import type { DnsHost } from './host.ts';

export const ovh: DnsHost = {
  id: 'ovh',
  name: 'OVHcloud',
  nameServers: [/^d?ns\d+\.ovh\.(net|ca|us)$/, /^d?ns\d+\.anycast\.me$/],
  panel: 'https://www.ovh.com/manager/#/web/zone/{zone}',
  path: 'Web Cloud > Domain names > the domain > DNS zone > Add an entry',
  labels: { host: 'Sub-domain', cname: 'Target', mx: 'Target', txt: 'Value', priority: 'Priority' },
  host: 'relative',
  apex: 'empty',
  trailingDot: true,
  quotesTxt: false,
  priority: 'field',
  underscores: true,
  proxy: null,
  notes: [],
  // The guide is dated 2024-04-12. Labels: Microsoft's instructions for OVH.
  source: {
    url: 'https://github.com/ovh/docs/blob/develop/pages/web_cloud/domains/dns_zone_edit/guide.en-gb.md',
    own: true,
    checked: '2026-11-22',
  },
};
