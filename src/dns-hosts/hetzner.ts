import type { DnsHost } from './host.ts';

/** Hetzner Console. Robot and konsoleH (`first-ns.de`) have other panels and are not meant here. */
export const hetzner: DnsHost = {
  id: 'hetzner',
  name: 'Hetzner',
  nameServers: [/^(helium|hydrogen|oxygen)\.ns\.hetzner\.(com|de)$/],
  panel: 'https://console.hetzner.com/',
  path: 'the project > DNS > the zone > Add record',
  labels: { host: 'Name', cname: 'Value', mx: 'Value', txt: 'Value', priority: 'Priority' },
  host: 'relative',
  apex: '@',
  trailingDot: true,
  quotesTxt: true,
  priority: null,
  underscores: null,
  proxy: null,
  notes: [],
  // The page is dated 2025-10-07.
  source: {
    url: 'https://docs.hetzner.com/networking/dns/faq/records',
    own: true,
    checked: '2026-11-22',
  },
};
