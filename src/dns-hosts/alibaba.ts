import type { DnsHost } from './host.ts';

export const alibaba: DnsHost = {
  id: 'alibaba',
  name: 'Alibaba Cloud DNS',
  nameServers: [/^(ns|vip)\d+\.alidns\.com$/, /^dns\d+\.hichina\.com$/],
  panel: 'https://dns.console.aliyun.com/',
  path: 'the domain > Add Record',
  labels: null,
  host: 'relative',
  apex: '@',
  trailingDot: null,
  quotesTxt: false,
  priority: 'field',
  underscores: null,
  proxy: null,
  notes: [],
  source: {
    url: 'https://www.alibabacloud.com/help/en/dns/api-alidns-2015-01-09-adddomainrecord',
    own: true,
    checked: '2026-11-22',
  },
};
