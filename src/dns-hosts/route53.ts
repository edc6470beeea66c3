import type { DnsHost } from './host.ts';

/** By hand: where the zone is in another AWS account, or `--dns manual` was chosen. */
export const route53: DnsHost = {
  id: 'route53',
  name: 'Amazon Route 53',
  nameServers: [/^ns-\d+\.awsdns-\d+\.(com|net|org|co\.uk)$/],
  panel: 'https://console.aws.amazon.com/route53/v2/hostedzones',
  path: 'the zone > Create record',
  labels: {
    host: 'Record name',
    cname: 'Value',
    mx: 'Value',
    txt: 'Value',
    priority: 'Priority',
  },
  host: 'relative',
  apex: 'empty',
  trailingDot: false,
  quotesTxt: true,
  priority: 'in-value',
  underscores: true,
  proxy: null,
  notes: [],
  // A value is taken as a full name with or without the dot: Developer Guide, DomainNameFormat.
  source: {
    url: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-shared.html',
    own: true,
    checked: '2026-11-22',
  },
};
