import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DNS_HOSTS, recogniseHost } from '../../src/dns-hosts/index.ts';

/** Name servers as real zones have them, whole sets. */
const SETS: readonly (readonly [string, readonly string[]])[] = [
  ['alibaba', ['vip3.alidns.com', 'vip4.alidns.com']],
  ['alibaba', ['dns9.hichina.com', 'dns10.hichina.com']],
  ['azure', ['ns1-01.azure-dns.com', 'ns2-01.azure-dns.net', 'ns3-01.azure-dns.org']],
  ['azure', ['ns4-205.azure-dns.info']],
  ['cloudflare', ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com']],
  ['digitalocean', ['ns1.digitalocean.com', 'ns2.digitalocean.com', 'ns3.digitalocean.com']],
  ['dnsimple', ['ns1.dnsimple.com', 'ns2.dnsimple-edge.net', 'ns4.dnsimple-edge.org']],
  ['gandi', ['ns-12-a.gandi.net', 'ns-205-b.gandi.net', 'ns-81-c.gandi.net']],
  ['godaddy', ['ns01.domaincontrol.com', 'ns02.domaincontrol.com']],
  ['google', ['ns-cloud-a1.googledomains.com', 'ns-cloud-a4.googledomains.com']],
  ['hetzner', ['helium.ns.hetzner.de', 'hydrogen.ns.hetzner.com', 'oxygen.ns.hetzner.com']],
  ['hosting-kr', ['ns1.hosting.co.kr', 'ns2.hosting.co.kr', 'ns4.hosting.co.kr']],
  ['ionos', ['ns1098.ui-dns.biz', 'ns1106.ui-dns.com', 'ns1109.ui-dns.org', 'ns1110.ui-dns.de']],
  ['namecheap', ['dns1.registrar-servers.com', 'dns2.registrar-servers.com']],
  ['ovh', ['dns19.ovh.net', 'ns19.ovh.net']],
  ['ovh', ['dns200.anycast.me', 'ns200.anycast.me']],
  ['porkbun', ['curitiba.ns.porkbun.com', 'fortaleza.ns.porkbun.com']],
  ['route53', ['ns-1.awsdns-00.com', 'ns-1536.awsdns-00.co.uk', 'ns-512.awsdns-00.net']],
  ['squarespace', ['ns01.squarespacedns.com', 'ns04.squarespacedns.com']],
  ['vercel', ['ns1.vercel-dns.com', 'ns2.vercel-dns.com']],
];

describe('the host behind name servers', () => {
  test.each(SETS)('%s: %j', (id, names) => {
    expect(recogniseHost(names)?.id).toBe(id);
    expect(recogniseHost(names.map((name) => `${name.toUpperCase()}.`))?.id).toBe(id);
  });

  test('every host of the list is among them, under the name of its file', () => {
    const files = readdirSync(new URL('../../src/dns-hosts/', import.meta.url))
      .map((file) => file.replace(/\.ts$/, ''))
      .filter((file) => !['index', 'host', 'entry', 'zone-to-write'].includes(file));
    expect(DNS_HOSTS.map(({ id }) => id)).toEqual(files);
    expect(new Set(SETS.map(([id]) => id))).toEqual(new Set(files));
    expect(files.length).toBeGreaterThanOrEqual(16);
  });

  test.each([
    ['a name that only ends alike', ['ns1.evilcloudflare.com']],
    ['a name below another domain', ['ada.ns.cloudflare.com.evil.example']],
    ['a name without its first label', ['ns.cloudflare.com']],
    ['a name with a label in front', ['x.ns1.digitalocean.com']],
    ['an awsdns that is not Amazon', ['ns-1.awsdns-00.com.example']],
    ['a dot that is any letter', ['adaXns.cloudflare.com']],
    ['the robot of Hetzner, which has another panel', ['ns1.first-ns.de', 'robotns2.second-ns.de']],
    ['vanity names of the domain itself', ['ns1.acme.example', 'ns2.acme.example']],
    ['two hosts at once', ['ada.ns.cloudflare.com', 'ns01.domaincontrol.com']],
    ['one server of its own beside', ['ada.ns.cloudflare.com', 'ns.acme.example']],
    ['nothing', []],
  ])('is not known: %s', (_what, names) => {
    expect(recogniseHost(names)).toBeNull();
  });

  test('each pattern takes a whole name', () => {
    const sources = DNS_HOSTS.flatMap(({ nameServers }) => nameServers.map(({ source }) => source));
    for (const source of sources) expect(source).toMatch(/^\^.*\$$/);
  });
});

test.each(DNS_HOSTS)('$id says where it was read and when', ({ source, panel }) => {
  expect(new URL(source.url).protocol).toBe('https:');
  expect(new URL(panel.replace('{zone}', 'acme.example')).protocol).toBe('https:');
  expect(source.checked).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
});
