import type { DnsHost } from './host.ts';

/** The same name servers serve two panels: Cloud DNS, and what Google Domains became at Squarespace in 2023. */
export const google: DnsHost = {
  id: 'google',
  name: 'Google Cloud DNS, or Squarespace Domains',
  nameServers: [/^ns-cloud-[a-z]\d\.googledomains\.com$/],
  panel: 'https://account.squarespace.com/domains',
  path: 'the domain > DNS (once Google Domains), or https://console.cloud.google.com/net-services/dns/zones',
  labels: null,
  host: 'relative',
  apex: '@',
  trailingDot: null,
  quotesTxt: false,
  priority: null,
  underscores: null,
  proxy: null,
  notes: [],
  source: {
    url: 'https://support.squarespace.com/hc/en-us/articles/360002101888',
    // Read in others' instructions that name this page.
    own: false,
    checked: '2026-11-22',
  },
};
