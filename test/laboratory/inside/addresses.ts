/** Who lives where in the small internet: real names at their real addresses, as the binary's root hints have them. */

export interface Host {
  readonly name: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

function host(name: string, ipv4: string, ipv6: string): Host {
  return { name, ipv4, ipv6 };
}

/** https://www.internic.net/domain/named.root of 2024-04-18. */
export const ROOTS: readonly Host[] = [
  host('a.root-servers.net', '198.41.0.4', '2001:503:ba3e::2:30'),
  host('b.root-servers.net', '170.247.170.2', '2801:1b8:10::b'),
  host('c.root-servers.net', '192.33.4.12', '2001:500:2::c'),
  host('d.root-servers.net', '199.7.91.13', '2001:500:2d::d'),
  host('e.root-servers.net', '192.203.230.10', '2001:500:a8::e'),
  host('f.root-servers.net', '192.5.5.241', '2001:500:2f::f'),
  host('g.root-servers.net', '192.112.36.4', '2001:500:12::d0d'),
  host('h.root-servers.net', '198.97.190.53', '2001:500:1::53'),
  host('i.root-servers.net', '192.36.148.17', '2001:7fe::53'),
  host('j.root-servers.net', '192.58.128.30', '2001:503:c27::2:30'),
  host('k.root-servers.net', '193.0.14.129', '2001:7fd::1'),
  host('l.root-servers.net', '199.7.83.42', '2001:500:9f::42'),
  host('m.root-servers.net', '202.12.27.33', '2001:dc3::35'),
];

/** The two servers of every registry of this internet. */
export const REGISTRY: readonly Host[] = [
  host('a.gtld-servers.net', '192.5.6.30', '2001:503:a83e::2:30'),
  host('b.gtld-servers.net', '192.33.14.30', '2001:503:231d::2:30'),
];
export const TOP_LEVEL = ['com', 'net', 'org', 'uk', 'google'] as const;

/** Serves what providers need: the zones of AWS, of name servers, of the mail host. */
export const PROVIDER = host('ns1.infra-servers.net', '203.0.113.53', '2a0e:53::1');

/** The two servers of a registrar, whose zones a test edits. */
export const REGISTRAR: readonly [Host, Host] = [
  host('ns1.namewharf.net', '185.10.1.53', '2a0e:100::53'),
  host('ns2.namewharf.net', '185.10.2.53', '2a0e:200::53'),
];

/** Route 53's servers of the domain, with the data of the stand-in for AWS. */
export const ROUTE_53: readonly [Host, Host] = [
  host('ns-1.awsdns-01.com', '205.251.192.1', '2600:9000:5300:100::1'),
  host('ns-513.awsdns-00.net', '205.251.194.1', '2600:9000:5302:100::1'),
];
/** Holds the DKIM keys that SES publishes. */
export const AMAZONSES = host('ns-1000.awsdns-61.net', '205.251.195.232', '2600:9000:5303:e800::1');

/** Every `*.amazonaws.com`: the API on 443, SMTP on its ports. */
export const AWS = host('amazonaws.com', '52.94.1.1', '2600:1f00:1::1');
/** Where SES sends from; in the SPF record of amazonses.com. */
export const SES_SENDING = host('a25.smtp-out.amazonses.com', '192.0.2.25', '2600:1f00:2::25');

/** The provider of the domain's mailboxes. */
export const MAIL_HOST = host('mx1.mailquay.net', '185.20.1.25', '2a0e:300::25');
/** For the SMTP relay of a provider that the team leaves; nothing listens there yet. */
export const OLD_PROVIDER = host('smtp.oldrelay.net', '185.30.1.25', '2a0e:400::25');

/** The system's resolver, as DHCP names one. */
export const SYSTEM_RESOLVER = '10.53.0.2';
/** The domain controller of an office: a resolver with an inner zone of the domain's own name. */
export const OFFICE_RESOLVER = '10.53.0.66';
export const PUBLIC_RESOLVERS = [
  '1.1.1.1',
  '1.0.0.1',
  '8.8.8.8',
  '8.8.4.4',
  '9.9.9.9',
  '2606:4700:4700::1111',
  '2001:4860:4860::8888',
] as const;
/** DNS over HTTPS, on port 443 of these. */
export const DOH: readonly Host[] = [
  host('cloudflare-dns.com', '1.1.1.1', '2606:4700:4700::1111'),
  host('dns.google', '8.8.8.8', '2001:4860:4860::8888'),
];

/** The link between the small internet and the machine of the person who runs the binary. */
export const LINK = {
  world: { ipv4: '185.200.0.1', ipv6: '2a0e:9999::1' },
  client: { ipv4: '185.200.0.2', ipv6: '2a0e:9999::2' },
} as const;

const HOSTS = [
  ...ROOTS,
  ...REGISTRY,
  PROVIDER,
  ...REGISTRAR,
  ...ROUTE_53,
  AMAZONSES,
  AWS,
  SES_SENDING,
  MAIL_HOST,
  OLD_PROVIDER,
];

/** Every address of the small internet. */
export const ADDRESSES: readonly string[] = [
  ...HOSTS.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]),
  SYSTEM_RESOLVER,
  OFFICE_RESOLVER,
  ...PUBLIC_RESOLVERS,
];
