import type { DnsHost } from './host.ts';

export const porkbun: DnsHost = {
  id: 'porkbun',
  name: 'Porkbun',
  nameServers: [/^[a-z]+(\.ns)?\.porkbun\.com$/],
  panel: 'https://porkbun.com/account/dns/{zone}',
  path: 'Domain Management > Details > DNS Records > Add Record',
  labels: { host: 'Host', cname: 'Answer', mx: 'Answer', txt: 'Answer', priority: 'Priority' },
  host: 'relative',
  apex: 'empty',
  trailingDot: false,
  quotesTxt: false,
  priority: 'field',
  underscores: true,
  proxy: null,
  notes: [],
  source: {
    url: 'https://kb.porkbun.com/article/68-how-to-edit-dns-records',
    // Read in others' notes on this page and on a zone of theirs, not on the page itself.
    own: false,
    checked: '2026-11-22',
  },
};
