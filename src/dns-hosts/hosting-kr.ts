import type { DnsHost } from './host.ts';

export const hostingKr: DnsHost = {
  id: 'hosting-kr',
  name: 'hosting.kr',
  nameServers: [/^ns\d\.hosting\.co\.kr$/],
  panel: 'https://app.hosting.kr/domains/portfolio/owned',
  path: '네임서버/DNS > DNS 레코드 관리 > 새 레코드 추가',
  labels: null,
  host: 'relative',
  apex: '@',
  trailingDot: null,
  quotesTxt: false,
  priority: null,
  underscores: true,
  proxy: null,
  notes: [
    'After the panel lists a new record, it can take up to 40 minutes until all four name servers return it.',
  ],
  source: {
    url: 'https://app.hosting.kr/domains/portfolio/owned',
    // Its help pages could not be read: the form as its users describe it (host field `ex) @, www`).
    own: false,
    checked: '2026-11-22',
  },
};
