import type { DnsHost } from './host.ts';

export const dnsimple: DnsHost = {
  id: 'dnsimple',
  name: 'DNSimple',
  nameServers: [/^ns\d\.dnsimple(-edge)?\.(com|net|org|io)$/],
  panel: 'https://dnsimple.com/dashboard',
  path: 'Domain Names > the domain > DNS > Add record',
  labels: { host: 'Name', cname: 'Content', mx: 'Content', txt: 'Content', priority: 'Priority' },
  host: 'relative',
  apex: 'empty',
  trailingDot: false,
  quotesTxt: false,
  priority: 'field',
  underscores: null,
  proxy: null,
  notes: [],
  source: {
    url: 'https://support.dnsimple.com/articles/manage-cname-record/',
    own: true,
    checked: '2026-11-22',
  },
};
