/** Name servers of hosts with a panel that a rehearsal can pretend (`--dns-host`), as their customers' zones have them. */
const HOSTS: Readonly<Record<string, readonly string[]>> = {
  alibaba: ['vip3.alidns.com', 'vip4.alidns.com'],
  azure: ['ns1-01.azure-dns.com', 'ns2-01.azure-dns.net'],
  cloudflare: ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'],
  digitalocean: ['ns1.digitalocean.com', 'ns2.digitalocean.com'],
  dnsimple: ['ns1.dnsimple.com', 'ns2.dnsimple-edge.net'],
  gandi: ['ns-12-a.gandi.net', 'ns-205-b.gandi.net'],
  godaddy: ['ns01.domaincontrol.com', 'ns02.domaincontrol.com'],
  google: ['ns-cloud-a1.googledomains.com', 'ns-cloud-a2.googledomains.com'],
  hetzner: ['helium.ns.hetzner.de', 'hydrogen.ns.hetzner.com'],
  'hosting-kr': ['ns1.hosting.co.kr', 'ns2.hosting.co.kr'],
  ionos: ['ns1098.ui-dns.biz', 'ns1106.ui-dns.com'],
  namecheap: ['dns1.registrar-servers.com', 'dns2.registrar-servers.com'],
  ovh: ['dns19.ovh.net', 'ns19.ovh.net'],
  porkbun: ['curitiba.ns.porkbun.com', 'fortaleza.ns.porkbun.com'],
  squarespace: ['ns01.squarespacedns.com', 'ns02.squarespacedns.com'],
  vercel: ['ns1.vercel-dns.com', 'ns2.vercel-dns.com'],
};

export const DNS_HOST_NAMES: readonly string[] = Object.keys(HOSTS);

/** Throws RangeError for a host that is not known. */
export function nameServersOfHost(name: string): readonly string[] {
  const servers = Object.hasOwn(HOSTS, name) ? HOSTS[name] : undefined;
  if (servers !== undefined) return servers;
  throw new RangeError(`unknown DNS host "${name}". Use one of ${DNS_HOST_NAMES.join(', ')}`);
}
