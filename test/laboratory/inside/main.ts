/** Process 1 of a laboratory's namespaces: builds the small internet, then does what the test asks for. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noFaults } from '../../../src/rehearsal/aws/options.ts';
import { REGIONS } from '../../../src/rehearsal/aws/regions.ts';
import { type Rehearsal, startRehearsal } from '../../../src/rehearsal/start.ts';
import { AMAZONSES, DOH, PROVIDER, REGISTRAR, REGISTRY, ROOTS, ROUTE_53 } from './addresses.ts';
import { type AwsFront, startAwsFront } from './aws.ts';
import { type Certificate, certificateWith, createAuthority } from './certificates.ts';
import { deliverAsSes, startMailHost } from './mail.ts';
import { setUpEtc, setUpNetwork } from './network.ts';
import { startNsd } from './nsd.ts';
import type { CertificateFault, Message, Numbered, Request, WorldOptions } from './protocol.ts';
import { createRegistrar, FIRST_RECORDS } from './registrar.ts';
import { relayDns, targetOf } from './relay.ts';
import { startSesSmtp } from './smtp.ts';
import { startOfficeResolver, startResolvers } from './unbound.ts';
import { providerZones, registryZones, rootZones } from './zones.ts';

const [, , folder = '', given = ''] = process.argv;
const options: WorldOptions = JSON.parse(given);

function say(message: Message): void {
  process.send?.(message);
}

/** The names that AWS's and the resolvers' certificates are for. */
function certifiedNames(): string[] {
  return [
    '*.amazonaws.com',
    ...REGIONS.map((region) => `*.${region}.amazonaws.com`),
    ...DOH.flatMap(({ name, ipv4, ipv6 }) => [name, ipv4, ipv6]),
  ];
}

async function startNames(certificate: { key: string; cert: string }): Promise<void> {
  const domains = new Map([[options.domain, options.dns === 'route53' ? ROUTE_53 : REGISTRAR]]);
  await Promise.all([
    startNsd(folder, 'root', ROOTS, rootZones()),
    startNsd(folder, 'registry', REGISTRY, registryZones(domains)),
    startNsd(folder, 'provider', [PROVIDER], providerZones()),
    startResolvers(folder, certificate),
    startOfficeResolver(folder, options.domain),
  ]);
}

/** The stand-in's own DNS under the names that it plays: the domain's zone in Route 53, the DKIM keys of SES. */
async function relayStandIn({ env }: Rehearsal): Promise<void> {
  const [first = '', second = first] = env.SES_MIGRATE_NAMESERVERS?.split(',') ?? [];
  await relayDns(AMAZONSES, targetOf(first));
  await relayDns(ROUTE_53[0], targetOf(first));
  await relayDns(ROUTE_53[1], targetOf(second));
}

async function control({ control: base }: Rehearsal, method: string, path: string, body = '') {
  const response = await fetch(`${base}${path}`, { method, ...(body === '' ? {} : { body }) });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** SES reads the stand-in's zone: it gets what the registrar's first server has. */
async function showToSes(rehearsal: Rehearsal, lines: readonly string[]): Promise<void> {
  const held = (await control(rehearsal, 'GET', '/zone')) as { name: string; type: string }[];
  const own = held.filter(({ type }) => type !== 'SOA' && type !== 'NS');
  const names = own.map(({ name, type }) => `${name}. ${type}`);
  if (names.length > 0) await control(rehearsal, 'DELETE', '/zone', names.join('\n'));
  await control(rehearsal, 'POST', '/zone', lines.join('\n'));
}

async function start(): Promise<(request: Request) => Promise<unknown>> {
  await setUpNetwork();
  await setUpEtc(folder);
  const authority = await createAuthority('Laboratory Root CA');
  const made = new Map<CertificateFault, Promise<Certificate>>();
  // Keys take long to make: each certificate is made once.
  const present = (fault: CertificateFault): Promise<Certificate> => {
    const known = made.get(fault) ?? certificateWith(fault, authority, certifiedNames());
    made.set(fault, known);
    return known;
  };
  const certificate = await present('none');
  const faults = { ...noFaults, ...options.faults };
  const { domain, region, dns, speed } = options;
  const [registrar, rehearsal] = await Promise.all([
    createRegistrar(folder, domain),
    startRehearsal({
      ...{ domain, region, dns, speed, faults },
      front: { certificate, deliver: deliverAsSes },
    }),
    startNames(certificate),
    startMailHost(join(folder, 'Maildir')),
  ]);
  const { env, smtps } = rehearsal;
  const aws: AwsFront = await startAwsFront(env.AWS_ENDPOINT_URL ?? '', certificate);
  await startSesSmtp(env.SES_MIGRATE_SMTP ?? '', smtps[region] ?? '');
  await relayStandIn(rehearsal);
  await showToSes(rehearsal, FIRST_RECORDS);
  await writeFile(join(folder, 'authority.pem'), authority.cert);
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = env;
  say({
    ready: {
      env: {
        AWS_ACCESS_KEY_ID,
        AWS_SECRET_ACCESS_KEY,
        AWS_REGION: region,
        NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
      },
    },
  });
  return async (request) => {
    switch (request.do) {
      case 'publish':
        await registrar.publish(request.servers, request.lines);
        if (request.servers.includes(0)) await showToSes(rehearsal, request.lines);
        return null;
      case 'control':
        return control(rehearsal, request.method, request.path, request.body);
      case 'present-certificate':
        aws.present(await present(request.fault));
        return null;
    }
  };
}

const handle = await start();
process.on('message', ({ id, request }: Numbered) => {
  handle(request).then(
    (value) => say({ id, value }),
    (error: unknown) => say({ id, error: String(error) }),
  );
});
// The test has ended, or was ended: as process 1, this ends everything in the namespace.
process.on('disconnect', () => process.exit());
