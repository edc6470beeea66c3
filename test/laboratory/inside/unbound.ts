import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOH, OFFICE_RESOLVER, PUBLIC_RESOLVERS, ROOTS, SYSTEM_RESOLVER } from './addresses.ts';
import type { Certificate } from './certificates.ts';
import { startProgram } from './programs.ts';
import { untilAnswered } from './question.ts';

/** The system's resolver and all public ones, and DNS over HTTPS at `DOH`. */
export async function startResolvers(parent: string, certificate: Certificate): Promise<void> {
  const onPort53 = [SYSTEM_RESOLVER, ...PUBLIC_RESOLVERS].map((address) => `${address}@53`);
  const onPort443 = DOH.flatMap(({ ipv4, ipv6 }) => [`${ipv4}@443`, `${ipv6}@443`]);
  const folder = await folderFor(parent, 'resolvers');
  await writeFile(join(folder, 'key.pem'), certificate.key);
  await writeFile(join(folder, 'cert.pem'), certificate.cert);
  await startUnbound(parent, 'resolvers', SYSTEM_RESOLVER, [
    ...[...onPort53, ...onPort443].map((address) => `interface: ${address}`),
    'https-port: 443',
    `tls-service-key: "${folder}/key.pem"`,
    `tls-service-pem: "${folder}/cert.pem"`,
  ]);
}

/**
 * A domain controller: resolver for everything, with authority over an inner zone of the domain's own name, of
 * which the Internet knows nothing.
 */
export async function startOfficeResolver(parent: string, domain: string): Promise<void> {
  const soa = `${domain}. 3600 IN SOA dc1.${domain}. hostmaster.${domain}. 88 900 600 86400 3600`;
  const records = [
    soa,
    `${domain}. 600 IN NS dc1.${domain}.`,
    `${domain}. 600 IN A 10.53.0.66`,
    `dc1.${domain}. 3600 IN A ${OFFICE_RESOLVER}`,
    `mail.${domain}. 3600 IN A 10.53.0.80`,
  ];
  await folderFor(parent, 'office');
  await startUnbound(parent, 'office', OFFICE_RESOLVER, [
    `interface: ${OFFICE_RESOLVER}@53`,
    `local-zone: "${domain}." static`,
    ...records.map((record) => `local-data: '${record}'`),
  ]);
}

async function folderFor(parent: string, name: string): Promise<string> {
  const folder = join(parent, name);
  await mkdir(folder);
  return folder;
}

/** `address`: where it is known to be up. `own`: lines of its configuration. */
async function startUnbound(
  parent: string,
  name: string,
  address: string,
  own: readonly string[],
): Promise<void> {
  const folder = join(parent, name);
  await writeFile(join(folder, 'root.hints'), rootHints());
  await writeFile(join(folder, 'unbound.conf'), configuration(folder, own));
  startProgram(parent, name, ['unbound', '-d', '-p', '-c', join(folder, 'unbound.conf')]);
  await untilAnswered(address, 'localhost');
}

function rootHints(): string {
  const lines = ROOTS.flatMap(({ name, ipv4, ipv6 }) => [
    `. 3600000 NS ${name}.`,
    `${name}. 3600000 A ${ipv4}`,
    `${name}. 3600000 AAAA ${ipv6}`,
  ]);
  return `${lines.join('\n')}\n`;
}

function configuration(folder: string, own: readonly string[]): string {
  return `server:
  directory: "${folder}"
  username: ""
  chroot: ""
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  num-threads: 1
${own.map((line) => `  ${line}`).join('\n')}
  access-control: 0.0.0.0/0 allow
  access-control: ::/0 allow
  root-hints: "${folder}/root.hints"
  module-config: "iterator"
  do-not-query-localhost: no
  cache-max-negative-ttl: 5
  infra-host-ttl: 5
  so-reuseport: no
remote-control:
  control-enable: no
`;
}
