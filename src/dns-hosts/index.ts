import { alibaba } from './alibaba.ts';
import { azure } from './azure.ts';
import { cloudflare } from './cloudflare.ts';
import { digitalocean } from './digitalocean.ts';
import { dnsimple } from './dnsimple.ts';
import { gandi } from './gandi.ts';
import { godaddy } from './godaddy.ts';
import { google } from './google.ts';
import { hetzner } from './hetzner.ts';
import type { DnsHost } from './host.ts';
import { hostingKr } from './hosting-kr.ts';
import { ionos } from './ionos.ts';
import { namecheap } from './namecheap.ts';
import { ovh } from './ovh.ts';
import { porkbun } from './porkbun.ts';
import { route53 } from './route53.ts';
import { squarespace } from './squarespace.ts';
import { vercel } from './vercel.ts';

export const DNS_HOSTS: readonly DnsHost[] = [
  alibaba,
  azure,
  cloudflare,
  digitalocean,
  dnsimple,
  gandi,
  godaddy,
  google,
  hetzner,
  hostingKr,
  ionos,
  namecheap,
  ovh,
  porkbun,
  route53,
  squarespace,
  vercel,
];

/**
 * The host that runs all of these name servers. Null where one of them is another's, as in a move or with
 * two hosts at once: then nobody can say which panel the person has to open.
 */
export function recogniseHost(nameServers: readonly string[]): DnsHost | null {
  const names = nameServers.map((name) => name.toLowerCase().replace(/\.$/, ''));
  if (names.length === 0) return null;
  const runs = (host: DnsHost, name: string) => host.nameServers.some((known) => known.test(name));
  return DNS_HOSTS.find((host) => names.every((name) => runs(host, name))) ?? null;
}
