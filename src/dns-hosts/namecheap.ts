import type { DnsHost } from './host.ts';

export const namecheap: DnsHost = {
  id: 'namecheap',
  name: 'Namecheap',
  nameServers: [/^[a-z0-9-]+\.registrar-servers\.com$/],
  panel: 'https://ap.www.namecheap.com/domains/domaincontrolpanel/{zone}/advancedns',
  path: 'Domain List > Manage > Advanced DNS > Add New Record',
  labels: { host: 'Host', cname: 'Value', mx: 'Value', txt: 'Value', priority: 'Priority' },
  host: 'relative',
  apex: '@',
  // Instructions differ: some demand it, some forbid it.
  trailingDot: null,
  quotesTxt: false,
  priority: 'field',
  underscores: true,
  proxy: null,
  notes: [
    'Enter an MX record under Mail Settings, after choosing Custom MX. If another option is selected there (Email Forwarding, Private Email), it receives your mail: note its MX records first and enter them again as Custom MX.',
  ],
  source: {
    url: 'https://learn.microsoft.com/microsoft-365/admin/dns/create-dns-records-at-namecheap',
    own: false,
    checked: '2026-11-22',
  },
};
