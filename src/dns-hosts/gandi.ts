import type { DnsHost } from './host.ts';

/** LiveDNS, `ns-123-a.gandi.net`. */
export const gandi: DnsHost = {
  id: 'gandi',
  name: 'Gandi',
  nameServers: [/^ns-\d+-[a-z]\.gandi\.net$/],
  panel: 'https://admin.gandi.net/domain',
  path: 'the domain > DNS Records > Add',
  labels: null,
  host: 'relative',
  apex: '@',
  trailingDot: true,
  quotesTxt: false,
  priority: null,
  underscores: null,
  proxy: null,
  notes: [],
  source: {
    url: 'https://docs.gandi.net/fr/noms_domaine/operations_courantes/enregistrements_dns.html',
    own: true,
    checked: '2026-11-22',
  },
};
