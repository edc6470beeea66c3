import { byodkimRecords } from '../core/dns/byodkim.ts';
import { SES_SPF_HOST } from '../core/dns/match.ts';
import { dataAt } from '../core/dns/matrix.ts';
import { apexSpf, probesFor } from '../core/dns/probes.ts';
import { countLookups } from '../core/dns/spf-lookups.ts';
import type {
  Delegation,
  DnsObservation,
  DnsServer,
  HostedZoneServers,
  NameAndType,
  Probe,
} from '../core/dns/types.ts';
import { isSpf } from '../core/spf.ts';
import type { ExpectedRecord } from '../core/types.ts';
import type { HostedZone, Identity } from '../core/world.ts';
import type { Dns, Question } from '../ports.ts';

export interface Subject {
  readonly domain: string;
  readonly records: readonly ExpectedRecord[];
  /** null: not read, or there is none. */
  readonly identity: Identity | null;
  /** null: it could not be found out. */
  readonly delegation: Delegation | null;
  /** Public Route 53 zones that could hold the domain; asked for only where records are missing. */
  readonly zones: () => Promise<readonly HostedZone[]>;
}

/** Rounds of includes that are followed, one level each. */
const SPF_DEPTH = 10;

/** Every server's answer for every record; then, where something is off, what tells why. */
export async function lookUp(dns: Dns, subject: Subject): Promise<readonly DnsObservation[]> {
  const records = [...subject.records, ...byodkimRecords(subject.identity)];
  if (records.length === 0) return [];
  const servers = subject.delegation?.servers ?? [];
  const everyone = [...servers, ...dns.resolvers()];
  const apex = askFirst(
    dns,
    servers.length > 0 ? servers : dns.resolvers(),
    apexSpf(subject.domain),
  );
  const observed = await Promise.all([
    ...records.map((record) => askAll(dns, everyone, record)),
    apex,
  ]);
  const found = await Promise.all([
    secondLook(dns, subject, records, observed),
    spfLook(dns, subject, records, observed),
    dnssecLook(dns, observed),
    undelegatedLook(dns, subject, records, observed),
  ]);
  return [...observed, ...found.flat()];
}

async function askAll(
  dns: Dns,
  servers: readonly DnsServer[],
  { name, type }: Question,
): Promise<DnsObservation> {
  const answers = await Promise.all(servers.map((server) => dns.ask(server, { name, type })));
  return { name, type, answers };
}

/** The first usable answer of servers that all should know; the failures before it are kept. */
async function askFirst(
  dns: Dns,
  servers: readonly DnsServer[],
  { name, type }: NameAndType,
): Promise<DnsObservation> {
  const answers: DnsObservation['answers'][number][] = [];
  for (const server of servers) {
    const answer = await dns.ask(server, { name, type });
    answers.push(answer);
    if (answer.kind !== 'failed') break;
  }
  return { name, type, answers };
}

async function secondLook(
  dns: Dns,
  { domain, delegation }: Subject,
  records: readonly ExpectedRecord[],
  observations: readonly DnsObservation[],
): Promise<DnsObservation[]> {
  const { organisationOf } = await import('../core/dns/organisation.ts');
  const probes = probesFor({
    domain,
    zone: delegation?.zone ?? domain,
    organisation: organisationOf(domain),
    records,
    observations,
    organisationOf,
  });
  const known = answering(observations);
  const probe = ({ via, ...question }: Probe): Promise<DnsObservation> => {
    const servers = known.filter((server) => server.kind === via);
    return askFirst(dns, servers.length > 0 ? servers : known, question);
  };
  return Promise.all(probes.map(probe));
}

/** Servers that gave a usable answer to some question, in order. */
function answering(observations: readonly DnsObservation[]): DnsServer[] {
  const answers = observations.flatMap((seen) => seen.answers);
  const usable = answers.filter((answer) => answer.kind !== 'failed').map(({ server }) => server);
  return [...new Map(usable.map((server) => [`${server.kind} ${server.name}`, server])).values()];
}

/** Follows the includes of the MAIL FROM's and the apex's SPF records, a level a round, through a resolver. */
async function spfLook(
  dns: Dns,
  { domain }: Subject,
  records: readonly ExpectedRecord[],
  observations: readonly DnsObservation[],
): Promise<DnsObservation[]> {
  const resolvers = answering(observations).filter((server) => server.kind === 'resolver');
  const names = [
    domain,
    ...records.filter(({ purpose }) => purpose === 'mail-from-spf').map(({ name }) => name),
  ];
  const found: DnsObservation[] = [];
  for (let depth = 0; resolvers.length > 0 && depth < SPF_DEPTH; depth += 1) {
    const known = [...observations, ...found];
    const open = names.flatMap((name) => {
      const [text, ...others] = dataAt(known, { name, type: 'TXT' }).filter(isSpf);
      if (text === undefined || others.length > 0) return [];
      return countLookups(text, name, known, SES_SPF_HOST).open;
    });
    const questions = [
      ...new Map(open.map((each) => [`${each.name} ${each.type}`, each])).values(),
    ];
    if (questions.length === 0) break;
    found.push(...(await Promise.all(questions.map((each) => askFirst(dns, resolvers, each)))));
  }
  return found;
}

/** A resolver that says SERVFAIL is asked once more, and then without validation: RFC 4035 section 3.2.2. */
async function dnssecLook(
  dns: Dns,
  observations: readonly DnsObservation[],
): Promise<DnsObservation[]> {
  const failed = observations.flatMap(({ name, type, answers }) =>
    answers
      .filter((answer) => answer.kind === 'failed' && answer.failure === 'servfail')
      .map(({ server }) => ({ server, name, type })),
  );
  const first = new Map(
    failed
      .filter(({ server }) => server.kind === 'resolver')
      .map((each) => [each.server.name, each]),
  );
  const looks = [...first.values()].map(async ({ server, name, type }) => {
    const unchecked = await dns.ask(server, { name, type, checkingDisabled: true });
    if (unchecked.kind === 'failed') return [];
    const again = await dns.ask(server, { name, type });
    if (again.kind !== 'failed' || again.failure !== 'servfail') return [];
    return [{ name, type, answers: [unchecked], checkingDisabled: true } as const];
  });
  return (await Promise.all(looks)).flat();
}

/** Records that are missing where the world asks, asked for at Route 53 zones that it does not ask. */
async function undelegatedLook(
  dns: Dns,
  subject: Subject,
  records: readonly ExpectedRecord[],
  observations: readonly DnsObservation[],
): Promise<DnsObservation[]> {
  const { delegation } = subject;
  const missing = records.filter((record) => isAbsent(record, observations));
  if (delegation === null || missing.length === 0) return [];
  const asked = new Set(delegation.nameServers);
  const zones = (await subject.zones()).filter(
    (zone) => !zone.isPrivate && !zone.nameServers.some((host) => asked.has(host.toLowerCase())),
  );
  const looks = zones.map(async ({ id, name, nameServers }) => {
    const server = await firstAddress(dns, nameServers);
    if (server === null) return [];
    const undelegatedZone: HostedZoneServers = { id, name, nameServers };
    return Promise.all(
      missing.map(async (record) => ({
        ...(await askAll(dns, [server], record)),
        undelegatedZone,
      })),
    );
  });
  return (await Promise.all(looks)).flat();
}

function isAbsent(
  { name, type }: ExpectedRecord,
  observations: readonly DnsObservation[],
): boolean {
  const seen = observations.find((each) => each.name === name && each.type === type);
  return (seen?.answers ?? []).some(
    ({ kind, server }) =>
      server.kind === 'authoritative' && kind !== 'records' && kind !== 'failed',
  );
}

async function firstAddress(dns: Dns, hosts: readonly string[]): Promise<DnsServer | null> {
  for (const name of hosts) {
    const { answers } = await askFirst(dns, dns.resolvers(), { name, type: 'A' });
    const last = answers.at(-1);
    const address = last?.kind === 'records' ? last.records.find(({ type }) => type === 'A') : null;
    if (address != null) return { address: address.data, port: 53, name, kind: 'authoritative' };
  }
  return null;
}
