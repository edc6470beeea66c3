import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOH, PUBLIC_RESOLVERS, ROOTS, SYSTEM_RESOLVER } from './addresses.ts';
import { startProgram } from './programs.ts';
import { untilAnswered } from './question.ts';

/** One Unbound that is the system's resolver and all public ones, and DNS over HTTPS at `DOH`. */
export async function startUnbound(
  parent: string,
  certificate: { key: string; cert: string },
): Promise<void> {
  const folder = join(parent, 'resolvers');
  await mkdir(folder);
  const file = (name: string) => join(folder, name);
  await writeFile(file('key.pem'), certificate.key);
  await writeFile(file('cert.pem'), certificate.cert);
  await writeFile(file('root.hints'), rootHints());
  await writeFile(file('unbound.conf'), configuration(folder));
  startProgram(parent, 'resolvers', ['unbound', '-d', '-p', '-c', file('unbound.conf')]);
  await untilAnswered(SYSTEM_RESOLVER, 'localhost');
}

function rootHints(): string {
  const lines = ROOTS.flatMap(({ name, ipv4, ipv6 }) => [
    `. 3600000 NS ${name}.`,
    `${name}. 3600000 A ${ipv4}`,
    `${name}. 3600000 AAAA ${ipv6}`,
  ]);
  return `${lines.join('\n')}\n`;
}

function configuration(folder: string): string {
  const onPort53 = [SYSTEM_RESOLVER, ...PUBLIC_RESOLVERS].map((address) => `${address}@53`);
  const onPort443 = DOH.flatMap(({ ipv4, ipv6 }) => [`${ipv4}@443`, `${ipv6}@443`]);
  return `server:
  directory: "${folder}"
  username: ""
  chroot: ""
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  num-threads: 1
${[...onPort53, ...onPort443].map((address) => `  interface: ${address}`).join('\n')}
  https-port: 443
  tls-service-key: "${folder}/key.pem"
  tls-service-pem: "${folder}/cert.pem"
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
