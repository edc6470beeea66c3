import type { DnsMode, ZoneSet } from '../contract.ts';

/** Addresses of RFC 5737 are never routed; SES sends from the first block in this world. */
export const SES_SENDING_ADDRESS = '192.0.2.25';
/** The old provider sends from here. */
export const OLD_PROVIDER_ADDRESS = '192.0.2.200';
const SES_SENDING_BLOCK = '192.0.2.0/24';

/** Seconds that a resolver of this world remembers a "no" (the SOA minimum of RFC 2308). */
export const NEGATIVE_TTL = 2;

const DAY = 86_400;
const HOUR = 3_600;

export interface SeedOptions {
  /** Lower case, no trailing dot. */
  readonly domain: string;
  readonly region: string;
  readonly nameServers: readonly string[];
}

const NAME_SERVERS: Readonly<Record<DnsMode, readonly string[]>> = {
  route53: ['ns-1.awsdns-01.com', 'ns-513.awsdns-00.net'],
  cloudflare: ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'],
  manual: ['ns1.dns-host.example', 'ns2.dns-host.example'],
};

/** The name servers the domain is delegated to; they follow the naming of the host. */
export function nameServersOf(dnsMode: DnsMode): readonly string[] {
  return NAME_SERVERS[dnsMode];
}

function set(name: string, type: string, values: readonly string[], ttl = HOUR): ZoneSet {
  return { name, type, ttl, values };
}

function zone(name: string, nameServers: readonly string[]): ZoneSet[] {
  const first = nameServers[0] ?? name;
  const soa = `${first} hostmaster.${first} 1 7200 900 1209600 ${NEGATIVE_TTL}`;
  return [set(name, 'SOA', [soa], 900), set(name, 'NS', nameServers, DAY)];
}

/** The domain as a team has it before it moves: a mailbox host, a web site, and Resend as the sender. */
function domainSets({ domain, nameServers }: SeedOptions): ZoneSet[] {
  return [
    ...zone(domain, nameServers),
    set(domain, 'A', ['192.0.2.80'], 300),
    set(domain, 'MX', ['10 mx.mailboxes.example', '20 mx2.mailboxes.example']),
    set(
      domain,
      'TXT',
      ['v=spf1 include:_spf.mailboxes.example ~all', 'site-check=5f2b61c09e'],
      300,
    ),
    // Resend's own records, beside its DKIM key: its bounces go through an SES of its own.
    set(`send.${domain}`, 'MX', ['10 feedback-smtp.us-east-1.amazonses.com']),
    set(`send.${domain}`, 'TXT', ['v=spf1 include:amazonses.com ~all']),
  ];
}

/** What of the Internet the domain leans on: its parent, its mailbox host, SES, the receiver. */
function surroundings({ domain, region, nameServers }: SeedOptions): ZoneSet[] {
  const parent = domain.slice(domain.indexOf('.') + 1);
  const rootServers = ['ns1.registry.example'];
  const zones = [parent, 'example', 'amazonses.com', ...nameServers.map(parentOf)];
  const feedbackHosts = [region, 'us-east-1'].map((at) => `feedback-smtp.${at}.amazonses.com`);
  // SES's own MAIL FROM domains: amazonses.com in us-east-1, <region>.amazonses.com elsewhere.
  const ownMailFrom = ['amazonses.com', `${region}.amazonses.com`];
  return [
    ...[...new Set(zones)].flatMap((name) => zone(name, rootServers)),
    // The name servers listen on this machine, on ports of their own: nothing may ask port 53 elsewhere.
    ...[...nameServers, ...rootServers].map((name) => set(name, 'A', ['127.0.0.1'], DAY)),
    set('mx.mailboxes.example', 'A', ['192.0.2.90']),
    set('mx2.mailboxes.example', 'A', ['192.0.2.91']),
    set('_spf.mailboxes.example', 'TXT', ['v=spf1 ip4:198.51.100.0/24 -all']),
    set('inbox.example', 'MX', ['10 mx.inbox.example']),
    set('mx.inbox.example', 'A', ['192.0.2.92']),
    ...ownMailFrom.map((name) => set(name, 'TXT', [`v=spf1 ip4:${SES_SENDING_BLOCK} -all`], 900)),
    ...[...new Set(feedbackHosts)].map((name) => set(name, 'A', ['192.0.2.26'], 60)),
  ];
}

const parentOf = (name: string): string => name.slice(name.indexOf('.') + 1);

/** Every set that is published when a rehearsal begins. */
export function seedSets(options: SeedOptions): ZoneSet[] {
  // The domain comes last: where its parent is also one of the surroundings, its own sets win.
  return [...surroundings(options), ...domainSets(options)];
}
