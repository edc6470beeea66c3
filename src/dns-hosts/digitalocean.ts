import type { DnsHost } from './host.ts';

export const digitalocean: DnsHost = {
  id: 'digitalocean',
  name: 'DigitalOcean',
  nameServers: [/^ns[1-9]\.digitalocean\.com$/],
  panel: 'https://cloud.digitalocean.com/networking/domains/{zone}',
  path: 'Networking > Domains > the domain > Create a record',
  labels: {
    host: 'Hostname',
    cname: 'Is an alias of',
    mx: "Mail provider's mail server",
    txt: 'Value',
    priority: 'Priority',
  },
  host: 'relative',
  apex: '@',
  trailingDot: true,
  quotesTxt: false,
  priority: 'field',
  underscores: true,
  proxy: null,
  notes: [],
  source: {
    url: 'https://docs.digitalocean.com/products/networking/dns/how-to/manage-records/',
    // Read in others' notes on this page and on a zone of theirs, not on the page itself.
    own: false,
    checked: '2026-11-22',
  },
};
