import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Faults, noFaults } from './aws/options.ts';
import { secondRegion } from './aws/regions.ts';
import { startAws } from './aws/server.ts';
import { type Cloudflare, startCloudflare } from './cloudflare/server.ts';
import type { DnsMode, Front, Timings } from './contract.ts';
import { type Control, startControl } from './control/server.ts';
import { createDnsData } from './dns/data.ts';
import { nameServersOfHost } from './dns/hosts.ts';
import { nameServersOf, seedSets } from './dns/seeds.ts';
import { startDns } from './dns/server.ts';
import { startImap } from './imap/server.ts';
import { createInbox } from './inbox/inbox.ts';
import { createOldKey, createSesKey } from './inbox/signing-key.ts';
import { insideEnvironment } from './inside.ts';
import { createSendFaults } from './send-faults.ts';
import { createCertificate } from './smtp/certificate.ts';
import { startOldProvider } from './smtp/old-provider.ts';
import { startSmtp } from './smtp/server.ts';
import { createClock, createScheduler } from './world.ts';

export interface RehearsalOptions {
  /** Lower case, no trailing dot. */
  readonly domain: string;
  readonly region: string;
  readonly dns: DnsMode;
  /** How many times faster than the default everything takes effect. */
  readonly speed: number;
  readonly faults?: Faults;
  /** The host whose panel is pretended with `manual`, by its name in `dns/hosts.ts`. */
  readonly dnsHost?: string;
  /** Path of the program that is `ses-migrate` on PATH; absent: none. */
  readonly entry?: string;
  readonly front?: Front;
}

export interface Rehearsal {
  /** What a process needs in its environment to live in this world; see `childEnvironment`. */
  readonly env: Readonly<Record<string, string>>;
  /** Base URL of the control API. */
  readonly control: string;
  /** Temporary. */
  readonly folder: string;
  /** Where received messages are written as files. */
  readonly inboxFolder: string;
  /** `host:port` of the SMTP endpoints with TLS from the first byte, by Region; only with `front`. */
  readonly smtps: Readonly<Record<string, string>>;
  /** Closes every socket and removes the temporary files; the inbox folder too unless `keepInbox`. */
  close(options?: { readonly keepInbox: boolean }): Promise<void>;
}

/** The mailbox that gets all mail of this world. */
const MAILBOX = 'inbox@inbox.example';
const ACCOUNT_ID = '123456789012';

/** Milliseconds at speed 1: what takes hours outside takes seconds here. */
function timingsAt(speed: number, { slowSes }: Pick<Faults, 'slowSes'>): Timings {
  return {
    authoritativeLag: [800 / speed, 1600 / speed],
    inSync: 1000 / speed,
    sesLook: (1000 * slowSes) / speed,
    review: 2500 / speed,
    newKey: 1000 / speed,
    lastUse: 500 / speed,
    event: 200 / speed,
  };
}

/** Starts the local world: DNS, AWS, SES SMTP, an inbox, and the API that controls them. */
export async function startRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const folder = await mkdtemp(join(tmpdir(), 'ses-migrate-rehearsal-'));
  const inboxFolder = await mkdtemp(join(tmpdir(), 'ses-migrate-inbox-'));
  const running: { close(): Promise<void> }[] = [];
  const close: Rehearsal['close'] = async (how) => {
    await Promise.all(running.map((part) => part.close()));
    await rm(folder, { recursive: true, force: true });
    if (how?.keepInbox !== true) await rm(inboxFolder, { recursive: true, force: true });
  };
  try {
    const { env, smtps } = await startParts(options, { folder, inboxFolder }, running);
    return { env, smtps, control: env.SES_MIGRATE_REHEARSAL, folder, inboxFolder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Environment = Record<string, string> & { SES_MIGRATE_REHEARSAL: string };

async function startParts(
  {
    domain,
    region,
    dns: dnsMode,
    speed,
    faults = noFaults,
    dnsHost,
    entry,
    front,
  }: RehearsalOptions,
  folders: { readonly folder: string; readonly inboxFolder: string },
  running: { close(): Promise<void> }[],
): Promise<{ env: Environment; smtps: Readonly<Record<string, string>> }> {
  const clock = createClock();
  const timings = timingsAt(speed, faults);
  const [sesKey, oldKey, certificate] = await Promise.all([
    createSesKey(),
    createOldKey(domain),
    front?.certificate ?? createCertificate(),
  ]);
  const nameServers = dnsHost === undefined ? nameServersOf(dnsMode) : nameServersOfHost(dnsHost);
  const seeds = seedSets({ domain, region, nameServers });
  const dns = createDnsData({ clock, timings, sets: [...seeds, sesKey.record, oldKey.record] });
  const inbox = createInbox({
    ...{ clock, dns, region, sesKey, folder: folders.inboxFolder },
    front: front ?? null,
  });

  const started = <T extends { close(): Promise<void> }>(part: T): T => {
    running.push(part);
    return part;
  };
  const shared = { clock, timings, dns, inbox, region, domain };
  const names = started(await startDns(dns, clock));
  let control: Control | null = null;
  const verifyLink = (token: string) =>
    control === null ? null : `${control.url}/verify-address?token=${token}`;
  const sendFaults = createSendFaults(faults.send);
  const scheduler = createScheduler();
  running.push({ close: async () => scheduler.close() });
  const account = {
    ...shared,
    scheduler,
    accountId: ACCOUNT_ID,
    dnsMode,
    faults,
    sendFaults,
    verifyLink,
  };
  const aws = started(await startAws(account));
  // What others left has been in DNS for long.
  if (faults.arrival !== null) clock.advance(Math.max(...timings.authoritativeLag) + 1);
  const { principals, desk } = aws;
  // A password of another Region works there, and here it does not.
  const other = secondRegion(region);
  const desks = {
    [region]: { region, desk, faults: sendFaults },
    [other]: { region: other, desk: aws.deskIn(other), faults: createSendFaults(null) },
  };
  const startSmtpIn = async (at: string, implicitTls: boolean): Promise<string> => {
    const own = desks[at];
    if (own === undefined) throw new Error(`the rehearsal has no SMTP endpoint in ${at}`);
    const endpoint = started(
      await startSmtp({ clock, certificate, principals, implicitTls, ...own }),
    );
    return endpoint.address;
  };
  const smtp = await startSmtpIn(region, false);
  const elsewhere = await startSmtpIn(other, false);
  const smtps =
    front === undefined
      ? {}
      : { [region]: await startSmtpIn(region, true), [other]: await startSmtpIn(other, true) };
  const cloudflare =
    dnsMode === 'cloudflare'
      ? started(await startCloudflare({ ...shared, ...faults, nameServers }))
      : null;
  const imapLogin = { user: MAILBOX, password: randomUUID() };
  const imap = started(await startImap({ certificate, inbox, login: imapLogin }));
  const oldLogin = { user: 'old-provider', password: randomUUID() };
  const old = started(
    await startOldProvider({ certificate, inbox, domain, dkim: oldKey, ...oldLogin }),
  );
  const { setStanding, verifyAddress, verifyToken } = aws;
  const requests = () =>
    [...aws.seen(), ...(cloudflare?.seen() ?? [])].sort((a, b) => a.at.localeCompare(b.at));
  const options = { ...shared, requests, sendFaults, setStanding, verifyAddress, verifyToken };
  control = started(await startControl(options));

  const { accessKeyId, secretAccessKey, sessionToken } = aws.operator;
  const env: Environment = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === null ? {} : { AWS_SESSION_TOKEN: sessionToken }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    // Files that are not there: nobody's own profiles, endpoints or Regions come in.
    AWS_CONFIG_FILE: join(folders.folder, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folders.folder, 'no-aws-credentials'),
    NODE_EXTRA_CA_CERTS: await writeAuthorities(folders.folder, certificate.cert),
    ...cloudflareAccess(cloudflare),
    SES_MIGRATE_RESOLVERS: names.resolver,
    SES_MIGRATE_NAMESERVERS: names.authoritative.join(','),
    SES_MIGRATE_SMTP: smtp,
    [`SES_MIGRATE_SMTP_${other.toUpperCase().replaceAll('-', '_')}`]: elsewhere,
    SES_MIGRATE_INBOX: `imaps://${MAILBOX}@${imap.address}`,
    IMAP_PASSWORD: imapLogin.password,
    SMTP_URL: `smtp://${oldLogin.user}:${oldLogin.password}@${old.address}`,
    ...(await insideEnvironment({
      ...folders,
      domain,
      entry: entry ?? null,
      parent: process.env,
    })),
    SES_MIGRATE_DOMAIN: domain,
    SES_MIGRATE_REHEARSAL: control.url,
    SES_MIGRATE_REHEARSAL_INBOX: folders.inboxFolder,
  };
  return { env, smtps };
}

function cloudflareAccess(cloudflare: Cloudflare | null): Record<string, string> {
  if (cloudflare === null) return {};
  return { CLOUDFLARE_API_TOKEN: cloudflare.token, CLOUDFLARE_BASE_URL: cloudflare.baseUrl };
}

/** Node reads one file of extra authorities: ours joins those that were already trusted. */
async function writeAuthorities(folder: string, certificate: string): Promise<string> {
  const others = process.env.NODE_EXTRA_CA_CERTS ?? '';
  // Node continues without a file of authorities that is not there; so does the rehearsal.
  const trusted = existsSync(others) ? await readFile(others, 'utf8') : '';
  const path = join(folder, 'authorities.pem');
  await writeFile(path, `${certificate.trim()}\n${trusted}`);
  return path;
}
